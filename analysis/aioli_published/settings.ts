import { got, outOfRange } from "../../lib/errors.ts";

/**
 * The settings of pretraining whose parameters Aioli published, with their domains in its order.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { PUBLISHED_SETTINGS, type PublishedSetting } from "@mixlab/mixlab/analysis";
 *
 * const setting: PublishedSetting = "arxiv_stackexchange";
 * deepEqual(PUBLISHED_SETTINGS[setting], ["arxiv", "stackexchange"]);
 * ```
 */
export const PUBLISHED_SETTINGS = {
  arxiv_stackexchange: ["arxiv", "stackexchange"],
  arxiv_books_stackexchange: ["arxiv", "book", "stackexchange"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/**
 * Name of a setting of pretraining whose parameters Aioli published.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { PUBLISHED_SETTINGS, type PublishedSetting } from "@mixlab/mixlab/analysis";
 *
 * const names = Object.keys(PUBLISHED_SETTINGS) as PublishedSetting[];
 * deepEqual(names, ["arxiv_stackexchange", "arxiv_books_stackexchange"]);
 * ```
 */
export type PublishedSetting = keyof typeof PUBLISHED_SETTINGS;

/** The domains of a setting. */
export function domainsOf(setting: PublishedSetting): readonly string[] {
  if (Object.hasOwn(PUBLISHED_SETTINGS, setting)) return PUBLISHED_SETTINGS[setting];
  throw outOfRange(`setting: wanted ${Object.keys(PUBLISHED_SETTINGS).join(", ")}, got ${got(setting)}`);
}
