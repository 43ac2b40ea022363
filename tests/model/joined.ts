/** Pieces of bytes as one array. */
export function joined(pieces: Iterable<Uint8Array>): Uint8Array {
  const all = [...pieces], bytes = new Uint8Array(all.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of all) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
