/**
 * The mixture of a run.
 *
 * @module
 */
import { got, outOfRange } from "../errors.ts";
import { baselineMixture, type BaselineRule } from "../corpus/baseline_mixtures.ts";
import type { TokenSource } from "../corpus/sampler/token_source.ts";
import { type Mixture, mixture } from "../mixture/mixture.ts";
import { parseMixture } from "../mixture/parse_mixture.ts";
import { readMixture } from "../mixture/read_mixture.ts";
import { namedNumbers } from "./option_values.ts";

const RULES: Readonly<Record<string, BaselineRule>> = {
  "even": "even",
  "natural": "natural",
  "proportional": "natural",
  "tempered": "tempered",
  "doremi-packed": "doremi-packed",
  "doremi-unpacked": "doremi-unpacked",
};

/** A mixture by a rule, a file, pairs (web=0.7,code=0.3), or as an object of a configuration. */
export async function chooseMixture(
  asked: string | Readonly<Record<string, unknown>>,
  corpus: TokenSource,
): Promise<Mixture> {
  if (typeof asked !== "string") return parseMixture(JSON.stringify(asked), "mixture").mixture;
  if (Object.hasOwn(RULES, asked)) return baselineMixture(RULES[asked], corpus);
  if (asked.includes("=")) return mixture((await namedNumbers("mixture", asked))!);
  try {
    return (await readMixture(asked)).mixture;
  } catch (error) {
    const missing = error instanceof TypeError && error.message.endsWith("there is no such file");
    if (!missing) throw error;
    throw outOfRange(
      `mixture: wanted a mixture file, ${Object.keys(RULES).join(", ")}, or NAME=SHARE between commas, got ${
        got(asked)
      }`,
    );
  }
}
