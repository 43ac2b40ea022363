import { got, outOfRange, wrongKind } from "../errors.ts";
import type { Mixture } from "./mixture.ts";
import type { MixtureFormat } from "./mixture_file.ts";
import { yamlNumber, yamlText } from "./placed_yaml.ts";

/**
 * Options of {@link writeMixture}: the layout, and what only some layouts can hold.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { mixture, writeMixture, type WriteMixtureOptions } from "@mixlab/mixlab";
 *
 * const options: WriteMixtureOptions = { format: "doremi", targets: ["code", "wiki"] };
 * deepEqual(JSON.parse(writeMixture(mixture({ web: 0.75, code: 0.25 }), options)), {
 *   train_domain_weights: { code: 0.25, web: 0.75 },
 *   eval_domain_weights: { code: 0.5, wiki: 0.5 },
 * });
 * ```
 */
export interface WriteMixtureOptions {
  /** The layout. Default `"mixlab"`. */
  readonly format?: MixtureFormat;
  /** The domains to evaluate on, for DoReMi and RegMix. Default: those of the mixture. */
  readonly targets?: readonly string[];
  /** Training settings beside the weights, for RegMix. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>;
}

/**
 * A mixture as the text of a file: Mixlab's JSON, DoReMi's JSON (keys sorted) or RegMix's YAML.
 *
 * @throws {TypeError} when the format is unknown.
 * @throws {RangeError} when a setting has the name of one of the layout's own keys.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { mixture, parseMixture, writeMixture } from "@mixlab/mixlab";
 *
 * const text = writeMixture(mixture({ web: 0.75, code: 0.25 }), { format: "regmix", settings: { max_step: 1000 } });
 * const read = parseMixture(text);
 * equal(read.mixture.share("web"), 0.75);
 * equal(read.settings?.max_step, 1000);
 * ```
 */
export function writeMixture(mixture: Mixture, options: WriteMixtureOptions = {}): string {
  const { format = "mixlab", targets = mixture.domains, settings = {} } = options;
  const weights = mixture.domains.map((domain): [string, number] => [domain, mixture.share(domain)]);
  if (format === "mixlab") return JSON.stringify(mixture, null, 2) + "\n";
  if (format === "doremi") {
    const even = targets.map((target): [string, number] => [target, 1 / targets.length]);
    const file = { train_domain_weights: sorted(weights), eval_domain_weights: sorted(even) };
    return JSON.stringify(file, null, 4) + "\n";
  }
  if (format !== "regmix") throw wrongKind(`format: wanted mixlab, doremi or regmix, got ${got(format)}`);
  for (const key of ["train", "valid"]) {
    if (Object.hasOwn(settings, key)) throw outOfRange(`settings: ${key} is a key of the layout; wanted another name`);
  }
  const lines = (pairs: Iterable<[string, number]>) =>
    [...pairs].map(([key, w]) => `  ${yamlText(key)}: ${yamlNumber(w)}`);
  return [
    "train:",
    ...lines(weights),
    "valid:",
    ...lines(targets.map((target) => [target, 1])),
    ...Object.entries(settings).map(([key, value]) => `${yamlText(key)}: ${yamlValue(value)}`),
    "",
  ].join("\n");
}

function yamlValue(value: string | number | boolean): string {
  if (typeof value === "number") return yamlNumber(value);
  return typeof value === "string" ? yamlText(value) : String(value);
}

function sorted(pairs: [string, number][]): Record<string, number> {
  return Object.fromEntries([...pairs].sort(([a], [b]) => a < b ? -1 : 1));
}
