/** Every law against SciPy's best of many starts on synthetic tables (tests/golden/laws_scipy.py). */
import { deepEqual, equal, ok } from "../assert.ts";
import golden from "../golden/laws_scipy.json" with { type: "json" };
import type { FitOptions } from "../../lib/laws/law.ts";
import { predictTable } from "../../lib/laws/predict_table.ts";
import { averageQuality, quality } from "../../lib/laws/quality.ts";
import { lawNamed } from "../../lib/laws/registry.ts";
import { leaveOneOut } from "../../lib/laws/resample.ts";
import { studentCdf, studentQuantile } from "../../lib/numerics/student_t.ts";
import type { RunTable } from "../../lib/tables/run_table.ts";
import { findNotFinite, near, tableOf } from "./tables.ts";

interface GoldenTable {
  domains: string[];
  targets: string[];
  shares: number[][];
  losses: number[][];
  startLosses?: number[][];
  tokens?: number;
}
interface GoldenFit {
  objective: number;
  predicted: number[];
  even?: number;
  unique: boolean;
  parameters?: Record<string, number>;
  standardErrors?: Record<string, number>;
}
interface GoldenCase {
  law: string;
  table: string;
  options: FitOptions;
  weights?: number[];
  fits: GoldenFit[];
}

const tables = golden.tables as unknown as Record<string, GoldenTable>;
const cases = golden.cases as unknown as GoldenCase[];

function tableNamed(name: string): RunTable {
  const { shares, losses, ...shape } = tables[name];
  return tableOf(shares, losses, shape);
}

for (const { law, table: name, options, weights, fits } of cases) {
  const how = [...Object.entries(options).map(([key, value]) => `${key} ${value}`), ...(weights ? ["weights"] : [])];
  Deno.test(`${law} on "${name}"${how.length > 0 ? `, ${how.join(", ")}` : ""}: as good as SciPy's best start`, () => {
    const table = tableNamed(name);
    const fitted = lawNamed(law).fit(table, { ...options, ...(weights && { weights: Float64Array.from(weights) }) });
    equal(findNotFinite(fitted.toJSON()), undefined);
    const predicted = predictTable(fitted, table);
    fits.forEach((theirs, i) => {
      const ours = fitted.perTarget[i], { target } = ours;
      ok(ours.objective <= theirs.objective * (1 + 1e-6), `${target}: ${ours.objective}, SciPy ${theirs.objective}`);
      ok(ours.converged, `${target}: ${ours.reason}`);
      // where theirs is clearly worse it is another minimum, and there is nothing to compare
      if (!theirs.unique || ours.objective < theirs.objective * (1 - 1e-6)) return;
      theirs.predicted.forEach((f, n) => near(predicted.data[n * fits.length + i], f, 1e-5, `${target}, run ${n}`));
      const m = table.domains.length;
      if (theirs.even !== undefined) {
        near(fitted.predict(new Float64Array(m).fill(1 / m))[i], theirs.even, 1e-5, `${target}, even mixture`);
      }
      if (theirs.parameters === undefined) return;
      deepEqual(Object.keys(ours.parameters), Object.keys(theirs.parameters));
      for (const [parameter, value] of Object.entries(theirs.parameters)) {
        const error = theirs.standardErrors![parameter];
        // a parameter known to ± error is compared on that scale
        near(ours.parameters[parameter], value, 1e-3 * error, `${target} ${parameter}`);
        const se = ours.standardErrors[parameter];
        if (se === null) {
          ok(parameter in ours.oneSided, `${target} ${parameter} has neither error nor bound`);
        } else near(se, error, 1e-4 * error, `${target} standard error of ${parameter}`);
      }
    });
  });
}

Deno.test("SciPy's best is met, not just undercut, in most cases", () => {
  const fits = cases.flatMap((c) => c.fits.map((theirs, i) => ({ ...c, theirs, i })));
  const met = fits.filter(({ law, table, options, weights, theirs, i }) => {
    const ours = lawNamed(law).fit(tableNamed(table), {
      ...options,
      ...(weights && { weights: Float64Array.from(weights) }),
    }).perTarget[i];
    return theirs.unique && ours.objective >= theirs.objective * (1 - 1e-6);
  });
  ok(met.length >= 0.9 * fits.length, `${met.length} of ${fits.length}`);
});

for (const { table: name, options, predicted } of golden.leaveOneOut) {
  Deno.test(`leave-one-out of log-linear on "${name}" is SciPy's refit without the run`, () => {
    const table = tableNamed(name), law = lawNamed("log-linear");
    const ours = leaveOneOut(law, table, law.fit(table, options), options)!;
    predicted.forEach((row, n) => row.forEach((f, i) => near(ours.data[n * row.length + i], f, 1e-6, `run ${n}`)));
  });
}

golden.quality.forEach(({ observed, predicted, ...theirs }, at) => {
  Deno.test(`quality: SciPy's measures, sample ${at + 1}`, () => {
    const ours = quality(observed, predicted);
    for (const [measure, value] of Object.entries(theirs)) {
      near(ours[measure as keyof typeof theirs]!, value, 1e-12, measure);
    }
  });
});

Deno.test("quality: means over targets, null where a target has none", () => {
  const [a, b] = golden.quality.map(({ observed, predicted }) => quality(observed, predicted));
  const flat = quality([2, 2, 2], [1, 2, 3]);
  deepEqual([flat.r2, flat.spearman, flat.kendall, flat.mae], [null, null, null, 2 / 3]);
  const mean = averageQuality([a, b]);
  near(mean.kendall!, (a.kendall! + b.kendall!) / 2, 1e-15);
  near(mean.regretTop1, (a.regretTop1 + b.regretTop1) / 2, 1e-15);
  equal(averageQuality([a, flat]).r2, null);
});

Deno.test("Student's t: SciPy's quantiles, and the distribution function undoes them", () => {
  for (const { p, df, t } of golden.studentQuantiles) {
    near(studentQuantile(p, df), t, 1e-9 * Math.max(1, Math.abs(t)), `p ${p}, df ${df}`);
    near(studentCdf(studentQuantile(p, df), df), p, 1e-11, `p ${p}, df ${df}`);
  }
});
