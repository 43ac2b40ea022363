import { outOfRange } from "../../errors.ts";
import type { Split } from "../corpus_index.ts";
import type { DomainSlots } from "./domain_slots.ts";
import { maskExactly, readExactly } from "./read_exactly.ts";
import type { TokenSource } from "./token_source.ts";

/**
 * The domain's documents, one a row: the first T + 1 tokens, filled up with `pad`; targets that are padding, or that the
 * stored mask leaves out, are masked. Documents of fewer than two tokens have no target and are left out, as are those
 * of more than T + 1 with `long: "leave out"`.
 */
export function exampleSlots(
  source: TokenSource,
  domain: string,
  split: Split,
  T: number,
  options: { readonly long: "cut" | "leave out"; readonly masked: boolean; readonly pad: number },
): DomainSlots {
  const N = source.tokens(domain, split);
  const starts = N === 0 ? [0] : documentStarts(source, domain, split, N), documents = starts.length - 1;
  const longest = options.long === "cut" ? Infinity : T + 1;
  let cut = 0, fitting = 0;
  for (let d = 0; d < documents; d++) {
    const length = starts[d + 1] - starts[d];
    if (length >= 2 && length <= longest) fitting++;
    if (length > T + 1) cut++;
  }
  // A list is kept only when some documents are left out.
  let kept: Float64Array | undefined;
  if (fitting < documents) {
    kept = new Float64Array(fitting);
    for (let d = 0, i = 0; d < documents; d++) {
      const length = starts[d + 1] - starts[d];
      if (length >= 2 && length <= longest) kept[i++] = d;
    }
  }
  const document = (slot: number) => kept ? kept[slot] : slot;
  const taken = (d: number) => Math.min(starts[d + 1] - starts[d], T + 1);
  const masked = options.masked && N > 0 && maskExactly(source, domain, split, 0, 1) !== undefined;
  return {
    masked: true,
    cut: options.long === "cut" ? cut : 0,
    leftOut: documents - fitting,
    count: () => fitting,
    targets: (slot) => taken(document(slot)) - 1,
    lack: documents === 0
      ? `has no documents in ${split}`
      : `has ${documents} documents in ${split}, none of 2${
        options.long === "cut" ? " or more" : ` to ${T + 1}`
      } tokens`,
    fill(_epoch, slot, { tokens, at, mask, maskAt }) {
      const d = document(slot), length = taken(d), start = starts[d];
      tokens.set(readExactly(source, domain, split, start, length), at);
      tokens.fill(options.pad, at + length, at + T + 1);
      const stored = masked ? maskExactly(source, domain, split, start + 1, length - 1) : undefined;
      if (stored === undefined) mask!.fill(1, maskAt, maskAt + length - 1);
      else mask!.set(stored, maskAt);
    },
  };
}

function documentStarts(source: TokenSource, domain: string, split: Split, N: number): ArrayLike<number> {
  const starts = source.documentStarts?.(domain, split);
  if (starts === undefined) {
    throw outOfRange(
      `${domain}/${split}: whole examples want the starts of the documents (${split}.idx), which this corpus does not ` +
        `keep; build it with them, or draw packed rows`,
    );
  }
  let sound = starts.length > 0 && starts[0] === 0 && starts[starts.length - 1] === N;
  for (let d = 1; sound && d < starts.length; d++) sound = starts[d] >= starts[d - 1];
  if (!sound) {
    throw outOfRange(
      `${domain}/${split}: wanted document starts that run from 0 up to ${N}, its number of tokens, and never down`,
    );
  }
  return starts;
}
