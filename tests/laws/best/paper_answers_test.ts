import { deepEqual, equal, ok, throws } from "../../assert.ts";
import golden from "../../golden/best_mixture_scipy.json" with { type: "json" };
import { bestMixture } from "../../../lib/laws/best/best_mixture.ts";
import { bestSweptRun } from "../../../lib/laws/best/best_swept_run.ts";
import { dataMixingLawsGrid } from "../../../lib/laws/best/data_mixing_laws_grid.ts";
import { paperAnswers } from "../../../lib/laws/best/paper_answers.ts";
import { regMixSimulation } from "../../../lib/laws/best/regmix_simulation.ts";
import { softmaxNelderMead } from "../../../lib/laws/best/softmax_nelder_mead.ts";
import { matrix } from "../../../lib/numerics/matrix.ts";
import type { RunTable } from "../../../lib/tables/run_table.ts";
import { lawOf, linear, logLinear } from "./laws.ts";

golden.problems.forEach(({ c, V, nelderMead }, i) => {
  Deno.test(`softmax Nelder–Mead: SciPy's answer, problem ${i + 1}`, () => {
    const law = logLinear(c, V), found = softmaxNelderMead(law);
    nelderMead.forEach((p, j) => ok(Math.abs(found.shares![j] - p) < 1e-6, `${j}: ${found.shares![j]}, SciPy ${p}`));
    ok(found.objective! >= bestMixture(law).objective - 1e-12);
  });
});

Deno.test("softmax Nelder–Mead gives no answer where it does not converge", () => {
  // never at rest: the value falls without end
  let calls = 0;
  const law = lawOf(2, 1, { ...linear([1], [[0, 1]]), predict: () => Float64Array.of(-(calls++)) });
  const found = softmaxNelderMead(law);
  equal(found.mixture, null);
  ok(found.note.includes("not converged"), found.note);
});

/** A law whose loss is the squared distance to a mixture. */
function distanceTo(mixture: readonly number[], domains?: string[]) {
  const m = mixture.length;
  return lawOf(m, 1, {
    predict: (p) => Float64Array.of(mixture.reduce((sum, x, j) => sum + (p[j] - x) ** 2, 0)),
    gradient: (p) => matrix(1, m, mixture.map((x, j) => 2 * (p[j] - x))),
    hessian: (_, w) => matrix(m, m, Array.from({ length: m * m }, (_, i) => i % (m + 1) === 0 ? 2 * w[0] : 0)),
  }, domains && { domains });
}

const REDPAJAMA = ["cc", "c4", "github", "arxiv", "books", "stackexchange", "wikipedia"];
const CAPS = { github: 0.5857, arxiv: 0.2588, books: 0.2254, stackexchange: 0.1779, wikipedia: 0.1727 };
// the mixture that Data Mixing Laws chose for RedPajama: the last domain has less than 1/16, as a remainder
const CHOSEN = [0.125, 0.25, 0.140625, 0.25, 0.09375, 0.125, 0.015625];

Deno.test("grid of Data Mixing Laws holds the mixture that the paper chose", () => {
  deepEqual([...dataMixingLawsGrid(distanceTo(CHOSEN, REDPAJAMA), { caps: CAPS }).shares!], CHOSEN);
});

Deno.test("grid of Data Mixing Laws: every mixture of it, and no other", () => {
  const seen = new Set<string>(), m = REDPAJAMA.length, caps = [1, 1, ...Object.values(CAPS)];
  const law = lawOf(m, 1, {
    ...linear([0], [new Array(m).fill(0)]),
    predict(p) {
      seen.add(Array.from(p).join());
      return Float64Array.of(0);
    },
  }, { domains: REDPAJAMA });
  const found = dataMixingLawsGrid(law, { caps: CAPS });
  // by brute force over all halvings, without pruning
  const wanted = new Set<string>(), chosen = new Array(m).fill(0);
  const visit = (j: number) => {
    if (j === m - 1) {
      chosen[j] = 1 - chosen.slice(0, j).reduce((a, b) => a + b, 0);
      if (chosen[j] >= 0 && chosen[j] <= caps[j]) wanted.add(chosen.join());
      return;
    }
    for (let s = 0; s < 10; s++) {
      const v = Math.floor(caps[j] * 16) / 16 * 2 ** -s;
      chosen[j] = v < 1 / 16 ? 0 : v;
      visit(j + 1);
      if (chosen[j] === 0) break;
    }
  };
  visit(0);
  deepEqual([...seen].filter((x) => x !== Array.from(found.shares!).join()).length + 1, wanted.size);
  ok([...seen].every((x) => wanted.has(x)));
  ok(found.note.includes(`best of ${wanted.size} mixtures`), found.note);
});

Deno.test("grid of Data Mixing Laws says when it is too large, with its size", () => {
  const law = distanceTo(new Array(17).fill(1 / 17)), found = dataMixingLawsGrid(law);
  equal(found.mixture, null);
  ok(/holds \S+ mixtures, more than 5000000/.test(found.note), found.note);
  throws(() => dataMixingLawsGrid(law, { most: NaN }), /most: wanted/);
});

Deno.test("RegMix simulation: near the optimum, the same for the same seed, zeros of the prior kept", () => {
  const law = distanceTo([0.5, 0.3, 0.2]);
  const one = regMixSimulation(law, { draws: 20_000, top: 16, seed: 4 });
  [0.5, 0.3, 0.2].forEach((p, j) => ok(Math.abs(one.shares![j] - p) < 0.01, `${one.shares![j]}`));
  deepEqual(one, regMixSimulation(law, { draws: 20_000, top: 16, seed: 4 }));
  ok(one.shares![0] !== regMixSimulation(law, { draws: 20_000, top: 16, seed: 5 }).shares![0]);
  equal(regMixSimulation(law, { draws: 500, top: 5, prior: { a: 0.5, b: 0.5, c: 0 } }).shares![2], 0);
  throws(() => regMixSimulation(law, { draws: 10, top: 11 }), /top: wanted a whole number from 1 to the 10 draws/);
  throws(() => regMixSimulation(law, { draws: 0.5 }), /draws: wanted/);
});

const TABLE: RunTable = {
  source: "test",
  domains: ["a", "b"],
  targets: ["A", "B"],
  shares: matrix(3, 2, [0.2, 0.8, 0.5, 0.5, 0.8, 0.2]),
  losses: matrix(3, 2, [3, 1, 2.1, 2.1, 1, 2.5]),
  runs: [{ id: "r1", labels: {} }, { id: "r2", seed: 7, labels: {} }, { id: "r3", labels: {} }],
  notes: [],
  largestCorrection: 0,
};

Deno.test("best swept run by every objective", () => {
  equal(bestSweptRun(TABLE).run.id, "r3");
  equal(bestSweptRun(TABLE).objective, 1.75);
  equal(bestSweptRun(TABLE, { kind: "target", target: "B" }).run.id, "r1");
  equal(bestSweptRun(TABLE, { kind: "worst" }).run.id, "r2");
  equal(bestSweptRun(TABLE, { kind: "weighted", weights: { A: 1, B: 9 } }).run.id, "r1");
  throws(() => bestSweptRun({ ...TABLE, runs: [] }), /at least one run/);
  throws(() => bestSweptRun(TABLE, { kind: "target", target: "C" }), /no target "C"/);
});

Deno.test("paper answers: all by name, none better than the exact one", () => {
  const law = logLinear([1, 2], [[-1, 0.5], [0.5, -1.5]]), exact = bestMixture(law).objective;
  const answers = paperAnswers(law, { simulation: true }, TABLE);
  deepEqual(answers.map((a) => a.name), [
    "best swept run",
    "softmax Nelder–Mead",
    "grid of Data Mixing Laws",
    "closed form of Aioli (two domains)",
    "RegMix simulation",
  ]);
  for (const a of answers.slice(1)) ok(a.objective! >= exact - 1e-12, `${a.name}: ${a.objective} < ${exact}`);
});
