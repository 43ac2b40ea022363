/** A byte bigram model, to tell whether domains can be told apart. */

/**
 * Bits per byte of `test` under the bigram of `train`. Counts of pairs are smoothed with the frequencies of single bytes
 * and these with a uniform share, so that nothing has probability zero.
 */
export function bigramBits(train: Uint8Array, test: Uint8Array): number {
  const pairs = new Float64Array(256 * 256), after = new Float64Array(256), single = new Float64Array(256);
  train.forEach((byte, i) => {
    single[byte]++;
    if (i === 0) return;
    pairs[256 * train[i - 1] + byte]++;
    after[train[i - 1]]++;
  });
  let bits = 0;
  for (let i = 1; i < test.length; i++) {
    const base = (single[test[i]] + 1) / (train.length + 256), weight = 4;
    bits -= Math.log2((pairs[256 * test[i - 1] + test[i]] + weight * base) / (after[test[i - 1]] + weight));
  }
  return bits / (test.length - 1);
}
