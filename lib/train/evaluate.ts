import { got, outOfRange, wrongKind } from "../errors.ts";
import { wholeNumber } from "../text/whole_number.ts";
import type { CorpusIndex, Split } from "../corpus/corpus_index.ts";
import type { TokenSource } from "../corpus/sampler/token_source.ts";
import type { Engine } from "../engine/engine.ts";
import { breather } from "./breather.ts";
import { type RowBatch, splitRows } from "./split_rows.ts";

/**
 * Options of {@link evaluate}.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { EvaluateOptions } from "@mixlab/mixlab/train";
 *
 * // Instruction data as Aioli evaluates it: an example a row, the mean over examples of each one's mean.
 * const aioli: EvaluateOptions = { split: "val", batch: 16, rows: "examples", long: "leave out", mean: "sequences" };
 * equal(aioli.lossMask, undefined); // "stored": prompts are masked
 * ```
 */
export interface EvaluateOptions {
  /** Default `"val"`. */
  readonly split?: Split;
  /** Rows a batch, B. */
  readonly batch: number;
  /** Positions a row, T. Default: the program's. */
  readonly context?: number;
  /** `"packed"`: the text cut into rows; `"examples"`: a document a row. Default `"packed"`. */
  readonly rows?: "packed" | "examples";
  /** What becomes of examples of more than T + 1 tokens. Default `"cut"`. */
  readonly long?: "cut" | "leave out";
  /** Whether a stored loss mask is used. Default `"stored"`. */
  readonly lossMask?: "stored" | "none";
  /** Id that fills up rows. Default: the corpus's end-of-document id, or 0. */
  readonly pad?: number;
  /** At most so many rows of each domain, evenly spread over the split. Default: all. */
  readonly sequences?: number;
  /**
   * `"tokens"` (default): the mean over all targets of a domain, each counted once. `"sequences"`, Aioli's way: the
   * mean over rows of each row's sum of losses divided by its number of losses that are not 0 (a row of zeros alone
   * has 0); packed rows are whole ones, the short last one of a domain is dropped.
   */
  readonly mean?: "tokens" | "sequences";
  /** Stops it: the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called after each batch with the rows done and the rows in all. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * How well a model does on one domain.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { DomainLoss } from "@mixlab/mixlab/train";
 *
 * const line = ({ domain, loss, targets }: DomainLoss) => `${domain}: ${loss} nats a token over ${targets} tokens`;
 * equal(line({ domain: "web", loss: 2, perplexity: 7.39, targets: 9, sequences: 1 }), "web: 2 nats a token over 9 tokens");
 * ```
 */
export interface DomainLoss {
  /** Its name. */
  readonly domain: string;
  /** Mean loss in nats per token. */
  readonly loss: number;
  /** exp(loss). */
  readonly perplexity: number;
  /**
   * loss / ln 2 × the split's tokens a byte of text. Missing where the corpus does not know its bytes, and where not
   * every token counts.
   */
  readonly bitsPerByte?: number;
  /** Targets that counted. */
  readonly targets: number;
  /** Rows. */
  readonly sequences: number;
}

/**
 * What {@link evaluate} found, as plain JSON.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { Evaluation } from "@mixlab/mixlab/train";
 *
 * const summary = ({ averagePerplexity, worst }: Evaluation) => `${averagePerplexity.toFixed(1)}, worst ${worst.domain}`;
 * const web = { domain: "web", loss: 2, perplexity: Math.exp(2), targets: 9, sequences: 1 };
 * const of = { split: "val", mean: "tokens", domains: [web], averageLoss: 2, averagePerplexity: Math.exp(2) } as const;
 * equal(summary({ ...of, worst: { domain: "web", loss: 2 }, leftOut: [] }), "7.4, worst web");
 * ```
 */
export interface Evaluation {
  /** The split. */
  readonly split: Split;
  /** Whether losses are means over tokens or over sequences. */
  readonly mean: "tokens" | "sequences";
  /** Domains in the order of the corpus. */
  readonly domains: readonly DomainLoss[];
  /** Mean of the domains' losses, each domain counting the same. */
  readonly averageLoss: number;
  /** Mean of the domains' exp(loss). */
  readonly averagePerplexity: number;
  /** The domain with the largest loss. */
  readonly worst: { readonly domain: string; readonly loss: number };
  /** Domains that have no target in this split. */
  readonly leftOut: readonly string[];
}

/**
 * Tokens to evaluate on: an open corpus, or any other source. Where it has an index, that tells the bytes of text.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { type EvaluationSource, memorySource } from "@mixlab/mixlab/train";
 *
 * const source: EvaluationSource = memorySource({ web: { val: [1, 2, 3] } });
 * equal(source.index, undefined); // bits per byte are not told then
 * ```
 */
export type EvaluationSource = TokenSource & {
  readonly index?: Pick<CorpusIndex, "domains"> & Partial<Pick<CorpusIndex, "vocabularySize">>;
};

/**
 * A model that gives a loss which is no finite number, or has no finite perplexity.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { LossNotFinite } from "@mixlab/mixlab/train";
 *
 * const diverged = (error: unknown) => error instanceof LossNotFinite;
 * ok(diverged(new LossNotFinite("the loss of web in val is NaN")));
 * ```
 */
export class LossNotFinite extends Error {
  /** Its class. */
  override name = "LossNotFinite";
}

/**
 * Losses of each domain of a split, read in order. Nothing is changed in the engine.
 *
 * Packed rows have T + 1 tokens and begin T apart; the last one of a domain is filled up with masked targets, so every
 * token but a domain's first is a target exactly once.
 *
 * @throws {TypeError} when an option is of the wrong kind.
 * @throws {RangeError} when a number is out of range, or no domain has a target in the split.
 * @throws {LossNotFinite} when a loss is not a finite number: it names the domain.
 *
 * @example
 * ```ts
 * import { equal, ok } from "node:assert/strict";
 * import { evaluate, initialParameters, languageModel, memorySource, modelPreset, openEngine } from "@mixlab/mixlab/train";
 *
 * const config = modelPreset("tiny", { vocabularySize: 10, context: 8 });
 * await using engine = await openEngine(languageModel(config), { backend: "cpu" });
 * await engine.write("parameters", initialParameters(config, { seed: 0 }));
 * const source = memorySource({ web: { val: [1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2] } });
 * const { domains: [web] } = await evaluate(engine, source, { batch: 2 });
 * equal(web.targets, 11);
 * ok(Math.abs(web.loss - Math.log(10)) < 0.2); // not trained yet
 * ```
 */
export async function evaluate(
  engine: Engine,
  source: EvaluationSource,
  options: EvaluateOptions,
): Promise<Evaluation> {
  const settings = checked(options, engine, source), { split, mean } = settings, m = source.domains.length;
  const rows = splitRows(source, { ...settings, shortRows: mean === "tokens" });
  const tally: Tally = { sums_m: zeros(m), targets_m: zeros(m), rows_m: zeros(m), rowMeans_m: zeros(m) };
  const total = rows.rows_m.reduce((sum, n) => sum + n, 0), breathe = breather();
  let done = 0;
  for (const batch of rows.batches()) {
    options.signal?.throwIfAborted();
    add(tally, batch, await engine.losses(batch));
    done = Math.min(total, done + batch.rows);
    options.onProgress?.(done, total);
    await breathe();
  }
  options.signal?.throwIfAborted();
  const domains: DomainLoss[] = [], leftOut: string[] = [];
  source.domains.forEach((domain, i) => {
    const targets = tally.targets_m[i], sequences = tally.rows_m[i];
    if (targets === 0) return void leftOut.push(domain);
    const loss = mean === "tokens" ? tally.sums_m[i] / targets : tally.rowMeans_m[i] / sequences;
    if (!Number.isFinite(Math.exp(loss))) {
      throw new LossNotFinite(`evaluation: the loss of ${domain} in ${split} is ${loss}; the model has diverged`);
    }
    const bytes = source.index?.domains[domain]?.[split]?.bytes ?? 0;
    const whole = bytes > 0 && (settings.lossMask === "none" || source.mask?.(domain, split, 0, 1) === undefined);
    domains.push({
      domain,
      loss,
      perplexity: Math.exp(loss),
      ...(whole && { bitsPerByte: loss / Math.LN2 * source.tokens(domain, split) / bytes }),
      targets,
      sequences,
    });
  });
  if (domains.length === 0) {
    throw outOfRange(`evaluation: no domain has a target in ${split}; wanted at least one, choose another split`);
  }
  const average = (of: (d: DomainLoss) => number) => domains.reduce((sum, d) => sum + of(d), 0) / domains.length;
  const worst = domains.reduce((a, b) => b.loss > a.loss ? b : a);
  return {
    split,
    mean,
    domains,
    averageLoss: average((d) => d.loss),
    averagePerplexity: average((d) => d.perplexity),
    worst: { domain: worst.domain, loss: worst.loss },
    leftOut,
  };
}

/** Sums by domain. */
interface Tally {
  readonly sums_m: Float64Array;
  readonly targets_m: Float64Array;
  readonly rows_m: Float64Array;
  /** Sum over rows of each row's sum divided by its number of losses that are not 0. */
  readonly rowMeans_m: Float64Array;
}

function zeros(m: number): Float64Array {
  return new Float64Array(m);
}

function add(tally: Tally, { rows, context: T, mask_BT, domains_B }: RowBatch, losses_BT: Float32Array): void {
  for (let r = 0; r < rows; r++) {
    const i = domains_B[r];
    if (i < 0) continue;
    let sum = 0, targets = 0, notZero = 0;
    for (let n = r * T; n < (r + 1) * T; n++) {
      if (mask_BT[n] === 0) continue;
      const loss = losses_BT[n];
      sum += loss;
      targets++;
      if (loss !== 0) notZero++;
    }
    tally.sums_m[i] += sum;
    tally.targets_m[i] += targets;
    tally.rows_m[i]++;
    tally.rowMeans_m[i] += notZero === 0 ? 0 : sum / notZero;
  }
}

function checked(options: EvaluateOptions, engine: Engine, source: TokenSource) {
  const { split = "val", rows = "packed", long = "cut", lossMask = "stored", mean = "tokens" } = options;
  const { context = engine.program.context, pad = source.endOfDocument?.id ?? 0, sequences = Infinity } = options;
  oneOf("split", split, ["train", "val", "test"]);
  oneOf("rows", rows, ["packed", "examples"]);
  oneOf("long", long, ["cut", "leave out"]);
  oneOf("lossMask", lossMask, ["stored", "none"]);
  oneOf("mean", mean, ["tokens", "sequences"]);
  whole("batch", options.batch, 1, 2 ** 20);
  whole("context", context, 1, engine.program.context);
  whole("pad", pad, 0, engine.program.vocabularySize - 1);
  if (sequences !== Infinity) whole("sequences", sequences, 1, Number.MAX_SAFE_INTEGER);
  return { split, rows, long, lossMask, mean, batch: options.batch, context, pad, sequences };
}

function oneOf(name: string, value: string, known: readonly string[]): void {
  if (!known.includes(value)) throw wrongKind(`evaluate: ${name}: wanted ${known.join(", ")}, got ${got(value)}`);
}

function whole(name: string, value: unknown, least: number, most: number): void {
  wholeNumber(`evaluate: ${name}`, value, least, most);
}
