/**
 * JavaScript: the source of three.js, one module a document. Bundles and examples are left out.
 *
 * @module
 */
import { fileListing, type Listing } from "./listing.ts";

/** Lists the modules in the package three. */
export function javascript(folder: string): Listing {
  return fileListing(folder, "src", (path) => path.endsWith(".js"));
}
