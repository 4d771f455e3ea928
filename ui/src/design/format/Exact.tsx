import type { Money as Amount } from "../../host/types";

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/** An amount with every digit that it has and two places at least: for unit prices and differences. */
export function Exact({ value }: { value: Amount | null | undefined }) {
  if (value == null) return <span className="t3">not known</span>;
  const [, minus, whole, fraction = ""] = DECIMAL.exec(value) ?? [];
  if (whole === undefined) return <span className="money">{value}</span>;
  return (
    <span className="money">
      {minus ? "\u2212" : ""}${whole}.{fraction.replace(/0+$/, "").padEnd(2, "0")}
    </span>
  );
}
