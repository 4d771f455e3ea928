import { memo } from "react";
import type { Money as Amount } from "../../host/types";
import { formatMoney, type MoneyStyle } from "./money";

/** An amount with its unit, or a dash in words where it is not known. */
export const Money = memo(function Money({
  value,
  per,
  unknown = "not known",
  className,
  ...style
}: MoneyStyle & {
  value: Amount | null | undefined;
  /** What it is per: `h`, `day`. */
  per?: string;
  /** Said where there is no amount. */
  unknown?: string;
  className?: string;
}) {
  if (value == null) return <span className="t3">{unknown}</span>;
  return (
    <span className={className ? `money ${className}` : "money"}>
      {formatMoney(value, style)}
      {per ? <span className="u">/{per}</span> : null}
    </span>
  );
});
