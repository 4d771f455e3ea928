import type { InstanceView, Money } from "../../../host/types";

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;
/** More places than any price has. */
const PLACES = 12;

/** The prices of these machines together, digit by digit; `null` where one is not known, since a sum without it would be wrong. */
export function sumPrices(rows: readonly InstanceView[]): Money | null {
  let sum = 0n;
  for (const { priceNow } of rows) {
    const parts = DECIMAL.exec(priceNow ?? "");
    if (!parts) return null;
    const [, sign, whole, fraction = ""] = parts;
    if (fraction.length > PLACES) return null;
    const amount = BigInt(`${whole}${fraction.padEnd(PLACES, "0")}`);
    sum += sign === "-" ? -amount : amount;
  }
  const digits = (sum < 0n ? -sum : sum).toString().padStart(PLACES + 1, "0");
  const text = `${digits.slice(0, -PLACES)}.${digits.slice(-PLACES)}`.replace(/\.?0+$/, "");
  return sum < 0n ? `-${text}` : text;
}
