import { got, outOfRange, unparsable } from "../errors.ts";
import { checkShares } from "./simplex.ts";

/**
 * Mixtures as Aioli's `dirichlet_cover.py` prints them: a line each, shares with six decimals (C's `%.6f`) and commas
 * between them.
 *
 * @throws {RangeError} when there is no mixture, they are not of one length, or a share is not finite or below 0.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { writeMixtureRows } from "@mixlab/mixlab";
 *
 * equal(writeMixtureRows([[0.25, 0.75], [1 / 3, 2 / 3]]), "0.250000,0.750000\n0.333333,0.666667\n");
 * ```
 */
export function writeMixtureRows(rows: readonly ArrayLike<number>[]): string {
  const m = rows[0]?.length ?? 0;
  if (m === 0) throw outOfRange("writeMixtureRows: wanted at least one mixture of at least one domain, got none");
  return rows.map((shares, i) => {
    if (shares.length !== m) {
      throw outOfRange(
        `writeMixtureRows: wanted ${m} shares in every mixture, got ${shares.length} in mixture ${i + 1}`,
      );
    }
    const { shares: p_m } = checkShares(shares, { what: () => `writeMixtureRows: the shares of mixture ${i + 1}` });
    return `${Array.from(p_m, sixDecimals).join(",")}\n`;
  }).join("");
}

/** `%.6f`: of two decimals equally near the even one, where toFixed takes the larger. Such numbers are odd multiples of 2^−7. */
function sixDecimals(x: number): string {
  if ((x * 128) % 2 !== 1) return x.toFixed(6);
  const below = Math.floor(x * 1e6);
  return ((below + below % 2) / 1e6).toFixed(6);
}

/**
 * Reads mixtures that stand as lines of shares with commas between them: what {@link writeMixtureRows} and Aioli's
 * `dirichlet_cover.py` write, and its `linreg --proportions_file` reads. Lines of nothing but space are left out. Sums off
 * by rounding, up to 0.01, are corrected.
 *
 * @param file the file's name, for messages.
 * @throws {SyntaxError} when there is no line, one has another number of shares than the first, or a share is no number.
 * @throws {RangeError} when a share is below 0, or a line's sum is further than 0.01 from 1.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { parseMixtureRows } from "@mixlab/mixlab";
 *
 * deepEqual(parseMixtureRows("0.25,0.75\n0.5,0.5\n").map((row) => [...row]), [[0.25, 0.75], [0.5, 0.5]]);
 * ```
 */
export function parseMixtureRows(text: string, file = "mixtures.txt"): Float64Array[] {
  const rows: Float64Array[] = [];
  text.split(/\r?\n/).forEach((line, l) => {
    if (line.trim() === "") return;
    let column = 1;
    const shares = line.split(",").map((cell) => {
      const at = column, trimmed = cell.trim();
      column += cell.length + 1;
      if (!/^\+?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)) {
        throw unparsable(`${file}:${l + 1}:${at}: wanted a share, got ${got(trimmed)}`);
      }
      return Number(trimmed);
    });
    if (rows.length > 0 && shares.length !== rows[0].length) {
      throw unparsable(
        `${file}:${l + 1}:1: wanted ${rows[0].length} shares as in the first line, got ${shares.length}`,
      );
    }
    rows.push(checkShares(shares, { what: () => `${file}:${l + 1}:1: the shares` }).shares);
  });
  if (rows.length === 0) throw unparsable(`${file}:1:1: wanted lines of shares, got none`);
  return rows;
}
