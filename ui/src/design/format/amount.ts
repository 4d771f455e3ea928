/**
 * The one place where an amount becomes a number, and only for pixels and ordering: never to be shown,
 * summed or sent. The linter keeps `Number` and its like out of every other file.
 */
import type { Money } from "../../host/types";

/** An amount for the length of a bar or the place of a point; what cannot be read counts as nothing. */
function amountForPixels(amount: Money | null | undefined): number {
  const value = Number(amount ?? 0);
  return Number.isFinite(value) ? value : 0;
}

/** Orders amounts, smallest first; what is unknown comes first of all. */
export function compareAmounts(a: Money | null | undefined, b: Money | null | undefined): number {
  const left = a == null ? Number.NEGATIVE_INFINITY : amountForPixels(a);
  const right = b == null ? Number.NEGATIVE_INFINITY : amountForPixels(b);
  return left === right ? 0 : left < right ? -1 : 1;
}

/** Share of a whole between 0 and 100, for a meter. */
export function shareForPixels(
  part: Money | null | undefined,
  whole: Money | null | undefined,
): number {
  const all = amountForPixels(whole);
  if (all <= 0) return 0;
  return Math.min(100, Math.max(0, (amountForPixels(part) / all) * 100));
}

/** Places in per cent along a bar on which a budget, what is spent of it and what it comes to all fit. */
export function budgetForPixels(
  budget: Money,
  spent: Money | null,
  forecast: Money | null,
): { spent: number; ahead: number; budget: number } {
  const whole = amountForPixels(budget);
  const high = Math.max(amountForPixels(spent), amountForPixels(forecast));
  // What passes the budget stays clear of the end, so that it is seen to pass.
  const scale = high > whole ? high / 0.95 : whole;
  const place = (amount: Money | null) =>
    scale <= 0 ? 0 : Math.min(100, Math.max(0, (amountForPixels(amount) / scale) * 100));
  return { spent: place(spent), ahead: place(forecast), budget: place(budget) };
}

/** Heights of bars and places of points; what cannot be read counts as nothing. */
export function pixelsOf(amounts: readonly (Money | null)[]): number[] {
  return amounts.map(amountForPixels);
}

/** A whole number typed into a field; `null` where it is none. For counts, never for amounts. */
export function wholeNumber(text: string): number | null {
  return /^\d{1,9}$/.test(text.trim()) ? Number(text.trim()) : null;
}
