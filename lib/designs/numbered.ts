/** Names of n things that have none: their numbers from 1, all of one length. */
export function numbered(n: number): string[] {
  const digits = String(n).length;
  return Array.from({ length: n }, (_, i) => String(i + 1).padStart(digits, "0"));
}
