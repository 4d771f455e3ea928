import { Check, ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import {
  Select as AriaSelect,
  Button,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  SelectValue,
} from "react-aria-components";
import { classes } from "../classes";
import { Icon } from "../Icon";
import { FieldNote } from "./TextField";

/** One of many from a list that opens. */
export function Select<T extends string>({
  label,
  inline,
  value,
  onChange,
  options,
  filters,
  hint,
  error,
  disabledReason,
}: {
  label: string;
  /** The label stands inside the control, as in a filter bar. */
  inline?: boolean;
  value: T;
  onChange: (value: T) => void;
  options: readonly { value: T; label: string; note?: ReactNode; disabledReason?: string | null }[];
  /** It narrows a list right now. */
  filters?: boolean;
  hint?: ReactNode;
  error?: string | null;
  disabledReason?: string | null | false;
}) {
  const off = typeof disabledReason === "string" && disabledReason !== "";
  return (
    <AriaSelect
      className="field"
      value={value}
      onChange={(key) => onChange(key as T)}
      isDisabled={off}
      isInvalid={Boolean(error)}
      aria-label={inline ? label : undefined}
    >
      {inline ? null : <Label>{label}</Label>}
      <Button className={classes("select", !inline && "wide", filters && "on")}>
        {inline ? <span className="k">{label}</span> : null}
        <SelectValue className="chosen">
          {({ selectedText }) => selectedText ?? "Choose"}
        </SelectValue>
        <Icon of={ChevronDown} size={14} />
      </Button>
      <FieldNote error={error} hint={off ? disabledReason : hint} />
      <Popover className="menu pop" offset={4} placement="bottom start">
        <ListBox>
          {options.map((option) => (
            <ListBoxItem
              key={option.value}
              id={option.value}
              className={classes("it", Boolean(option.disabledReason) && "tall")}
              textValue={option.label}
              isDisabled={Boolean(option.disabledReason)}
            >
              <span className="tick" aria-hidden="true">
                <Icon of={Check} size={14} />
              </span>
              <span className="grow">
                {option.label}
                {option.disabledReason ? (
                  <span className="why">{option.disabledReason}</span>
                ) : null}
              </span>
              {option.note}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
