import { equal, ok } from "../assert.ts";
import { needsReference } from "../reference.ts";
import { leastSquares } from "../../lib/numerics/least_squares.ts";
import { nistModels, readNist } from "./nist.ts";

/** Correct significant digits of the worst number: −log₁₀ of the relative error, as NIST counts them. */
function digits(got: readonly (number | null)[], wanted: readonly number[]): number {
  return Math.min(...wanted.map((w, i) => {
    const g = got[i];
    return g === null ? 0 : g === w ? 16 : -Math.log10(Math.abs(g - w) / Math.abs(w));
  }));
}

for (const name of Object.keys(nistModels)) {
  needsReference(`NIST ${name}: certified values from both starts`, (ref) => {
    const data = readNist(Deno.readTextFileSync(ref("nist", `${name}.dat`)));
    const { model, jacobian, response = (y) => y } = nistModels[name];
    const x = data.rows.map((row) => row.slice(1)), y = data.rows.map((row) => response(row[0]));
    equal(data.name, name);
    equal(data.parameters.length, data.deviations.length);
    for (const [s, start] of data.starts.entries()) {
      for (const analytic of [true, false]) {
        const fit = leastSquares({ model, jacobian: analytic ? jacobian : undefined, x, y, start });
        const where = `${name}, start ${s + 1}, ${analytic ? "analytic" : "numeric"} Jacobian: ${fit.reason}`;
        // From the far start of a higher problem a search may end elsewhere, but must then say so. (Today none does.)
        if (s === 0 && data.level === "Higher" && !fit.converged) continue;
        equal(fit.converged, true, where);
        const found = digits(fit.parameters, data.parameters), sure = digits(fit.standardErrors, data.deviations);
        ok(found >= 6, `${where} parameters to ${found} digits`);
        // Lanczos1's residuals (1e-13) are made by the rounding of its data (1e-16 of 2.5): the deviations, which are
        // proportional to them, cannot be had to 4 digits in float64. They must still be of the right size.
        const wanted = name === "Lanczos1" ? 1 : 4;
        ok(sure >= wanted, `${where} deviations to ${sure} digits`);
        if (name !== "Lanczos1") ok(Math.abs(fit.rss / data.rss - 1) < 1e-9, `${where} rss ${fit.rss}`);
      }
    }
  });
}

needsReference("NIST: derivatives written by hand agree with differences", (ref) => {
  for (const [name, { model, jacobian }] of Object.entries(nistModels)) {
    const data = readNist(Deno.readTextFileSync(ref("nist", `${name}.dat`)));
    for (const row of data.rows) {
      const x = row.slice(1), exact = jacobian(x, data.parameters);
      exact.forEach((value, j) => {
        const h = 1e-6 * Math.abs(data.parameters[j]);
        const at = (sign: number) => model(x, data.parameters.map((b, i) => i === j ? b + sign * h : b));
        const difference = (at(1) - at(-1)) / (2 * h), size = Math.abs(at(0) / data.parameters[j]);
        ok(Math.abs(value - difference) <= 1e-5 * Math.abs(value) + 1e-8 * size, `${name}, parameter ${j + 1}`);
      });
    }
  }
});
