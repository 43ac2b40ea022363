/** Options that several designs have, with the same meaning. */

/** How many mixtures. */
export const RUNS = { kind: "number", least: 2, whole: true, value: "N", default: 24, help: "mixtures" } as const;

/** The seed of a design's own draws. */
export const SEED = {
  kind: "number",
  least: 0,
  most: 2 ** 32 - 1,
  whole: true,
  value: "S",
  default: 0,
  help: "seed of the design's draws",
} as const;

/** Adds the even mixture. */
export const CENTRE = { kind: "flag", help: "the even mixture as well" } as const;

/** The even mixture of m domains, by its name. */
export function even(m: number): { readonly id: string; readonly shares: readonly number[] } {
  return { id: "even", shares: new Array<number>(m).fill(1 / m) };
}
