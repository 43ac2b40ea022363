/**
 * Mixtures of a sweep. m domains, N runs.
 *
 * m = 2: (1/(N+1), N/(N+1)) … (N/(N+1), 1/(N+1)), at N = 9 the interior tenths; m ≥ 3: N·2^o draws from
 * Dirichlet(α, …, α), of which the two nearest become their midpoint until N are left.
 *
 * Source: Aioli (arXiv 2411.05735): its launchers for two domains, `dirichlet_cover.py` for more. It sweeps 9 mixtures
 * of two or three domains, another cover for each seed, and counts 10 runs for seven: hence N = max(9, m + 3).
 *
 * @module
 */
import { got, outOfRange } from "../errors.ts";
import { aioliCover } from "../mixture/aioli_cover.ts";
import type { MethodSetting } from "./method.ts";
import type { OptionValues } from "./options.ts";
import { sharesOption } from "./shares_option.ts";

/**
 * The N mixtures (m) that options state or that are built.
 *
 * @param owner the method, for messages.
 * @param values its resolved options: `mixtures`, `runs`, `alpha`, `oversample`.
 * @throws {RangeError} when fewer than two are given, one is not on the simplex, or one stands twice.
 */
export function sweepMixtures(
  owner: string,
  values: OptionValues,
  { domains, seed }: Pick<MethodSetting, "domains" | "seed">,
): readonly (readonly number[])[] {
  const m = domains.length, rows = values.mixtures as readonly (readonly number[])[] | undefined;
  if (rows === undefined) {
    const N = (values.runs ?? Math.max(9, m + 3)) as number;
    if (m === 2) return Array.from({ length: N }, (_, n) => [(n + 1) / (N + 1), (N - n) / (N + 1)]);
    const { alpha, oversample } = values as { alpha: number; oversample: number };
    return aioliCover({ m, N, alpha, oversample, seed }).map((shares) => [...shares]);
  }
  if (values.runs !== undefined) throw outOfRange(`${owner}: wanted mixtures or runs, got both`);
  if (rows.length < 2) throw outOfRange(`${owner}: mixtures: wanted at least two, got ${rows.length}`);
  const mixtures = rows.map((row, n) => [...sharesOption(`${owner}: mixtures: row ${n + 1}`, row, domains)]);
  mixtures.forEach((row, n) => {
    const first = mixtures.findIndex((other) => other.every((p, j) => Math.abs(p - row[j]) < 1e-9));
    if (first < n) {
      throw outOfRange(
        `${owner}: mixtures: row ${n + 1} is row ${first + 1} again, ${got(row.join(", "))}; leave it out`,
      );
    }
  });
  return mixtures;
}
