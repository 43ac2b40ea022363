/** Numbers as cells of a report. */
import type { Spread } from "./spread.ts";

/** A number with few decimals; null for none. */
export function rounded(value: number | null | undefined, decimals = 3): number | null {
  return value === null || value === undefined ? null : Number(value.toFixed(decimals));
}

/** A number, and in brackets that with mixtures left out. */
export function withLeftOut(own: number | null | undefined, left: number | null | undefined, decimals = 3): string {
  const text = own === null || own === undefined ? "none" : own.toFixed(decimals);
  return left === null || left === undefined ? text : `${text} (${left.toFixed(decimals)})`;
}

/** Mean ± standard deviation; of one value, that value. */
export function meanAndSpread(spread: Spread | null, decimals = 3): string {
  return withSpread(spread, (value) => value.toFixed(decimals));
}

function withSpread(spread: Spread | null, text: (value: number) => string): string {
  if (spread === null) return "too few mixtures";
  return spread.count === 1 ? text(spread.mean) : `${text(spread.mean)} ± ${text(spread.sd)}`;
}

/** A small number with two digits behind the point of its power of ten. */
export function scientific(value: number): string {
  return value.toExponential(2);
}

/** Mean ± standard deviation of small numbers; of one value, that value. */
export function smallMeanAndSpread(spread: Spread | null): string {
  return withSpread(spread, scientific);
}

/** An interval; what is said where there is none. */
export function bracket(interval: readonly [number, number] | null | undefined, decimals = 3): string {
  const end = (value: number) => value.toFixed(decimals).replace(/^-(0\.0*)$/, "$1");
  return interval ? `${end(interval[0])} to ${end(interval[1])}` : "not known";
}

/** A bound on what rounding leaves: its last digits differ between machines and say nothing. */
export function atMost(value: number): string {
  return value < 1e-9 ? "1e-9" : value.toExponential(0);
}

/** A difference with its sign, 0 without one. */
export function signed(value: number, digits = 3): string {
  const text = Math.abs(value).toFixed(digits);
  return Number(text) === 0 ? text : `${value < 0 ? "−" : "+"}${text}`;
}
