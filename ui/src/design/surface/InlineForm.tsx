import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import { Button } from "../controls/Button";

/** A small form in the panel. Escape leaves it, and not the panel. */
export function InlineForm({
  label,
  submit,
  busy,
  disabledReason,
  onSubmit,
  onCancel,
  children,
}: {
  /** Its name for readers. */
  label: string;
  /** The word of its button. */
  submit: string;
  busy: boolean;
  disabledReason?: string | null | false;
  onSubmit: () => void;
  onCancel: () => void;
  children: ReactNode;
}) {
  const ref = useRef<HTMLFormElement>(null);
  // Its buttons may lie below the edge of what scrolls.
  useEffect(() => void ref.current?.scrollIntoView({ block: "nearest" }), []);
  const press = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    onCancel();
  };
  return (
    <form
      ref={ref}
      className="inline-form"
      aria-label={label}
      noValidate
      onKeyDown={press}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        if (!disabledReason) onSubmit();
      }}
    >
      {children}
      <div className="row">
        <Button size="sm" type="submit" busy={busy} disabledReason={disabledReason}>
          {submit}
        </Button>
        <Button kind="quiet" size="sm" onPress={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
