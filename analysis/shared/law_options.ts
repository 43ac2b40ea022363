/**
 * Options of analyses that fit a law and set it beside Aioli's published ones.
 *
 * @module
 */
import type { OptionTable } from "../../lib/methods/options.ts";

/** `bootstrap`, `seed`, `published`. */
export const LAW_OPTIONS: OptionTable = {
  bootstrap: {
    ...{ kind: "number", value: "N", least: 0, most: 100_000, whole: true, default: 200 },
    help: "refits of the static law for intervals; 0 for none",
  },
  seed: {
    ...{ kind: "number", value: "N", least: 0, most: Number.MAX_SAFE_INTEGER, whole: true, default: 0 },
    help: "seed of the refits",
  },
  published: { kind: "flag", default: true, help: "also Aioli's published laws, where they are" },
};

/** Their values. */
export interface LawOptions {
  readonly bootstrap: number;
  readonly seed: number;
  readonly published: boolean;
}
