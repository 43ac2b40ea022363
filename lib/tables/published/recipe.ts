/**
 * @module
 */

/** How one table is made from published files. */
export interface Recipe {
  /** Where it goes, below the folder of tables. */
  readonly makes: string;
  /** The files it needs, as paths inside their repository. */
  readonly from: readonly string[];
  /** What the table lacks because its origin cannot be downloaded. */
  readonly lacks?: string;
  /** Makes the table; `files` holds the bytes of each path in `from`. */
  make(files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>): string | Uint8Array | Promise<string | Uint8Array>;
}
