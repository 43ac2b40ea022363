/** Most numbers in one matrix of logits (rows × T × V): 256 MiB of them. */
const MOST_LOGITS = 2 ** 26;

/**
 * Cuts B rows into pieces that sessions exist for: powers of two, the largest first. A session has a static shape, and
 * rows come in any number (a domain's rows in a batch, the last rows of a split); with powers of two there are at most
 * log₂ B + 1 sessions, and no row is computed for nothing.
 *
 * @returns the number of rows of each piece, in order; their sum is `rows`.
 */
export function piecesOf(rows: number, context: number, vocabularySize: number): number[] {
  const pieces: number[] = [];
  let size = 1;
  while (2 * size <= rows && 2 * size * context * vocabularySize <= MOST_LOGITS) size *= 2;
  for (let left = rows; left > 0; left -= size) {
    while (size > left) size /= 2;
    pieces.push(size);
  }
  return pieces;
}
