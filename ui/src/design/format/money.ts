import type { Money } from "../../host/types";

/** How an amount is written. */
export interface MoneyStyle {
  /** Show the third and fourth place where the amount has them, as rates of storage do. */
  fine?: boolean;
  /** Put a plus before what is not negative. */
  signed?: boolean;
  /** Whole dollars, for forecasts and axes. */
  whole?: boolean;
}

const formats = new Map<number, Intl.NumberFormat>();

function format(places: number): Intl.NumberFormat {
  let found = formats.get(places);
  if (!found) {
    found = new Intl.NumberFormat("en-US", {
      style: "currency",
      currency: "USD",
      minimumFractionDigits: places,
      maximumFractionDigits: places,
    });
    formats.set(places, found);
  }
  return found;
}

const DECIMAL = /^-?\d+(\.\d+)?$/;
const MINUS = "\u2212";

function placesOf(digits: string, { fine, whole }: MoneyStyle): number {
  if (whole) return 0;
  const fraction = digits.split(".")[1] ?? "";
  if (fine && /[1-9]/.test(fraction.slice(2))) return 4;
  // An amount that is not nothing must not read as nothing.
  if (/[1-9]/.test(digits) && /^0*\.?0?0?$/.test(digits.slice(0, digits.indexOf(".") + 3)))
    return 4;
  return 2;
}

/**
 * An amount as text, without its unit. The string itself is given to the formatter, which reads it
 * exactly; what is no decimal is shown as it came.
 */
export function formatMoney(amount: Money, style: MoneyStyle = {}): string {
  if (!DECIMAL.test(amount)) return amount;
  const negative = amount.startsWith("-");
  const digits = negative ? amount.slice(1) : amount;
  const text = format(placesOf(digits, style)).format(digits as Intl.StringNumericLiteral);
  if (!style.whole && /[1-9]/.test(digits) && !/[1-9]/.test(text)) {
    return negative ? `>${MINUS}$0.0001` : "<$0.0001";
  }
  if (negative && /[1-9]/.test(text)) return MINUS + text;
  return style.signed && /[1-9]/.test(text) ? `+${text}` : text;
}

const counts = new Intl.NumberFormat("en-US");

/** A count with its thousands parted. */
export function formatCount(count: number): string {
  return counts.format(count);
}
