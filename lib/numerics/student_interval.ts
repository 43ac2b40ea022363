/**
 * The mean of a few numbers, and Student's interval for what they are drawn around:
 *
 *     mean ± t_{(1 + level) / 2, n − 1} · s / √n,   s² = Σ (x − mean)² / (n − 1)
 *
 * Source: Student, "The probable error of a mean", Biometrika 6 (1908). Tested against SciPy.
 *
 * @module
 */
import { outOfRange } from "../errors.ts";
import { studentQuantile } from "./student_t.ts";

/** A mean with its interval. */
export interface StudentInterval {
  readonly mean: number;
  /** Null with a single number: it says nothing of how far numbers lie apart. */
  readonly interval: readonly [number, number] | null;
}

/** The mean of n ≥ 1 numbers and its interval, which holds the truth in a part `level` of all samples. */
export function studentInterval(values: ArrayLike<number>, level = 0.95): StudentInterval {
  const n = values.length;
  if (n === 0) throw outOfRange("values: wanted at least one number, got none");
  if (!(level > 0 && level < 1)) throw outOfRange(`level: wanted a number between 0 and 1, got ${level}`);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i];
  const mean = sum / n;
  if (n === 1) return { mean, interval: null };
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (values[i] - mean) ** 2;
  const half = studentQuantile((1 + level) / 2, n - 1) * Math.sqrt(squares / (n - 1) / n);
  return { mean, interval: [mean - half, mean + half] };
}
