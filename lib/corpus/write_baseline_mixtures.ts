import { isInputError } from "../errors.ts";
import type { MixtureFormat } from "../mixture/mixture_file.ts";
import { writeMixture } from "../mixture/write_mixture.ts";
import { baselineMixture, type BaselineOptions, type BaselineRule } from "./baseline_mixtures.ts";
import type { TokenSource } from "./sampler/token_source.ts";

/**
 * What {@link writeBaselineMixtures} did with each rule.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { WrittenBaselines } from "@mixlab/mixlab/train";
 *
 * const summary = ({ written, leftOut }: WrittenBaselines) =>
 *   [...written.map(({ path }) => path), ...leftOut.map(({ rule, why }) => `no ${rule}: ${why}`)].join("\n");
 * equal(summary({ written: [{ rule: "even", path: "mixtures/even.json" }], leftOut: [] }), "mixtures/even.json");
 * ```
 */
export interface WrittenBaselines {
  /** Rules and the files that now hold their mixtures. */
  readonly written: readonly { readonly rule: BaselineRule; readonly path: string }[];
  /** Rules that the corpus does not allow, and why. */
  readonly leftOut: readonly { readonly rule: BaselineRule; readonly why: string }[];
}

const ALL: readonly BaselineRule[] = ["natural", "even", "tempered", "doremi-packed", "doremi-unpacked"];

/**
 * Writes the baseline mixtures of a corpus as mixture files, `<folder>/<rule>.json`, made where missing.
 *
 * A rule asked for by name in `rules` must be possible; without `rules` those that the corpus does not allow (the
 * unpacked one without document starts) are left out and named.
 *
 * @throws {TypeError | RangeError} as {@link baselineMixture}, for a rule asked for by name or when no rule is possible.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * import { readMixture } from "@mixlab/mixlab";
 * import { memorySource, writeBaselineMixtures, type WrittenBaselines } from "@mixlab/mixlab/train";
 *
 * const folder = await Deno.makeTempDir();
 * const source = memorySource({ web: { train: new Uint8Array(3072) }, code: { train: new Uint8Array(1024) } });
 * const { written, leftOut }: WrittenBaselines = await writeBaselineMixtures(folder, source);
 * deepEqual(written.map(({ rule }) => rule), ["natural", "even", "tempered", "doremi-packed"]);
 * deepEqual(leftOut.map(({ rule }) => rule), ["doremi-unpacked"]); // no document starts here
 * equal((await readMixture(`${folder}/natural.json`)).mixture.share("web"), 0.75);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function writeBaselineMixtures(
  folder: string,
  source: TokenSource,
  options: BaselineOptions & { readonly rules?: readonly BaselineRule[]; readonly format?: MixtureFormat } = {},
): Promise<WrittenBaselines> {
  const { rules = ALL, format = "mixlab" } = options, leftOut: { rule: BaselineRule; why: string }[] = [];
  let first: unknown;
  const texts = rules.flatMap((rule): { rule: BaselineRule; text: string }[] => {
    try {
      return [{ rule, text: writeMixture(baselineMixture(rule, source, options), { format }) }];
    } catch (error) {
      if (options.rules !== undefined || !isInputError(error)) throw error;
      first ??= error;
      leftOut.push({ rule, why: error.message });
      return [];
    }
  });
  if (texts.length === 0 && first !== undefined) throw first;
  await Deno.mkdir(folder, { recursive: true });
  const written: { rule: BaselineRule; path: string }[] = [];
  for (const { rule, text } of texts) {
    const path = `${folder}/${rule}.${format === "regmix" ? "yaml" : "json"}`, temporary = `${path}.part`;
    // A whole file or none, also when the disk is full.
    await Deno.writeTextFile(temporary, text);
    await Deno.rename(temporary, path);
    written.push({ rule, path });
  }
  return { written, leftOut };
}
