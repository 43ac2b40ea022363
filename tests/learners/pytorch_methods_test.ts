/**
 * Methods on a language model, the native engine in float32, against PyTorch in float64 and on its own code of them:
 * golden values of tests/golden/methods/pytorch_methods.py.
 */
import { deepEqual, equal, ok } from "../assert.ts";
import type { BackendName } from "../../lib/engine/engine.ts";
import { PARITY, type Sketch, sketch, sketchDistance } from "../model/parity_inputs.ts";
import { B, CASES, DOMAINS, type MethodCase, type Row, runCase, T, type Trace } from "./pytorch_cases.ts";

type Numbers = readonly number[];
type Matrix = readonly Numbers[];

/** One round of Aioli. */
interface GoldenRound {
  readonly losses: Numbers;
  readonly W: Matrix;
  readonly A: Matrix;
  readonly normalized: Matrix;
  readonly scores: Numbers;
  readonly mixture: Numbers;
}

/** What PyTorch found in one run. */
interface Golden {
  readonly steps: readonly {
    /** Mean loss of each domain, null where the batch lacks it. */
    readonly losses: readonly (number | null)[];
    readonly norm: number;
    readonly norms?: Numbers;
    readonly scores?: Numbers;
    readonly effects?: Matrix;
    readonly weights?: Numbers;
  }[];
  readonly evaluations?: Matrix;
  readonly rounds?: readonly GoldenRound[];
  readonly mixture: Numbers;
  readonly moved: Readonly<Record<string, Sketch>>;
}

const read = (name: string) =>
  JSON.parse(Deno.readTextFileSync(new URL(`../golden/methods/${name}.json`, import.meta.url)));
const GOLDEN: Readonly<Record<string, Golden>> = read("pytorch_methods").cases;
const ROWS: {
  readonly rows: number;
  readonly context: number;
  readonly cases: Readonly<Record<string, { readonly steps: readonly { train: Row[]; val?: Row[] }[] }>>;
} = read("pytorch_methods_rows");

function near(what: string, got: ArrayLike<number>, wanted: Numbers, tolerance: number): void {
  equal(got.length, wanted.length, what);
  wanted.forEach((value, i) => ok(Math.abs(got[i] - value) <= tolerance, `${what}: ${got[i]}, PyTorch ${value}`));
}

/**
 * Float32 comes to: weights 5e-8, losses 4e-7 nats, norms 1e-6, the change of each parameter 5e-5 of its norm (Adam
 * makes much of the rounding of small gradients).
 */
const WEIGHTS = 3e-7, LOSSES = 1e-6, NORMS = 4e-6, MODEL = 1e-4;

/** Weights, scores and losses of each update (a round of DoReMi and DoGE is one). */
function compareUpdates(trace: Trace, golden: Golden, domains: readonly string[]): void {
  equal(trace.rounds.length, golden.steps.length);
  golden.steps.forEach(({ losses, weights, scores, effects, norms, norm }, n) => {
    const round = trace.rounds[n], present = domains.filter((_, j) => losses[j] !== null);
    deepEqual(Object.keys(round.losses!), present);
    near("losses", Object.values(round.losses!), losses.filter((loss) => loss !== null), LOSSES);
    near("weights", Object.values(round.weights!), weights!, WEIGHTS);
    if (scores) near("scores", round.A!.map((row, i) => row[i]), scores, 1e-6);
    if (effects) near("scores", round.A!.flat(), effects.flat(), 2e-9);
    if (norms) near("norms of domains", trace.steps[n].norms, norms, NORMS);
    near("norm", [trace.steps[n].norm], [norm], NORMS);
  });
}

function compareAioli(trace: Trace, golden: Golden): void {
  near("losses", trace.evaluations.flat(), golden.evaluations!.flat(), LOSSES);
  near("norm", trace.steps.map(({ norm }) => norm), golden.steps.map(({ norm }) => norm), NORMS);
  const { rounds: told } = trace.answer.details as unknown as {
    rounds: { W: Matrix; normalizedA: Matrix; scores: Numbers }[];
  };
  equal(trace.rounds.length, golden.rounds!.length);
  golden.rounds!.forEach(({ losses, W, A, normalized, scores, mixture }, t) => {
    const round = trace.rounds[t], { steps } = round;
    near("losses", Object.values(round.losses!), losses, LOSSES);
    near("W", told[t].W.flat(), W.flat(), 1e-9);
    near("A", round.A!.flat(), A.flat(), 1e-6);
    near("normalised A", told[t].normalizedA.flat(), normalized.flat(), 2e-6);
    near("scores", told[t].scores, scores, 2e-6);
    near("weights", Object.values(round.mixture), mixture, WEIGHTS);
    // What the batches are drawn in for the rest of the round.
    const rest = trace.steps.slice(t * steps + round.estimation.steps, (t + 1) * steps);
    for (const { shares } of rest) near("weights", shares, mixture, WEIGHTS);
  });
}

function compareModel(trace: Trace, golden: Golden, { model }: MethodCase): void {
  const { config } = PARITY.cases[model];
  equal(trace.moved.size, Object.keys(golden.moved).length);
  for (const [name, values] of trace.moved) {
    const wanted = golden.moved[name], { norm, projections, entries } = sketch(name, values, config);
    const kept = (all: Numbers, some: Numbers) => all.slice(0, some.length);
    const own = { norm, projections: kept(projections, wanted.projections), entries: kept(entries, wanted.entries) };
    near("change of parameters", [sketchDistance(own, wanted)], [0], MODEL);
  }
}

const RUNS: [backend: BackendName, microBatch: number, cases: (keyof typeof CASES)[]][] = [
  ["native", B, Object.keys(CASES) as (keyof typeof CASES)[]],
  ["native", B / 2, ["doremi repo", "doge aioli"]],
  ["wasm", B, ["doremi repo", "doge paper"]],
];

for (const [backend, microBatch, names] of RUNS) {
  for (const name of names) {
    const one: MethodCase = CASES[name], golden = GOLDEN[name];

    Deno.test(`${name}: PyTorch's weights, losses and model (${backend}, ${microBatch} rows at a time)`, async () => {
      deepEqual([ROWS.rows, ROWS.context], [B, T]);
      const trace = await runCase(one, { backend, microBatch });
      // The rows that PyTorch was given; combined gradients take them domain by domain.
      trace.steps.forEach(({ train, val }, n) => {
        const given = ROWS.cases[name].steps[n];
        deepEqual([train, val], [given.train, given.val ?? []]);
      });
      equal(trace.steps.length, golden.steps.length);
      if (one.rule === "aioli") compareAioli(trace, golden);
      else compareUpdates(trace, golden, one.domains ?? DOMAINS);
      near("mixture", trace.answer.mixture, golden.mixture, WEIGHTS);
      compareModel(trace, golden, one);
    });
  }
}
