/**
 * Where the runs of methods are made: on language models, or on simulated learners.
 *
 * @module
 */
import type { BaselineRule } from "../corpus/baseline_mixtures.ts";
import { got, outOfRange } from "../errors.ts";
import type { MethodProgress } from "../learners/method_environment.ts";
import type { Json } from "../methods/actions.ts";
import type { MethodSetting } from "../methods/method.ts";
import type { OptionValues } from "../methods/options.ts";
import type { RunMany, RunSpec } from "../methods/run_spec.ts";
import type { MixAsk } from "./mix_ask.ts";
import { MIXTURE_RULES } from "./mix_option_values.ts";

/** A place. */
export interface MixPlace extends Disposable {
  /** What methods are told, beside steps, seed and budget. */
  readonly setting: Pick<MethodSetting, "domains" | "targets" | "batch" | "context" | "valRows" | "trainTokens">;
  /** Updates of the final run. */
  readonly steps: number;
  /** Makes the runs of one method under one seed. */
  runs(): RunMany;
  /**
   * Checks runs that refer to none before them, and makes none.
   * @throws {TypeError | RangeError} when one cannot be made as it is asked for.
   */
  check(specs: readonly RunSpec[]): Promise<void>;
  /** Shares by a rule's name. */
  mixture(rule: string): Promise<Readonly<Record<string, number>>>;
  /** What it is, in a sentence. */
  readonly about: string;
  /** Whether losses are those of a planted law. */
  readonly synthetic: boolean;
  /** Tokenizer that shares are counted in, where there is one. */
  readonly tokenizer?: string;
  /** All that decides what its runs do, as plain JSON. */
  readonly configuration: Readonly<Record<string, Json>>;
}

/** What goes on outside of a place. */
export interface Around {
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: MethodProgress) => void;
}

/** Opens the place that is asked for. No engine is opened, nor loaded for simulated learners. */
export async function openPlace(ask: MixAsk, around: Around): Promise<MixPlace> {
  if (ask.simulate !== undefined) {
    return await (await import("./mix_simulated.ts")).simulatedPlace(ask, ask.simulate);
  }
  return await (await import("./mix_trained.ts")).trainedPlace(ask, around);
}

/** Options with mixtures by a rule's name written out. */
export async function withMixtures(
  kinds: Readonly<Record<string, { readonly kind: string }>>,
  options: OptionValues,
  place: MixPlace,
): Promise<OptionValues> {
  const found: Record<string, Json> = { ...options };
  for (const [name, value] of Object.entries(options)) {
    if (kinds[name]?.kind === "mixture" && typeof value === "string" && MIXTURE_RULES.includes(value)) {
      found[name] = await place.mixture(value);
    }
  }
  return found;
}

/** The rules by the names that they have on the line. */
export function baselineRule(name: string): BaselineRule {
  if (!MIXTURE_RULES.includes(name)) throw outOfRange(`mixture: wanted ${MIXTURE_RULES.join(", ")}, got ${got(name)}`);
  return (name === "proportional" ? "natural" : name) as BaselineRule;
}
