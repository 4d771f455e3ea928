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
  const places = placesOf(digits, style);
  const text = format(places).format(digits as Intl.StringNumericLiteral);
  if (readsAsNothing(digits, places)) {
    if (style.whole || !/[1-9]/.test(digits)) return text;
    return negative ? `>${MINUS}$0.0001` : "<$0.0001";
  }
  if (negative) return MINUS + text;
  return style.signed ? `+${text}` : text;
}

/** Whether so many places of an amount are all zeros, by the rule of the formatter: from five on the last one goes up. */
function readsAsNothing(digits: string, places: number): boolean {
  const [whole = "", fraction = ""] = digits.split(".");
  return !/[1-9]/.test(whole + fraction.slice(0, places)) && !/^[5-9]/.test(fraction.slice(places));
}

const counts = new Intl.NumberFormat("en-US");

/** A count with its thousands parted. */
export function formatCount(count: number): string {
  return counts.format(count);
}
