import { outOfRange, unparsable } from "../../lib/errors.ts";
import { parseCsv } from "../../lib/tables/csv.ts";
import { parseNumber } from "../../lib/text/number.ts";

/** Shares are printed with few digits: how far a column's sum may be from 1. */
const OFF = 0.01;

/**
 * Mixtures out of a table with a row a domain and a column a mixture, as doremi/doremi_pile_domain_weights.csv has them.
 *
 * @param text CSV with a column `domain`.
 * @param columns the mixtures to take; others may hold something else.
 * @param file its name, for messages.
 * @returns the domains, and the shares of each mixture as printed (m)
 * @throws {SyntaxError} when a column is missing or a cell is no number.
 * @throws {RangeError} when a column is negative somewhere or does not sum to 1 within 0.01.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { shareColumns } from "@mixlab/mixlab/analysis";
 *
 * const { domains, mixtures } = shareColumns("domain,doremi,epochs\nweb,0.7,1\ncode,0.3,2\n", ["doremi"]);
 * deepEqual([domains, mixtures], [["web", "code"], [[0.7, 0.3]]]);
 * ```
 */
export function shareColumns(
  text: string,
  columns: readonly string[],
  file = "weights",
): { domains: string[]; mixtures: number[][] } {
  const { header, rows, at } = parseCsv(text, file);
  const fieldOf = (name: string) => {
    const field = header.indexOf(name);
    if (field >= 0) return field;
    throw unparsable(`${at(-1, 0)}: wanted a column ${name}, got ${header.join(", ")}`);
  };
  const names = fieldOf("domain"), domains = rows.map((row) => row[names]);
  const mixtures = columns.map((name) => {
    const field = fieldOf(name);
    const shares = rows.map((row, r) => {
      const share = parseNumber(row[field]);
      if (share === undefined) throw unparsable(`${at(r, field)}: ${name}: wanted a number, got "${row[field]}"`);
      if (share < 0) throw outOfRange(`${at(r, field)}: ${name}: wanted a share from 0 to 1, got ${share}`);
      return share;
    });
    const sum = shares.reduce((a, b) => a + b, 0);
    if (!(Math.abs(sum - 1) <= OFF)) {
      throw outOfRange(`${at(-1, field)}: ${name}: wanted shares that sum to 1, got ${sum}`);
    }
    return shares;
  });
  return { domains, mixtures };
}
