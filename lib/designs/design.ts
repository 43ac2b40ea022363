/**
 * A design of a sweep: which mixtures to train. m domains, k targets, N mixtures.
 *
 * A new design is one file beside this one, opening with its formula and source, and a line in designs.ts: the command
 * line and its help follow from its table of options.
 *
 * @module
 */
import type { Box } from "../laws/best/constraints.ts";
import type { FittedLaw } from "../laws/law.ts";
import type { Json } from "../methods/actions.ts";
import type { OptionTable, OptionValues } from "../methods/options.ts";
import type { RunTable } from "../tables/run_table.ts";

/**
 * A mixture of a design: shares of tokens (m), in the order of the domains, with a name.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { designMixtures, type DesignedMixture } from "@mixlab/mixlab";
 *
 * const { mixtures } = designMixtures("one-hot", {}, { domains: ["web", "code"], targets: ["code"] });
 * const first: DesignedMixture = mixtures[0];
 * equal(first.id, "pure-web");
 * ```
 */
export interface DesignedMixture {
  /** Its name. */
  readonly id: string;
  /** Share of each domain. */
  readonly shares: readonly number[];
}

/**
 * What a design is told: the domains, and what bounds and informs it. A design takes of it what it needs.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { designMixtures, type DesignSetting } from "@mixlab/mixlab";
 *
 * // A run reads 1,000 tokens; there are 300 of code, and none may be read twice.
 * const setting: DesignSetting = {
 *   domains: ["web", "code"],
 *   targets: ["code"],
 *   trainTokens: [5000, 300],
 *   tokens: { budget: 1000, epochs: 1 },
 * };
 * const { mixtures } = designMixtures("cover", { runs: 6 }, setting);
 * ok(mixtures.every(({ shares }) => shares[1] <= 0.3));
 * ```
 */
export interface DesignSetting {
  /** The m domains. */
  readonly domains: readonly string[];
  /** The k targets. */
  readonly targets: readonly string[];
  /** Tokens there are of each domain (m): the natural mixture, and with `tokens` the caps. */
  readonly trainTokens?: readonly number[];
  /** Largest share by domain, 0 to 1. */
  readonly caps?: Readonly<Record<string, number>>;
  /** Least share by domain, 0 to 1. */
  readonly floors?: Readonly<Record<string, number>>;
  /** Caps from the tokens there are: share_j · budget ≤ epochs · trainTokens_j. */
  readonly tokens?: {
    /** Tokens that a run trains on. */
    readonly budget: number;
    /** The most passes over a domain's tokens, > 0. */
    readonly epochs: number;
  };
  /** For `d-optimal`: the runs there are. */
  readonly existing?: RunTable;
  /** For `d-optimal`: the law whose derivatives count, in place of one fitted to `existing`. */
  readonly fitted?: FittedLaw;
  /** For `file`: the mixtures. */
  readonly given?: readonly DesignedMixture[];
}

/**
 * The same with its bounds settled.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { BoundedSetting } from "@mixlab/mixlab";
 *
 * const free = ({ box }: Pick<BoundedSetting, "box">) => box.upper.every((cap) => cap === 1);
 * equal(free({ box: { lower: Float64Array.of(0, 0), upper: Float64Array.of(1, 0.3) } }), false);
 * ```
 */
export interface BoundedSetting extends DesignSetting {
  /** Least and largest share of each domain. */
  readonly box: Box;
}

/**
 * What a design makes.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { Designed } from "@mixlab/mixlab";
 *
 * const one: Designed = { mixtures: [{ id: "even", shares: [0.5, 0.5] }], notes: [] };
 * equal(one.record, undefined);
 * ```
 */
export interface Designed {
  /** Mixtures with names, or without: then they are numbered. */
  readonly mixtures: readonly (Omit<DesignedMixture, "id"> & { readonly id?: string })[];
  /** What a person should know, a sentence each. */
  readonly notes: readonly string[];
  /** What is kept beside the options: numbers that they do not tell. */
  readonly record?: Readonly<Record<string, Json>>;
}

/**
 * A design.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { type Design, designNamed } from "@mixlab/mixlab";
 *
 * const cover: Design = designNamed("cover");
 * ok("alpha" in cover.options && cover.source.includes("Aioli"));
 * ```
 */
export interface Design {
  /** Its name on the line. */
  readonly name: string;
  /** What it does, in a line of the help. */
  readonly about: string;
  /** Where it is from. */
  readonly source: string;
  /** What it can be told. */
  readonly options: OptionTable;
  /** What of the setting it reads, as the command line takes it (files). */
  readonly inputs?: OptionTable;
  /** The mixtures: with the same options and setting the same ones. Options are resolved and checked. */
  mixtures(options: OptionValues, setting: BoundedSetting): Designed;
}
