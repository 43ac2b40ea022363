import { got, outOfRange, wrongKind } from "../errors.ts";
import { type Mixture, mixture, type ShareUnit } from "../mixture/mixture.ts";
import { nearest } from "../nearest.ts";
import type { Split } from "./corpus_index.ts";
import type { TokenSource } from "./sampler/token_source.ts";

/**
 * The rules of {@link baselineMixture}.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { baselineMixture, type BaselineRule, memorySource } from "@mixlab/mixlab/train";
 *
 * const source = memorySource({ web: { train: new Uint8Array(3072) }, code: { train: new Uint8Array(1024) } });
 * const shares = (rule: BaselineRule) => baselineMixture(rule, source).share("web");
 * equal(shares("natural"), 0.75);
 * equal(shares("even"), 0.5);
 * ```
 */
export type BaselineRule = "natural" | "even" | "tempered" | "doremi-packed" | "doremi-unpacked";

/**
 * Options of {@link baselineMixture}.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { baselineMixture, type BaselineOptions, memorySource } from "@mixlab/mixlab/train";
 *
 * const source = memorySource({ web: { train: new Uint8Array(4000) }, wiki: { train: new Uint8Array(1000) } });
 * const options: BaselineOptions = { epochs: { wiki: 4 } }; // The Pile reads its Wikipedia three times
 * equal(baselineMixture("natural", source, options).share("wiki"), 0.5);
 * ```
 */
export interface BaselineOptions {
  /** Default `"train"`. */
  readonly split?: Split;
  /** How often each domain is meant to be read; domains that are not named count once. Not for `"even"`. */
  readonly epochs?: Readonly<Record<string, number>>;
  /** Exponent τ of `"tempered"`, in [0, 1]: 1 is natural, 0 is even. Default 0.5. */
  readonly exponent?: number;
  /** Tokens a row of the DoReMi rules. Default 1024. */
  readonly rowTokens?: number;
  /**
   * Documents that `"doremi-packed"` packs at a time, dropping the remainder of each time; wants document starts.
   * DoReMi's preprocessing: 1000. Default: all of a domain at once.
   */
  readonly packDocuments?: number;
  /** Name of the tokenizer, to be kept in the mixture. */
  readonly tokenizer?: string;
}

/**
 * A baseline mixture from the counts of a corpus: p_i ∝ w_i, with n_i the tokens of domain i, e_i its epochs, R the
 * tokens a row (1,024).
 *
 * | rule | w_i | shares of |
 * |---|---|---|
 * | `natural` | e_i n_i | tokens |
 * | `even` | 1 | tokens |
 * | `tempered` | (e_i n_i)^τ | tokens |
 * | `doremi-packed` | e_i × rows of R tokens, full ones, documents packed one after the other with their end-of-document ids | sequences |
 * | `doremi-unpacked` | e_i Σ over documents ⌈tokens / R⌉, end-of-document ids not counted | sequences |
 *
 * Source of the DoReMi rules: its repository (sangmichaelxie/doremi, scripts/write_config.py: `pile_baseline_50kvocab`
 * and the same with `--nopack`, which imitates the paper). Packed in groups (`packDocuments`), the remainder of every
 * group is dropped, but a group shorter than one row makes a row.
 *
 * @throws {TypeError} when the rule is unknown, or an option of the wrong kind.
 * @throws {RangeError} when an option is out of range or names an unknown domain; when no domain has tokens, or (`even`,
 * τ = 0) one of them has none; when the unpacked rule, or packing in groups, lacks document starts.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { baselineMixture, memorySource } from "@mixlab/mixlab/train";
 *
 * // web: four documents of 512 tokens, code: one of 2,048. Packed: two rows each. Not packed: four rows and two.
 * const source = memorySource({
 *   web: { train: { tokens: new Uint8Array(2048), documentStarts: [0, 512, 1024, 1536, 2048] } },
 *   code: { train: { tokens: new Uint8Array(2048), documentStarts: [0, 2048] } },
 * });
 * equal(baselineMixture("doremi-packed", source).share("web"), 0.5);
 * equal(baselineMixture("doremi-unpacked", source).share("web"), 4 / 6);
 * ```
 */
export function baselineMixture(rule: BaselineRule, source: TokenSource, options: BaselineOptions = {}): Mixture {
  const { split = "train", exponent = 0.5, rowTokens: R = 1024, packDocuments, tokenizer } = options;
  if (!Object.hasOwn(RULES, rule)) {
    throw wrongKind(`baseline: wanted one of ${Object.keys(RULES).join(", ")}, got ${got(rule)}`);
  }
  if (!["train", "val", "test"].includes(split)) throw wrongKind(`split: wanted train, val or test, got ${got(split)}`);
  number("exponent", exponent, exponent >= 0 && exponent <= 1, "a number from 0 to 1");
  number("rowTokens", R, Number.isSafeInteger(R) && R >= 1, "a whole number ≥ 1");
  if (packDocuments !== undefined) {
    number(
      "packDocuments",
      packDocuments,
      Number.isSafeInteger(packDocuments) && packDocuments >= 1,
      "a whole number ≥ 1",
    );
  }
  const epochs = epochsOf(options.epochs ?? {}, source.domains);
  const { unit, weigh } = RULES[rule];
  const weights = source.domains.map((domain, i) => {
    const of: Counted = { source, domain, split, epochs: epochs[i], exponent, R, packDocuments };
    const weight = weigh(of);
    if (weight > 0 && source.tokens(domain, split) === 0) {
      throw outOfRange(`baseline ${rule}: ${got(domain)} has no tokens in ${split}, so it cannot have an even share`);
    }
    return weight;
  });
  const largest = Math.max(...weights);
  if (!(largest > 0)) {
    throw outOfRange(`baseline ${rule}: no domain has ${unit} in ${split}; wanted at least one that has`);
  }
  // Divided by the largest first: no sum overflows.
  const sum = weights.reduce((all, w) => all + w / largest, 0);
  return mixture(source.domains.map((domain, i): [string, number] => [domain, weights[i] / largest / sum]), {
    unit,
    tokenizer,
  });
}

interface Counted {
  readonly source: TokenSource;
  readonly domain: string;
  readonly split: Split;
  readonly epochs: number;
  readonly exponent: number;
  readonly R: number;
  readonly packDocuments: number | undefined;
}

const RULES: Readonly<Record<BaselineRule, { readonly unit: ShareUnit; readonly weigh: (of: Counted) => number }>> = {
  "natural": { unit: "tokens", weigh: ({ source, domain, split, epochs }) => epochs * source.tokens(domain, split) },
  "even": { unit: "tokens", weigh: () => 1 },
  "tempered": {
    unit: "tokens",
    weigh: ({ source, domain, split, epochs, exponent }) => (epochs * source.tokens(domain, split)) ** exponent,
  },
  "doremi-packed": { unit: "sequences", weigh: (of) => of.epochs * packedRows(of) },
  "doremi-unpacked": { unit: "sequences", weigh: (of) => of.epochs * unpackedRows(of) },
};

function packedRows(of: Counted): number {
  const { R, packDocuments: group } = of,
    rows = (tokens: number) => tokens > 0 && tokens < R ? 1 : Math.floor(tokens / R);
  if (group === undefined) return rows(of.source.tokens(of.domain, of.split));
  const starts = startsOf(of, "packing in groups of documents");
  let sum = 0;
  for (let d = 0; d < starts.length - 1; d += group) {
    sum += rows(starts[Math.min(d + group, starts.length - 1)] - starts[d]);
  }
  return sum;
}

function unpackedRows(of: Counted): number {
  const starts = startsOf(of, "the unpacked rule"), end = of.source.endOfDocument?.rule === "append" ? 1 : 0;
  let sum = 0;
  for (let d = 1; d < starts.length; d++) sum += Math.ceil(Math.max(0, starts[d] - starts[d - 1] - end) / of.R);
  return sum;
}

function startsOf({ source, domain, split }: Counted, who: string): ArrayLike<number> {
  if (source.tokens(domain, split) === 0) return [0];
  const starts = source.documentStarts?.(domain, split);
  if (starts !== undefined) return starts;
  throw outOfRange(
    `${domain}/${split}: ${who} wants the starts of the documents (${split}.idx), which this corpus does not keep; ` +
      `build it with them`,
  );
}

function epochsOf(epochs: Readonly<Record<string, number>>, domains: readonly string[]): number[] {
  for (const [domain, e] of Object.entries(epochs)) {
    if (!domains.includes(domain)) {
      const like = nearest(domain, domains);
      throw outOfRange(
        `epochs: wanted a domain of the corpus, got ${got(domain)}` +
          (like === undefined ? `; it has ${domains.join(", ")}` : `; did you mean ${like}?`),
      );
    }
    number(`epochs of ${domain}`, e, e > 0 && e < Infinity, "a finite number > 0");
  }
  return domains.map((domain) => Object.hasOwn(epochs, domain) ? epochs[domain] : 1);
}

function number(name: string, value: unknown, inRange: boolean, wanted: string): void {
  if (typeof value !== "number") throw wrongKind(`${name}: wanted ${wanted}, got ${got(value)}`);
  if (!inRange) throw outOfRange(`${name}: wanted ${wanted}, got ${got(value)}`);
}
