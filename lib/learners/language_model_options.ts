import type { Engine } from "../engine/engine.ts";
import { got, outOfRange, wrongKind } from "../errors.ts";
import type { EvaluationSource } from "../train/evaluate.ts";
import type { RunRecord } from "../train/metrics.ts";
import type { LearnerSettings } from "./learner_settings.ts";
import type { LearnerCheckpoint } from "./learner_state.ts";

/**
 * What `languageModelLearner` is asked for.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { type Engine, type LanguageModelOptions, memorySource } from "@mixlab/mixlab/train";
 *
 * const source = memorySource({ web: { train: new Uint8Array(9000), val: new Uint8Array(900) } });
 * const options = (engine: Engine): LanguageModelOptions => ({
 *   ...{ engine, source, seed: 0, batch: 8, schedule: { peak: 1e-3, steps: 200 }, evaluation: { batch: 8 } },
 * });
 * equal(options({} as Engine).reference, undefined);
 * ```
 */
export interface LanguageModelOptions extends LearnerSettings {
  /** What is trained. It holds the first parameters; those of a checkpoint are put in their place. */
  readonly engine: Engine;
  /** Where tokens come from. */
  readonly source: EvaluationSource;
  /** The model that the losses `reference_BT` of reweighed batches are of; it is not changed. */
  readonly reference?: Pick<Engine, "losses" | "program">;
  /** A checkpoint of this same learner, to go on from to the same bytes; `path` names it in messages. */
  readonly resume?: LearnerCheckpoint & { readonly path?: string };
  /** Called with each line of metrics, the same for the same calls. */
  readonly onRecord?: (record: RunRecord) => void;
  /** Called during evaluations with the rows done and the rows in all. */
  readonly onRows?: (done: number, total: number) => void;
}

/** Domains of the corpus, in its order. @throws {TypeError | RangeError} when one is unknown, or they stand otherwise. */
export function ofCorpus(what: string, names: readonly string[], known: readonly string[]): readonly string[] {
  if (!Array.isArray(names) || names.length === 0) {
    throw wrongKind(`learner: ${what}: wanted names of domains, got ${got(names)}`);
  }
  let last = -1;
  for (const name of names) {
    const place = known.indexOf(name);
    if (place < 0) throw outOfRange(`learner: ${what}: wanted domains out of ${known.join(", ")}, got ${got(name)}`);
    if (place <= last) {
      throw outOfRange(`learner: ${what}: wanted each once, in the order of the corpus, got ${names.join(", ")}`);
    }
    last = place;
  }
  return Object.freeze([...names]);
}

/** @throws {RangeError} when the reference cannot read the rows of the model in training. */
export function checkReference(reference: LanguageModelOptions["reference"], engine: Engine, context: number): void {
  if (reference === undefined) return;
  const { context: longest, vocabularySize: ids } = reference.program, V = engine.program.vocabularySize;
  if (longest < context) {
    throw outOfRange(`learner: reference: wanted a model for rows of ${context} positions, got one of ${longest}`);
  }
  if (ids !== V) {
    throw outOfRange(`learner: reference: wanted a model of ${V} ids, as the one in training, got one of ${ids}`);
  }
}
