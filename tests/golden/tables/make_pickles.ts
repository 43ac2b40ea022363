/**
 * Writes pickles with Mixlab, for pickles.py to read back with Python and pandas:
 *
 *     deno run -A tests/golden/tables/make_pickles.ts
 */
import { encodeNpy } from "../../../lib/tables/encode_npy.ts";
import { writeLossFrame } from "../../../lib/tables/loss_frame.ts";
import { writeWeightsPickle } from "../../../lib/tables/weights_pickle.ts";

/** What the pickles hold; the test writes them again and compares bytes. */
export const FRAMES: Readonly<Record<string, readonly (readonly [string, number])[]>> = {
  three: [["stackexchange", 2.6875], ["arxiv", 2.5], ["book", 1 / 3]],
  one: [["arxiv", 10.916223]],
  // Python's order of text: capitals, then small letters, then U+FFFD, then what is beyond U+FFFF.
  order: [["\u{1f600}", 1], ["\ufffd", 2], ["é", 3], ["b", 4], ["B", 5], ["ab", 6], ["a", 7]],
};
export const WEIGHTS: Readonly<Record<string, readonly number[]>> = {
  two: [0.25, 0.75],
  one_hot: [1, 0, 0],
  many: Array.from({ length: 300 }, (_, i) => (i + 1) / 45150),
};

if (import.meta.main) {
  const folder = new URL("./pickles/", import.meta.url);
  Deno.mkdirSync(folder, { recursive: true });
  for (const [name, losses] of Object.entries(FRAMES)) {
    Deno.writeFileSync(new URL(`frame_${name}.pkl`, folder), writeLossFrame(losses));
  }
  for (const [name, weights] of Object.entries(WEIGHTS)) {
    Deno.writeFileSync(new URL(`weights_${name}.pkl`, folder), writeWeightsPickle(weights));
  }
  Deno.writeFileSync(new URL("graph.npy", folder), encodeNpy({ shape: [2, 2], data: [0.75, 0.5, 0.625, 0.75] }));
}
