/** What must not change a law: the gauge, the order of things, the scale of weights. */
import { deepEqual, ok } from "../assert.ts";
import fc from "fast-check";
import { lawFromParameters } from "../../lib/laws/load_law.ts";
import { curveLaws as laws, lawNamed } from "../../lib/laws/registry.ts";
import { predictTable } from "../../lib/laws/predict_table.ts";
import { dirichlet } from "../../lib/mixture/dirichlet.ts";
import { matrix, rowOf } from "../../lib/numerics/matrix.ts";
import { random } from "../../lib/numerics/random.ts";
import type { FittedLaw } from "../../lib/laws/law.ts";
import type { RunTable } from "../../lib/tables/run_table.ts";
import { domainsInOrder, near, planted, plantedSegments, rowsOf } from "./tables.ts";

Deno.test("gauge: c + k exp(t·p) and its shifted twins are one law, with v_j = log k + t_j", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e9 }), fc.double({ min: -30, max: 30, noNaN: true }), (seed, shift) => {
      const rng = random(seed), m = 2 + rng.below(5), domains = Array.from({ length: m }, (_, j) => `d${j}`);
      const c = 3 * rng.uniform(), logK = rng.normal() + shift, t = domains.map(() => 2 * rng.normal() - shift);
      const parameters = { c, ...Object.fromEntries(domains.map((d, j) => [`v:${d}`, logK + t[j]])) };
      const law = lawFromParameters("log-linear", domains, [{ target: "x", parameters }]);
      const p = dirichlet(rng, new Float64Array(m).fill(1));
      const paper = c + Math.exp(logK) * Math.exp(t.reduce((s, x, j) => s + x * p[j], 0));
      near(law.predict(p)[0], paper, 1e-12 * Math.abs(paper) + 1e-11 * Math.exp(Math.abs(logK) / 30));
      domains.forEach((d, j) => {
        const pure = domains.map((_, i) => i === j ? 1 : 0), v = parameters[`v:${d}` as keyof typeof parameters];
        near(law.predict(pure)[0], c + Math.exp(v), 1e-12 * (1 + Math.exp(v)), "loss of a pure domain");
      });
    }),
    { seed: 1 },
  );
});

Deno.test("reported vertices: c + exp(v_j) is the loss of pure domain j, whatever the law", () => {
  const table = planted(5, { N: 30, m: 3 });
  for (const name of ["log-linear", "log-linear-joint", "m1", "m2", "m3", "autoscale"]) {
    const fitted = lawNamed(name).fit(table);
    fitted.perTarget.forEach(({ c, vertex, target }, i) => {
      fitted.domains.forEach((d, j) => {
        const loss = fitted.predict(fitted.domains.map((_, l) => l === j ? 1 : 0))[i], v = vertex![d];
        ok(v !== null, `${name} ${target} ${d}`);
        near(c! + Math.exp(v), loss, 1e-9 * Math.abs(loss), `${name} ${target} ${d}`);
      });
    });
  }
});

/** Predictions of a law, target by name, at mixtures given with the domains of `table`. */
function predictions(fitted: FittedLaw, table: RunTable, target: string): number[] {
  const i = fitted.targets.indexOf(target), all = predictTable(fitted, table);
  return table.runs.map((_, n) => rowOf(all, n)[i]);
}

/** Laws with many valleys, each on runs that it planted itself: on others the order of search may decide. */
const ADDITIVE: Record<string, number[]> = {
  m1: [2, -0.2, -0.7, -0.9, -3, -6, -1.5],
  m2: [1.8, 0.4, -2, -7, 0.6],
  bimix: [0.2, -1.2, -0.5, 0.1, 0.35, 0.05],
  autoscale: [1.5, 0.05, 0.3, 0.1, 0.25, 1.2, 0.5],
};

function additive(name: string): RunTable {
  const { curve } = laws.find((l) => l.name === name)!.spec,
    base = planted(1, { N: 36, k: 1, alpha: 0.7 }),
    rng = random(7);
  const f = curve(base.domains, "A", { offset: 0.02, tokens: 1 }), theta = Float64Array.from(ADDITIVE[name]);
  const losses = base.runs.map((_, n) => f.value(rowOf(base.shares, n), theta) + 0.001 * rng.normal());
  return { ...base, losses: matrix(36, 1, losses) };
}

const shuffled = (n: number, seed: number) => random(seed).shuffle(Array.from({ length: n }, (_, i) => i));

for (const { name, spec } of laws) {
  const segments = (spec.response ?? "loss") !== "loss", m = name === "log-linear-two-step" ? 2 : 3;
  const table = segments ? plantedSegments(3, { N: 24 }) : name in ADDITIVE ? additive(name) : planted(3, { N: 24, m });
  const options = name === "bimix" ? { offset: 0.02 } : {};
  const fitted = lawNamed(name).fit(table, options);

  Deno.test(`${name}: the order of domains, targets and runs, and the scale of weights, change nothing else`, () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), (seed) => {
        const order = shuffled(table.domains.length, seed), rows = shuffled(table.runs.length, seed + 1);
        const targets = shuffled(table.targets.length, seed + 2);
        const moved = rowsOf(domainsInOrder(table, order), rows);
        const pick = (from: RunTable["losses"]) => {
          const out = matrix(from.rows, targets.length);
          for (let n = 0; n < from.rows; n++) targets.forEach((i, to) => rowOf(out, n)[to] = rowOf(from, n)[i]);
          return out;
        };
        const other = {
          ...moved,
          targets: targets.map((i) => table.targets[i]),
          losses: pick(moved.losses),
          ...(moved.startLosses && { startLosses: pick(moved.startLosses) }),
        };
        const weights = new Float64Array(table.runs.length).fill(0.01 + 10 * random(seed).uniform());
        const again = lawNamed(name).fit(other, { ...options, weights });
        for (const target of table.targets) {
          const a = fitted.perTarget[fitted.targets.indexOf(target)];
          const b = again.perTarget[again.targets.indexOf(target)];
          if (!a.converged || !b.converged) continue;
          near(b.objective, a.objective, 1e-9 * a.objective, `${target} objective`);
          const mine = predictions(fitted, table, target), theirs = predictions(again, table, target);
          mine.forEach((f, n) => near(theirs[n], f, 1e-6, `${target}, run ${n}`));
          for (const [parameter, value] of Object.entries(a.parameters)) {
            const [se, seB] = [a.standardErrors[parameter], b.standardErrors[parameter]];
            if (se === null || a.condition > 1e4) continue;
            near(b.parameters[parameter], value, 1e-3 * se, `${target} ${parameter}`);
            near(seB!, se, 1e-4 * se, `${target} standard error of ${parameter}`);
          }
        }
        ok(again.perTarget.some((fit) => fit.converged), "nothing was compared");
      }),
      { numRuns: 8, seed: 4 },
    );
  });
}

Deno.test("a weight of 2 is the run twice, a weight of 0 is the run left out", () => {
  for (const delta of [undefined, 0.01]) {
    const table = planted(9, { N: 15, k: 1 }), law = lawNamed("log-linear");
    const weights = Float64Array.from(table.runs, (_, n) => n % 3);
    const rows = [...table.runs.keys()].flatMap((n) => new Array(n % 3).fill(n));
    const a = law.fit(table, { delta, weights }), b = law.fit(rowsOf(table, rows), { delta });
    a.toJSON().theta[0].forEach((t, q) => near(t, b.toJSON().theta[0][q], 1e-6));
    near(a.perTarget[0].objective, b.perTarget[0].objective, 1e-12);
  }
});

Deno.test("losses in another unit: the law scales with them", () => {
  const table = planted(2, { N: 18 }), scale = 1 / Math.log(2); // bits
  const bits = { ...table, losses: matrix(18, 2, table.losses.data.map((l) => l * scale)) };
  const a = lawNamed("log-linear").fit(table), b = lawNamed("log-linear").fit(bits);
  a.perTarget.forEach((fit, i) => {
    near(b.perTarget[i].c!, fit.c! * scale, 1e-6);
    for (const d of table.domains) near(b.perTarget[i].vertex![d]!, fit.vertex![d]! + Math.log(scale), 1e-5);
    near(b.perTarget[i].objective, fit.objective * scale ** 2, 1e-9 * fit.objective);
  });
});

Deno.test("fitting is a pure function: twice the same bytes, and the table is left as it was", () => {
  const table = planted(12), before = JSON.stringify(table);
  for (const name of ["log-linear", "linear", "m1", "m2", "m3", "autoscale"]) {
    const law = lawNamed(name);
    deepEqual(JSON.stringify(law.fit(table)), JSON.stringify(law.fit(table)));
  }
  deepEqual(JSON.stringify(table), before);
});
