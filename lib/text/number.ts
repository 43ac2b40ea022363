/**
 * Numbers in text: tables, logs and mixture files.
 *
 * @module
 */
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const MISSING = new Set(["", "na", "n/a", "nan", "null", "none"]);

/** A decimal number, finite; undefined for any other text (so not for `0x10`, `Infinity` or `1e999`). */
export function parseNumber(text: string): number | undefined {
  if (!DECIMAL.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** Whether a cell holds no value: empty, or one of the words that other tools write for that. */
export function isMissing(text: string): boolean {
  return text === "" || (text.length < 5 && MISSING.has(text.toLowerCase()));
}
