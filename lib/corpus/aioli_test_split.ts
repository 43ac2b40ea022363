import { outOfRange } from "../errors.ts";
import { aioliValTest } from "./aioli_val_test.ts";
import type { DocumentStream, ReaderOptions } from "./document.ts";

/**
 * Aioli's own val and test: the source's test documents of each domain, shuffled by numpy with seed 42, even places to
 * val and odd ones to test ({@link aioliValTest}); train stays, the source's validation documents are left out.
 *
 * The test documents are counted first, by reading the source once more. Within val and test the order is the source's,
 * not that of the shuffle.
 *
 * @param open opens the source, the same documents each time.
 * @param domainOf domain of a source's name, or null for documents that are left out.
 * @throws {RangeError} while reading, when the source names no split for a document.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { aioliTestSplit, type SourceDocument } from "@mixlab/mixlab/train";
 *
 * async function* open(): AsyncGenerator<SourceDocument> {
 *   yield { source: "web", text: "to learn from", split: "train", where: "row 0" };
 *   for (let n = 0; n < 10; n++) yield { source: "web", text: `held out ${n}`, split: "test", where: `row ${n + 1}` };
 * }
 * const found = await Array.fromAsync(aioliTestSplit(open, (source) => source)({}));
 * // numpy.random.default_rng(42).permutation(10) is 5 6 0 7 3 2 4 9 1 8
 * deepEqual(found.filter(({ split }) => split === "val").map(({ text }) => text.at(-1)), ["0", "1", "3", "4", "5"]);
 * ```
 */
export function aioliTestSplit(
  open: (options: ReaderOptions) => DocumentStream,
  domainOf: (source: string) => string | null,
): (options: ReaderOptions) => DocumentStream {
  return async function* (options) {
    const counts = new Map<string, number>();
    for await (const { source, split, where } of open({ onProblem: () => {} })) {
      const domain = domainOf(source);
      if (domain === null) continue;
      if (split === undefined) {
        throw outOfRange(`${where}: Aioli's rule needs a source with a train and a test split; this names none`);
      }
      if (split === "test") counts.set(domain, (counts.get(domain) ?? 0) + 1);
    }
    const val = new Map([...counts].map(([domain, n]) => [domain, new Set(aioliValTest(n).val)]));
    const seen = new Map<string, number>();
    for await (const document of open(options)) {
      const domain = domainOf(document.source);
      if (document.split === "val") continue;
      if (domain === null || document.split !== "test") {
        yield document;
        continue;
      }
      const row = seen.get(domain) ?? 0;
      seen.set(domain, row + 1);
      yield { ...document, split: val.get(domain)!.has(row) ? "val" : "test" };
    }
  };
}
