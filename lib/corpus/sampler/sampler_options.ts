import { got, outOfRange, wrongKind } from "../../errors.ts";
import { wholeNumber } from "../../text/whole_number.ts";
import type { Mixture } from "../../mixture/mixture.ts";
import type { Split } from "../corpus_index.ts";
import type { SamplerSettings } from "./sampler_state.ts";
import type { MixtureSegment } from "./schedule.ts";
import type { TokenSource } from "./token_source.ts";

/**
 * Options of {@link sampler}.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { mixture } from "@mixlab/mixlab";
 * import { memorySource, sampler, type SamplerOptions } from "@mixlab/mixlab/train";
 *
 * const source = memorySource({ web: { train: new Uint8Array(900) }, code: { train: new Uint8Array(900) } });
 * const options: SamplerOptions = {
 *   context: 16,
 *   batch: 8,
 *   seed: 3,
 *   mixture: mixture({ web: 0.75, code: 0.25 }),
 *   batches: "exact",
 * };
 * deepEqual([...sampler(source, options).next().counts_m], [6, 2]);
 * ```
 */
export interface SamplerOptions {
  /** Positions a sequence, T. */
  readonly context: number;
  /** Sequences a batch, B. */
  readonly batch: number;
  /** A whole number from 0 to 2^53 − 1: with the corpus and the mixture it decides every batch. */
  readonly seed: number;
  /** The mixture, or a proportions schedule: segments one after the other. */
  readonly mixture: Mixture | readonly MixtureSegment[];
  /** Default `"train"`. */
  readonly split?: Split;
  /**
   * How a batch gets its domains: `"multinomial"` draws each sequence's domain on its own; `"exact"` gives each domain
   * its share of the batch by largest remainders and carries the rounding on. Default `"multinomial"`.
   */
  readonly batches?: "multinomial" | "exact";
  /**
   * What a row is: `"packed"` a stretch of T + 1 tokens, across documents; `"examples"` one whole document, filled up
   * with padding, for instruction data. Default `"packed"`.
   */
  readonly rows?: "packed" | "examples";
  /**
   * Where packed slots begin: `"fixed"` at the first token in every epoch; `"fresh"` at a random one of the first T in
   * every epoch but the first. Default `"fixed"`.
   */
  readonly phase?: "fixed" | "fresh";
  /** What becomes of examples of more than T + 1 tokens. Default `"cut"`; Aioli: `"leave out"`. */
  readonly long?: "cut" | "leave out";
  /** Whether a stored loss mask is used. Default `"stored"`; Aioli trains with `"none"` (and evaluates with it). */
  readonly lossMask?: "stored" | "none";
  /** Id that fills up examples. Default: the corpus's end-of-document id, or 0 where it tells none. */
  readonly pad?: number;
}

/** The options with their defaults, checked. */
export function settingsOf(options: SamplerOptions, source: TokenSource): SamplerSettings {
  if (typeof options !== "object" || options === null) {
    throw wrongKind(`sampler: wanted options { context, batch, seed, mixture }, got ${got(options)}`);
  }
  const rows = oneOf("rows", options.rows ?? "packed", ["packed", "examples"]);
  const phase = oneOf("phase", options.phase ?? "fixed", ["fixed", "fresh"]);
  if (phase === "fresh" && rows === "examples") {
    throw outOfRange(`phase: "fresh" moves the cuts of packed rows; whole examples want "fixed"`);
  }
  return {
    seed: whole("seed", options.seed, 0, Number.MAX_SAFE_INTEGER),
    split: oneOf("split", options.split ?? "train", ["train", "val", "test"]),
    context: whole("context", options.context, 1, 2 ** 24),
    batch: whole("batch", options.batch, 1, 2 ** 20),
    batches: checkBatches(options.batches ?? "multinomial"),
    rows,
    phase,
    long: oneOf("long", options.long ?? "cut", ["cut", "leave out"]),
    lossMask: oneOf("lossMask", options.lossMask ?? "stored", ["stored", "none"]),
    pad: whole("pad", options.pad ?? source.endOfDocument?.id ?? 0, 0, 2 ** 31 - 1),
  };
}

/** @throws {TypeError} when it is no way to make up a batch. */
export function checkBatches(batches: SamplerSettings["batches"]): SamplerSettings["batches"] {
  return oneOf("batches", batches, ["multinomial", "exact"]);
}

function whole(name: string, value: unknown, least: number, most: number): number {
  return wholeNumber(`sampler: ${name}`, value, least, most);
}

function oneOf<const A extends string>(name: string, value: A, known: readonly A[]): A {
  if (known.includes(value)) return value;
  throw wrongKind(`sampler: ${name}: wanted one of ${known.join(", ")}, got ${got(value)}`);
}
