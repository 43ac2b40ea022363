/** A number of things in words: 1 run, 2 runs. */
export function many(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
