import { X } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { Button } from "react-aria-components";
import { classes } from "../classes";
import { Icon } from "../Icon";
import { FieldNote } from "./TextField";

/** Tags: typed, ended by Enter, a comma or leaving the field; Backspace in the empty field takes the last away. */
export function TagInput({
  label,
  labelNote,
  value,
  onChange,
  known = [],
  hint,
  error,
  placeholder = "Add a tag",
  autoFocus,
}: {
  label: string;
  labelNote?: string;
  value: readonly string[];
  onChange: (value: string[]) => void;
  /** Tags in use, offered as one types. */
  known?: readonly string[];
  hint?: string;
  error?: string | null;
  placeholder?: string;
  autoFocus?: boolean;
}) {
  const [text, setText] = useState("");
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (autoFocus) input.current?.focus();
  }, [autoFocus]);
  const add = () => {
    const tag = text.trim();
    setText("");
    if (tag !== "" && !value.includes(tag)) onChange([...value, tag]);
  };
  const press = (event: KeyboardEvent) => {
    if ((event.key === "Enter" || event.key === ",") && text.trim() !== "") {
      event.preventDefault();
      add();
    } else if (event.key === "Backspace" && text === "") {
      onChange(value.slice(0, -1));
    }
  };
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {labelNote ? <span className="opt t3"> {labelNote}</span> : null}
      </label>
      <div className={classes("taginput", error && "err")}>
        {value.map((tag) => (
          <span className="tag" key={tag}>
            {tag}
            <Button
              aria-label={`Remove tag ${tag}`}
              onPress={() => {
                onChange(value.filter((other) => other !== tag));
                // The button goes with its tag; keys go on in the field.
                input.current?.focus();
              }}
            >
              <Icon of={X} size={12} />
            </Button>
          </span>
        ))}
        <input
          id={id}
          ref={input}
          value={text}
          list={`${id}-known`}
          placeholder={value.length === 0 ? placeholder : undefined}
          autoComplete="off"
          spellCheck={false}
          aria-invalid={error ? true : undefined}
          aria-describedby={error || hint ? `${id}-note` : undefined}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={press}
          onBlur={add}
        />
        <datalist id={`${id}-known`}>
          {known
            .filter((tag) => !value.includes(tag))
            .map((tag) => (
              <option key={tag} value={tag} />
            ))}
        </datalist>
      </div>
      <div id={`${id}-note`}>
        <FieldNote error={error} hint={hint} />
      </div>
    </div>
  );
}
