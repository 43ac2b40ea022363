/**
 * What readers yield.
 *
 * @module
 */

/** One document as it comes from a source, before it has a domain of its own. */
export interface SourceDocument {
  /** Name of the domain in the source: `Pile-CC`, `RedPajamaArXiv`, a folder's name, a task's name. */
  readonly source: string;
  /** The text, without a byte order mark, otherwise as it is. */
  readonly text: string;
  /**
   * For examples with a loss mask: the text up to here (UTF-16 code units) is the prompt, and only what follows counts
   * in the loss.
   */
  readonly promptLength?: number;
  /** The split that the source itself puts the document in, where it does. */
  readonly split?: "train" | "val" | "test";
  /** Where the document stands, for messages: `file:line` or `file:row 12`. */
  readonly where: string;
}

/** Something in a source that could not be used. It is counted and named, never dropped in silence. */
export interface SourceProblem {
  /** Where: `file:line`. */
  readonly where: string;
  /** What is wrong there. */
  readonly message: string;
}

/** Options that every reader takes. */
export interface ReaderOptions {
  /** Called for each part of the source that cannot be used; without it the first one is an error. */
  readonly onProblem?: (problem: SourceProblem) => void;
  /** Called with bytes read so far and in all (compressed), for progress; the total is undefined when unknown. */
  readonly onBytes?: (done: number, total: number | undefined) => void;
}

/** A source of documents, read as a stream. */
export type DocumentStream = AsyncIterable<SourceDocument>;
