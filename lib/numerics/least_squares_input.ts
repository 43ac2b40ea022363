/**
 * Checks of what least-squares fits are given.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../errors.ts";

/** Options must be known by name, so that a misspelt one is not passed over, and the needed ones present. */
export function checkedOptions(who: string, options: unknown, known: string[], needed: string[]): void {
  if (typeof options !== "object" || options === null) {
    throw wrongKind(`${who}: wanted an object with ${needed.join(", ")}, got ${got(options)}`);
  }
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) {
      throw wrongKind(`${who}: unknown option ${got(name)}; wanted one of ${known.join(", ")}`);
    }
  }
  for (const name of needed) {
    if ((options as Record<string, unknown>)[name] === undefined) throw wrongKind(`${who}: wanted ${name}, got none`);
  }
}

/** A list of finite numbers, copied. */
export function checkedNumbers(who: string, name: string, list: ArrayLike<number>): Float64Array {
  if (typeof list !== "object" || list === null || typeof list.length !== "number") {
    throw wrongKind(`${who}: wanted a list of numbers as ${name}, got ${got(list)}`);
  }
  for (let i = 0; i < list.length; i++) {
    if (typeof list[i] !== "number") throw wrongKind(`${who}: wanted a number as ${name}[${i}], got ${got(list[i])}`);
    if (!Number.isFinite(list[i])) throw outOfRange(`${who}: wanted a finite ${name}[${i}], got ${got(list[i])}`);
  }
  return Float64Array.from(list);
}

/** Lower and upper bounds (p each), ±Infinity where there is none. */
export function checkedBounds(
  who: string,
  bounds: { lower?: ArrayLike<number>; upper?: ArrayLike<number> } | undefined,
  start: readonly number[],
): { lower: Float64Array; upper: Float64Array } {
  const p = start.length;
  const side = (name: "lower" | "upper", none: number) => {
    const list = bounds?.[name];
    if (list === undefined) return new Float64Array(p).fill(none);
    if (list === null || list.length !== p) {
      throw outOfRange(`${who}: wanted ${p} ${name} bounds, one a parameter, got ${got(list?.length)}`);
    }
    for (let j = 0; j < p; j++) {
      if (typeof list[j] !== "number" || Number.isNaN(list[j])) {
        throw outOfRange(`${who}: wanted a number or ±Infinity as bounds.${name}[${j}], got ${got(list[j])}`);
      }
    }
    return Float64Array.from(list);
  };
  if (bounds !== undefined) checkedOptions(`${who}: bounds`, bounds, ["lower", "upper"], []);
  const lower = side("lower", -Infinity), upper = side("upper", Infinity);
  for (let j = 0; j < p; j++) {
    if (lower[j] > upper[j]) {
      throw outOfRange(`${who}: wanted lower ≤ upper bounds, got ${lower[j]} > ${upper[j]} for parameter ${j}`);
    }
    if (start[j] < lower[j] || start[j] > upper[j]) {
      throw outOfRange(`${who}: wanted start[${j}] within [${lower[j]}, ${upper[j]}], got ${start[j]}`);
    }
  }
  return { lower, upper };
}

/** Indices of the observations with weight > 0, and those weights. */
export function checkedWeights(who: string, list: ArrayLike<number> | undefined, n: number) {
  if (list !== undefined && list.length !== n) {
    throw outOfRange(`${who}: wanted ${n} weights, one an observation, got ${list.length}`);
  }
  const weights = list === undefined ? new Float64Array(n).fill(1) : checkedNumbers(who, "weights", list);
  const kept: number[] = [];
  for (let i = 0; i < n; i++) {
    if (weights[i] < 0) throw outOfRange(`${who}: wanted weights ≥ 0, got weights[${i}] = ${weights[i]}`);
    if (weights[i] > 0) kept.push(i);
  }
  if (kept.length === 0) throw outOfRange(`${who}: wanted at least one observation with weight > 0, got none of ${n}`);
  return { kept, weights: Float64Array.from(kept, (i) => weights[i]) };
}
