/** Leaving out and the bootstrap: over whole mixtures, and equal to independent fits. */
import { deepEqual, equal, notDeepEqual, ok } from "../assert.ts";
import { distinctMixtures } from "../../lib/laws/mixtures.ts";
import { predictTable } from "../../lib/laws/predict_table.ts";
import { lawNamed } from "../../lib/laws/registry.ts";
import { bootstrap, leaveOneOut } from "../../lib/laws/resample.ts";
import type { FitOptions } from "../../lib/laws/law.ts";
import { rowOf } from "../../lib/numerics/matrix.ts";
import { random } from "../../lib/numerics/random.ts";
import type { RunTable } from "../../lib/tables/run_table.ts";
import { near, planted, plantedSegments, rowsOf, tableOf } from "./tables.ts";

/** A table in which some mixtures were run with several seeds, not side by side. */
function withSeeds(): RunTable {
  const once = planted(3, { N: 14, m: 3, k: 2 }), rng = random(9);
  const which = [...once.runs.keys(), 2, 5, 5, 11];
  return tableOf(
    which.map((n) => rowOf(once.shares, n)),
    which.map((n) => rowOf(once.losses, n).map((l) => l + 0.01 * rng.normal())),
    { seeds: which.map((_, r) => r < 14 ? 0 : r) },
  );
}

const CASES: [string, RunTable, FitOptions][] = [
  ["log-linear", planted(1), {}],
  ["log-linear", planted(1), { delta: 0.01 }],
  ["log-linear", withSeeds(), {}],
  ["log-linear", withSeeds(), { weights: Float64Array.from({ length: 18 }, (_, n) => n === 4 ? 0 : 1 + n % 3) }],
  ["linear", withSeeds(), {}],
  ["m3", planted(2, { N: 16 }), {}],
  ["linear-dynamic", plantedSegments(4), {}],
  ["linear-dynamic-diagonal", plantedSegments(4), {}],
  ["linear-dynamic-diagonal", plantedSegments(4), { intercept: false }],
  ["log-ratio", plantedSegments(5), { delta: 0.003 }],
];

for (const [name, table, options] of CASES) {
  const seeds = table.runs.length - distinctMixtures(table).length;
  const how = `${table.runs.length} runs${seeds ? `, ${seeds} of them further seeds` : ""}`;
  Deno.test(`${name} (${how}): leaving out is a fit to a table without that mixture`, () => {
    const law = lawNamed(name), out = leaveOneOut(law, table, law.fit(table, options), options)!;
    const k = table.targets.length;
    for (const rows of distinctMixtures(table)) {
      const kept = [...table.runs.keys()].filter((n) => !rows.includes(n));
      const without = law.fit(rowsOf(table, kept), {
        ...options,
        ...(options.weights && { weights: Float64Array.from(kept, (n) => options.weights![n]) }),
      });
      const predicted = predictTable(without, rowsOf(table, rows));
      rows.forEach((n, r) => {
        for (let i = 0; i < k; i++) near(out.data[n * k + i], predicted.data[r * k + i], 1e-7, `run ${n}, target ${i}`);
      });
    }
  });
}

Deno.test("all seeds of a mixture are left out together: its own losses do not matter for it", () => {
  const table = withSeeds(), law = lawNamed("log-linear");
  const [, , , , , five] = distinctMixtures(table);
  deepEqual(five, [5, 15, 16]);
  const out = leaveOneOut(law, table, law.fit(table))!;
  for (const n of [15, 16]) deepEqual([...rowOf(out, n)], [...rowOf(out, 5)]);
  const changed = { ...table, losses: { ...table.losses, data: table.losses.data.slice() } };
  for (const n of five) rowOf(changed.losses, n).fill(4);
  const other = leaveOneOut(law, changed, law.fit(changed))!;
  for (const n of five) rowOf(other, n).forEach((f, i) => near(f, rowOf(out, n)[i], 1e-7));
  ok(Math.abs(rowOf(other, 0)[0] - rowOf(out, 0)[0]) > 1e-3, "and for the others they do");
});

Deno.test("leaving out is undefined when one mixture less is too few, counted in mixtures and not in runs", () => {
  const law = lawNamed("log-linear"), four = rowsOf(withSeeds(), [0, 1, 2, 5, 14, 15, 16]);
  equal(distinctMixtures(four).length, 4);
  equal(leaveOneOut(law, four, law.fit(four)), undefined);
  const five = rowsOf(withSeeds(), [0, 1, 2, 3, 5]);
  ok(leaveOneOut(law, five, law.fit(five))!.data.every(Number.isFinite));
});

const thetaOf = (laws: ReturnType<typeof bootstrap>) => JSON.stringify(laws.map((l) => l.toJSON()));

Deno.test("bootstrap: same seed same bytes, another seed others, more replicates begin with the same ones", () => {
  const table = planted(6), law = lawNamed("log-linear"), fitted = law.fit(table);
  const draw = (seed: number, replicates = 20) => bootstrap(law, table, fitted, { replicates, seed });
  equal(thetaOf(draw(1)), thetaOf(draw(1)));
  notDeepEqual(draw(1)[0].toJSON().theta, draw(2)[0].toJSON().theta);
  equal(thetaOf(draw(1, 30).slice(0, 20)), thetaOf(draw(1)));
  deepEqual(draw(1, 0), []);
});

for (const [name, table] of [["log-linear", planted(6, { N: 30 })], ["linear-dynamic", plantedSegments(7)]] as const) {
  Deno.test(`bootstrap of ${name}: replicates scatter around the fit, by about the standard errors`, () => {
    const law = lawNamed(name), fitted = law.fit(table);
    const laws = bootstrap(law, table, fitted, { replicates: 400, seed: 5 });
    const p = [0.2, 0.3, 0.5], at = { startLosses: table.targets.map(() => 3) };
    fitted.predict(p, at).forEach((f, i) => {
      const values = laws.map((l) => l.predict(p, at)[i]);
      const mean = values.reduce((a, b) => a + b) / 400;
      const sd = Math.sqrt(values.reduce((s, v) => s + (v - mean) ** 2, 0) / 399);
      ok(sd > 0.0005 && sd < 0.01, `sd ${sd} for noise 0.01`);
      near(mean, f, 0.3 * sd, "mean of the replicates");
    });
    fitted.perTarget.forEach(({ standardErrors, target }, i) =>
      Object.values(standardErrors).forEach((se, q) => {
        if (se === null) return;
        const values = laws.map((l) => l.toJSON().theta[i][q]).sort((a, b) => a - b);
        const half = (values[Math.floor(0.84 * 400)] - values[Math.floor(0.16 * 400)]) / 2;
        ok(half > 0.4 * se && half < 2 * se, `${target} parameter ${q}: half-width ${half}, standard error ${se}`);
      })
    );
  });
}

Deno.test("bootstrap: seeds of one mixture share their weight", () => {
  // a mixture whose two seeds lie symmetrically about the curve: one weight for both keeps it on the curve
  const base = planted(8, { N: 12, k: 1, noise: 0 });
  const which = [...base.runs.keys(), 4];
  const table = tableOf(
    which.map((n) => rowOf(base.shares, n)),
    which.map((n, r) => rowOf(base.losses, n).map((l) => n === 4 ? l + (r === 4 ? 0.1 : -0.1) : l)),
    { seeds: which.map((_, r) => r) },
  );
  const law = lawNamed("log-linear"), fitted = law.fit(table);
  for (const replicate of bootstrap(law, table, fitted, { replicates: 20, seed: 1 })) {
    base.runs.forEach((_, n) =>
      near(replicate.predict(rowOf(base.shares, n))[0], base.losses.data[n], 1e-6, `run ${n}`)
    );
  }
});
