/**
 * Legal: texts of software licences, one a document below its name. Many differ in a few words only; they are kept, and
 * a split must keep near-duplicates on one side, or the loss on held-out text measures memory.
 *
 * @module
 */
import { type Licence, LICENCES } from "./licence.ts";
import { fileListing, type Listing } from "./listing.ts";

/** Lists the licences in the package spdx-license-list. */
export function legal(folder: string): Listing {
  return fileListing(folder, LICENCES, (path) => path.endsWith(".json"), (content) => {
    const { name, licenseText }: Licence = JSON.parse(content);
    return `${name}\n\n${licenseText}`;
  });
}
