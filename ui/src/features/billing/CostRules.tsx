import { ArrowUp, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { Button, Dialog, formatCount, Select, TextField } from "../../design";
import { useAsk } from "../../host/queries";
import type { BillingGroup, CostRule } from "../../host/types";
import { useSend } from "../../host/useSend";
import { ActError } from "../../shared/errors/ActError";

const NEW: CostRule = { name: "", tag: "", part: null, costCentre: "" };

const PARTS: readonly { value: BillingGroup | "any"; label: string }[] = [
  { value: "any", label: "any kind" },
  { value: "virtualMachines", label: "Virtual machines" },
  { value: "disks", label: "Disks of VMs" },
  { value: "bareMetal", label: "Bare metal" },
  { value: "storage", label: "Storage" },
];

/** The rules by which charges belong to cost centres. */
export function CostRulesDialog({ onClose }: { onClose: () => void }) {
  const kept = useAsk("cost_rules", {}).data;
  if (!kept) return null;
  return <Rules kept={kept} onClose={onClose} />;
}

/** A row keeps its place by a number of its own: rules may be alike while they are typed. */
interface Row {
  id: number;
  rule: CostRule;
}

function Rules({ kept, onClose }: { kept: readonly CostRule[]; onClose: () => void }) {
  const [rows, setRows] = useState<Row[]>(() => kept.map((rule, id) => ({ id, rule })));
  const [next, setNext] = useState(rows.length);
  const rules = rows.map(({ rule }) => rule);
  const check = useAsk("cost_rules_check", { rules }, { keepLast: true }).data;
  const save = useSend("cost_rules_set");
  const { error } = save;
  const at = (field: string) =>
    error?.field === field
      ? error.message
      : (check?.issues.find((issue) => issue.field === field && issue.severity === "warning")
          ?.message ?? null);
  const change = (id: number, part: Partial<CostRule>) =>
    setRows(rows.map((row) => (row.id === id ? { id, rule: { ...row.rule, ...part } } : row)));
  return (
    <Dialog
      open
      onClose={onClose}
      title="Cost centres"
      lead="The first rule that fits takes a machine or a volume, over all history. Rules part the charges and never change them."
      width={760}
      onSubmit={() => save.send({ rules }, onClose)}
      foot={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={save.busy}>
            Keep the rules
          </Button>
        </>
      }
    >
      <ol className="bill-rules">
        {rows.map(({ id, rule }, index) => (
          <li key={id}>
            <TextField
              aria-label={`Name pattern of rule ${index + 1}`}
              placeholder="Name, train-*"
              value={rule.name}
              onChange={(name) => change(id, { name })}
              error={at(`rules.${index}.name`)}
            />
            <TextField
              aria-label={`Tag of rule ${index + 1}`}
              placeholder="Tag"
              value={rule.tag}
              onChange={(tag) => change(id, { tag })}
              error={at(`rules.${index}.tag`)}
            />
            <Select
              label="Kind"
              inline
              value={rule.part ?? "any"}
              onChange={(part) => change(id, { part: part === "any" ? null : part })}
              options={PARTS}
            />
            <TextField
              aria-label={`Cost centre of rule ${index + 1}`}
              placeholder="Cost centre"
              value={rule.costCentre}
              onChange={(costCentre) => change(id, { costCentre })}
              error={at(`rules.${index}.costCentre`)}
            />
            <span className="t3 tn takes">
              {check?.takes[index] === undefined
                ? null
                : `takes ${formatCount(check.takes[index])}`}
            </span>
            <Button
              kind="quiet"
              icon={ArrowUp}
              aria-label={`Try rule ${index + 1} before the one above`}
              disabledReason={index === 0 && "It is the first"}
              onPress={() => {
                const moved = [...rows];
                const [row] = moved.splice(index, 1);
                if (row) moved.splice(index - 1, 0, row);
                setRows(moved);
              }}
            />
            <Button
              kind="quiet"
              icon={Trash2}
              aria-label={`Remove rule ${index + 1}`}
              onPress={() => setRows(rows.filter((row) => row.id !== id))}
            />
          </li>
        ))}
      </ol>
      <div className="row gap2">
        <Button
          icon={Plus}
          onPress={() => {
            setRows([...rows, { id: next, rule: NEW }]);
            setNext(next + 1);
          }}
        >
          Add a rule
        </Button>
        {check ? (
          <span className="t2">
            {check.unallocated === 0
              ? "Everything that was ever billed is taken by a rule."
              : `${formatCount(check.unallocated)} that were ever billed are taken by none: Unallocated.`}
          </span>
        ) : null}
      </div>
      <ActError error={error && error.field === null ? error : null} />
    </Dialog>
  );
}
