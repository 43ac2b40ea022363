/** Most decimals that a column is evened out to: more are those of numbers that nobody rounded. */
const DECIMALS = 4;

/**
 * How the numbers of a column of a table are written: whole numbers whole, others with six digits; and where they are
 * rounded to few decimals, all with as many (0.07 beside 0.165 is 0.070), unless text stands between them.
 */
export function numberColumn(column: readonly unknown[]): (value: number) => string {
  const filled = column.filter((value) => value !== null && value !== "" && value !== "…");
  if (!filled.every((value): value is number => typeof value === "number")) return digits;
  const decimals = filled.map(digits).map((text) => text.includes("e") ? Infinity : text.split(".")[1]?.length ?? 0);
  const most = Math.max(0, ...decimals);
  return most > DECIMALS ? digits : (value) => value.toFixed(most);
}

function digits(value: number): string {
  return String(Number.isSafeInteger(value) ? value : Number(value.toPrecision(6)));
}
