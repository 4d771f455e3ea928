import { type ReactNode, useId } from "react";
import {
  Checkbox as AriaCheckbox,
  Label,
  Radio,
  RadioGroup,
  ToggleButton,
  ToggleButtonGroup,
} from "react-aria-components";
import { classes } from "../classes";
import { formatCount } from "../format/money";
import { FieldNote } from "./TextField";

/** A box to tick. Without children it stands in a row of its kind and needs a label. */
export function Checkbox({
  checked,
  mixed,
  onChange,
  children,
  hint,
  disabledReason,
  ...rest
}: {
  checked: boolean;
  /** Some of what it stands for is ticked. */
  mixed?: boolean;
  onChange: (checked: boolean) => void;
  children?: ReactNode;
  hint?: ReactNode;
  disabledReason?: string | null | false;
  "aria-label"?: string;
}) {
  const off = typeof disabledReason === "string" && disabledReason !== "";
  const note = off ? disabledReason : hint;
  return (
    <AriaCheckbox
      {...rest}
      className={classes("check", !children && "bare")}
      isSelected={checked}
      isIndeterminate={mixed}
      isDisabled={off}
      onChange={onChange}
    >
      <span className="bx" aria-hidden="true" />
      {children ? (
        <span>
          {children}
          {note ? <span className="help">{note}</span> : null}
        </span>
      ) : null}
    </AriaCheckbox>
  );
}

/** One of several, each a card. */
export function RadioCards({
  label,
  hideLabel,
  value,
  onChange,
  columns = 1,
  className,
  error,
  children,
}: {
  label: string;
  hideLabel?: boolean;
  value: string | null;
  onChange: (value: string) => void;
  columns?: number;
  /** Its style says how the cards stand, instead of `columns`. */
  className?: string;
  error?: string | null;
  children: ReactNode;
}) {
  return (
    <RadioGroup
      className={classes("radiocards", className)}
      value={value}
      onChange={onChange}
      validationBehavior="aria"
      isInvalid={Boolean(error)}
      aria-label={hideLabel ? label : undefined}
    >
      {hideLabel ? null : <Label className="lab">{label}</Label>}
      <div
        className="cards"
        style={
          className ? undefined : { gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }
        }
      >
        {children}
      </div>
      <FieldNote error={error} />
    </RadioGroup>
  );
}

/** A card of `RadioCards`. What is off says why in its place. */
export function RadioCard({
  value,
  label,
  disabledReason,
  off: offToo = false,
  children,
}: {
  value: string;
  /** Its name, where the children are more than a name. */
  label?: string;
  disabledReason?: string | null | false;
  /** Off, where the children say why themselves. */
  off?: boolean;
  children: ReactNode;
}) {
  const off = typeof disabledReason === "string" && disabledReason !== "";
  return (
    <Radio className="radiocard" value={value} isDisabled={off || offToo} aria-label={label}>
      <span className="radio" aria-hidden="true" />
      <span className="says">
        {children}
        {off ? <span className="help">{disabledReason}</span> : null}
      </span>
    </Radio>
  );
}

/** One of a few, side by side. */
export function Segmented<T extends string>({
  label,
  value,
  onChange,
  options,
}: {
  label: string;
  value: T;
  onChange: (value: T) => void;
  /** One that is off says why, below the row. */
  options: readonly {
    value: T;
    label: ReactNode;
    count?: number;
    disabledReason?: string | null;
  }[];
}) {
  const reasons = options.flatMap(({ disabledReason }) => disabledReason ?? []);
  const why = useId();
  const group = (
    <ToggleButtonGroup
      className="seg"
      aria-label={label}
      aria-describedby={reasons.length > 0 ? why : undefined}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const [next] = keys;
        if (next !== undefined) onChange(next as T);
      }}
    >
      {options.map((option) => (
        <ToggleButton
          key={option.value}
          id={option.value}
          isDisabled={Boolean(option.disabledReason)}
        >
          {option.label}
          {option.count === undefined ? null : (
            <span className="c">{formatCount(option.count)}</span>
          )}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
  if (reasons.length === 0) return group;
  return (
    <div className="col gap2">
      {group}
      <p className="help" id={why}>
        {reasons.join(" ")}
      </p>
    </div>
  );
}
