import { CircleAlert, Eye, EyeOff, type LucideIcon, TriangleAlert } from "lucide-react";
import { type ReactNode, type Ref, useState } from "react";
import {
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
  Input,
  Label,
  Text,
  TextArea,
} from "react-aria-components";
import { classes } from "../classes";
import { Icon } from "../Icon";
import { Button } from "./Button";

/** Properties of a text field. */
export interface TextFieldProps
  extends Pick<
    AriaTextFieldProps,
    | "name"
    | "value"
    | "defaultValue"
    | "onChange"
    | "onBlur"
    | "onFocus"
    | "onKeyDown"
    | "autoFocus"
    | "isRequired"
    | "isReadOnly"
    | "inputMode"
    | "maxLength"
    | "aria-label"
    | "aria-describedby"
    | "autoComplete"
    | "spellCheck"
  > {
  label?: ReactNode;
  /** Said behind the label, e.g. `optional`. */
  labelNote?: string;
  hint?: ReactNode;
  /** What is wrong, at the field; takes the place of the hint. */
  error?: string | null;
  /** What should be known, though it stops nothing. */
  caution?: string | null;
  /** For ids, addresses, keys and commands. */
  mono?: boolean;
  /** A secret: hidden, with a button that shows it. */
  secret?: boolean;
  /** Number of lines; more than one makes it an area. */
  rows?: number;
  size?: "md" | "lg";
  placeholder?: string;
  icon?: LucideIcon;
  /** Stands inside the field at its end. */
  end?: ReactNode;
  /** Stands beside the field, under the same label. */
  beside?: ReactNode;
  /** Off, and why. */
  disabledReason?: string | null | false;
  className?: string;
  ref?: Ref<HTMLInputElement & HTMLTextAreaElement>;
}

/** A field for text with its label, its hint and, at its place, what is wrong. */
export function TextField({
  label,
  labelNote,
  hint,
  error,
  caution,
  mono,
  secret,
  rows,
  size = "md",
  placeholder,
  icon,
  end,
  beside,
  disabledReason,
  className,
  ref,
  ...rest
}: TextFieldProps) {
  const [shown, setShown] = useState(false);
  const area = rows !== undefined && rows > 1;
  const off = typeof disabledReason === "string" && disabledReason !== "";
  const box = (
    <div
      className={classes(
        "input",
        "grow",
        mono && "mono",
        area && "area",
        size === "lg" && "lg",
        error && "err",
        off && "off",
      )}
    >
      {icon ? <Icon of={icon} size={14} /> : null}
      {area ? (
        <TextArea ref={ref} rows={rows} placeholder={placeholder} />
      ) : (
        <Input ref={ref} placeholder={placeholder} />
      )}
      {secret ? (
        <Button
          kind="quiet"
          size="sm"
          icon={shown ? Eye : EyeOff}
          aria-label={shown ? "Hide" : "Show"}
          onPress={() => setShown(!shown)}
        />
      ) : null}
      {end}
    </div>
  );
  return (
    <AriaTextField
      spellCheck="false"
      autoComplete="off"
      {...rest}
      validationBehavior="aria"
      className={classes("field", className)}
      type={secret && !shown ? "password" : "text"}
      isInvalid={Boolean(error)}
      isDisabled={off}
    >
      {label ? (
        <Label>
          {label}
          {labelNote ? <span className="opt t3"> {labelNote}</span> : null}
        </Label>
      ) : null}
      {beside ? (
        <div className="row">
          {box}
          {beside}
        </div>
      ) : (
        box
      )}
      <FieldNote error={error} caution={caution} hint={off ? disabledReason : hint} />
    </AriaTextField>
  );
}

/** What stands under a field: what is wrong, else what to know, else the hint. */
export function FieldNote({
  error,
  caution,
  hint,
}: {
  error?: string | null;
  caution?: string | null;
  hint?: ReactNode;
}) {
  if (error) {
    return (
      <Text slot="description" className="help err" elementType="div">
        <Icon of={CircleAlert} size={14} />
        <span role="alert">{error}</span>
      </Text>
    );
  }
  if (caution) {
    return (
      <Text slot="description" className="help caution" elementType="div">
        <Icon of={TriangleAlert} size={14} />
        <span>{caution}</span>
      </Text>
    );
  }
  return hint ? (
    <Text slot="description" className="help" elementType="div">
      {hint}
    </Text>
  ) : null;
}
