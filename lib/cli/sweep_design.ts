/**
 * The mixtures of a sweep, from the line of `deno task sweep plan`.
 *
 * @module
 */
import { outOfRange, wrongKind } from "../errors.ts";
import type { Json } from "../methods/actions.ts";
import { aioliCover } from "../mixture/aioli_cover.ts";
import { parseMixtureRows } from "../mixture/mixture_rows.ts";
import { simplexLattice } from "../mixture/simplex_lattice.ts";
import type { NamedShares } from "../sweep/plan_sweep.ts";
import { readText } from "../text/read_text.ts";
import type { OptionSpec } from "./arguments.ts";
import { numberOption } from "./option_values.ts";

const text = { type: "string" } as const;

/** The flags of designs. */
export const DESIGN_FLAGS = {
  "mixtures": text,
  "design": text,
  "runs": text,
  "alpha": text,
  "parts": text,
  "design-seed": text,
} as const satisfies Record<string, OptionSpec>;

/** What was given, by flag. */
export type DesignValues = Readonly<Partial<Record<keyof typeof DESIGN_FLAGS, string>>>;

/** What designs know of a sweep. */
export interface DesignContext {
  readonly domains: readonly string[];
  readonly targets: readonly string[];
  /** Tokens of each domain's train split. */
  readonly trainTokens: readonly number[];
  /** Positions (B T steps) that a run trains on; of several models the most. */
  readonly positions: number;
}

/** The mixtures, with names, and what made them. */
export async function askedMixtures(
  values: DesignValues,
  { domains }: DesignContext,
): Promise<{ readonly mixtures: readonly NamedShares[]; readonly design: Json }> {
  const { mixtures: file, design } = values, m = domains.length;
  if (file !== undefined) {
    const rows = parseMixtureRows(await readText(file), file);
    if (rows[0].length !== m) throw outOfRange(`${file}: wanted ${m} shares a line, got ${rows[0].length}`);
    return { mixtures: named(rows), design: { design: "file", file } };
  }
  if (design === "cover") {
    const N = numberOption("runs", values.runs, { least: 2, whole: true }) ?? 24;
    const seed = numberOption("design-seed", values["design-seed"], { least: 0, whole: true }) ?? 0;
    const alpha = numberOption("alpha", values.alpha, { above: 0 }) ?? 1;
    return { mixtures: named(aioliCover({ m, N, alpha, oversample: 2, seed })), design: { design, N, alpha, seed } };
  }
  if (design === "lattice") {
    const parts = numberOption("parts", values.parts, { least: 1, whole: true }) ?? 8;
    return { mixtures: named(simplexLattice(m, parts, { interior: true })), design: { design, parts } };
  }
  throw wrongKind("sweep plan: wanted --design NAME or --mixtures FILE; see --help");
}

/** Mixtures named by their numbers, all of one length. */
export function named(rows: readonly ArrayLike<number>[]): NamedShares[] {
  const digits = String(rows.length).length;
  return rows.map((shares, n) => ({ id: String(n + 1).padStart(digits, "0"), shares: Array.from(shares) }));
}
