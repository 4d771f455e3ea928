import { Plus } from "lucide-react";
import { Fragment, type ReactNode, useId } from "react";
import { Button, FieldNote } from "../../../design";
import { useRowFocus } from "./useRowFocus";

/** A list of the form: rows are added at its end and taken out one by one, and the focus goes along. */
export function RowList({
  name,
  title,
  help,
  error,
  caution,
  fields,
  row,
  onAdd,
  onRemove,
  addLabel,
  beside,
}: {
  /** Path of the list in the form. */
  name: string;
  title: string;
  help?: string;
  error?: string | null;
  caution?: string | null;
  fields: readonly { id: string }[];
  row: (index: number, onRemove: () => void) => ReactNode;
  onAdd: () => void;
  onRemove: (index: number) => void;
  addLabel: string;
  /** Stands behind the button that adds. */
  beside?: ReactNode;
}) {
  const focus = useRowFocus(name);
  const heading = useId();
  return (
    <section className="fields" aria-labelledby={heading} data-field={name} ref={focus.place}>
      <div>
        <h2 className="h2" id={heading}>
          {title}
        </h2>
        {help ? <p className="t3 t12">{help}</p> : null}
      </div>
      {fields.map(({ id }, index) => (
        <Fragment key={id}>
          {row(index, () => {
            onRemove(index);
            focus.focusAdd();
          })}
        </Fragment>
      ))}
      <FieldNote error={error} caution={caution} />
      <div className="btns">
        <Button
          ref={focus.addButton}
          icon={Plus}
          onPress={() => {
            onAdd();
            focus.focusRow(fields.length);
          }}
        >
          {addLabel}
        </Button>
        {beside}
      </div>
    </section>
  );
}
