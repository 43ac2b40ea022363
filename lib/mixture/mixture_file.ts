/**
 * What the three layouts of mixture files hold.
 *
 * @module
 */
import type { Mixture } from "./mixture.ts";

/**
 * The layouts of mixture files: Mixlab's JSON, DoReMi's JSON, RegMix's YAML.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { mixture, type MixtureFormat, parseMixture, writeMixture } from "@mixlab/mixlab";
 *
 * const formats: MixtureFormat[] = ["mixlab", "doremi", "regmix"];
 * const even = mixture({ web: 0.5, code: 0.5 });
 * deepEqual(formats.map((format) => parseMixture(writeMixture(even, { format })).format), formats);
 * ```
 */
export type MixtureFormat = "mixlab" | "doremi" | "regmix";

/**
 * The content of a mixture file: the mixture, and what the layout says beside it.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * import { type MixtureFile, parseMixture } from "@mixlab/mixlab";
 *
 * // RegMix counts in weights of any sum, and keeps training settings in the same file.
 * const file: MixtureFile = parseMixture("train:\n  web: 3\n  code: 1\nvalid:\n  code: 1\nmax_step: 1000\n");
 * equal(file.mixture.share("web"), 0.75);
 * deepEqual(file.targets, ["code"]);
 * deepEqual(file.settings, { max_step: 1000 });
 * ```
 */
export interface MixtureFile {
  /** The layout. */
  readonly format: MixtureFormat;
  /** The mixture to train on, normalised. */
  readonly mixture: Mixture;
  /** The domains to evaluate on (DoReMi's `eval_domain_weights`, RegMix's `valid`), where the file names them. */
  readonly targets?: readonly string[];
  /** RegMix's training settings (`max_step`, `learning_rate`, …). */
  readonly settings?: Readonly<Record<string, string | number | boolean>>;
}
