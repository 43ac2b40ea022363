/**
 * @module
 */

/**
 * A number as Python prints it (`repr`): the shortest digits that give the number back, with an exponent below 1e-4 and
 * from 1e16 on, and always a point or an exponent. The tables were first converted with Python; the same text keeps
 * files comparable byte for byte.
 */
export function pythonFloat(x: number): string {
  if (!Number.isFinite(x)) throw new RangeError(`wanted a finite number, got ${x}`);
  if (x === 0) return Object.is(x, -0) ? "-0.0" : "0.0";
  const [digits, exponent] = x.toExponential().split("e");
  const e = Number(exponent);
  if (e < -4 || e >= 16) return `${digits}e${e < 0 ? "-" : "+"}${String(Math.abs(e)).padStart(2, "0")}`;
  return Number.isInteger(x) ? `${x}.0` : String(x);
}
