/**
 * What the three layouts of mixture files hold.
 *
 * @module
 */
import type { Mixture } from "./mixture.ts";

/** The layouts: Mixlab's JSON, DoReMi's JSON, RegMix's YAML. */
export type MixtureFormat = "mixlab" | "doremi" | "regmix";

/** The content of a mixture file. */
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
