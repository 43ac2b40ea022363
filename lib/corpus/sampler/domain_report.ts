/**
 * What a sampler has drawn from a domain.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * import { mixture } from "@mixlab/mixlab";
 * import { type DomainReport, memorySource, sampler } from "@mixlab/mixlab/train";
 *
 * const source = memorySource({ web: { train: new Uint8Array(101) }, code: { train: new Uint8Array(50) } });
 * const batches = sampler(source, { context: 10, batch: 5, seed: 1, mixture: mixture({ web: 1 }) });
 * batches.next();
 * const [web, code]: DomainReport[] = batches.report();
 * deepEqual([web.sequences, web.tokens, web.epochs, web.share], [5, 50, 0.5, 1]);
 * equal(code.epochs, 0);
 * ```
 */
export interface DomainReport {
  /** Its name. */
  readonly domain: string;
  /** Sequences drawn. */
  readonly sequences: number;
  /** Targets drawn that are tokens of the domain: T a packed row; padding is not counted, masked targets are. */
  readonly tokens: number;
  /** Its part of the tokens of all domains so far; 0 before the first batch. */
  readonly share: number;
  /** How many times its slots were gone through: 1.25 is once and a quarter of the second time. */
  readonly epochs: number;
  /** Rows that it can give an epoch (the present one). */
  readonly slots: number;
  /** Examples longer than a row, which are cut. */
  readonly cut: number;
  /** Examples that are left out: shorter than two tokens, or longer than a row where those are left out. */
  readonly leftOut: number;
}
