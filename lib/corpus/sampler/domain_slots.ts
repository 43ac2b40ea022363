/**
 * What a domain can be asked for: the slots of an epoch, each drawn once before the next epoch begins.
 *
 * @module
 */

/** A row being filled. */
export interface Row {
  /** T + 1 ids from `at`. */
  readonly tokens: Int32Array;
  readonly at: number;
  /** T numbers from `maskAt`, all 0 before; absent when nothing is ever masked. */
  readonly mask?: Uint8Array;
  readonly maskAt: number;
}

/** The slots of one domain and split. */
export interface DomainSlots {
  /** Whether rows may hold targets that do not count. */
  readonly masked: boolean;
  /** Slots of an epoch; 0 when the domain cannot fill a single one. */
  count(epoch: number): number;
  /** Targets of a slot that are tokens of the domain, not padding. */
  targets(slot: number): number;
  /** Reads a slot into a row. */
  fill(epoch: number, slot: number, row: Row): void;
  /** Why there is no slot, for a message: "has 3 tokens in train; wanted …". */
  readonly lack: string;
  /** Examples that are cut to T + 1 tokens, and that are left out. */
  readonly cut: number;
  readonly leftOut: number;
}
