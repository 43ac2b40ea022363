/** The cost of plans, against sums made by hand: B 8, T 6, evaluations of 5 rows a domain on the way, 9 at the ends. */
import { deepEqual, equal, ok, throws } from "../../assert.ts";
import { planCost } from "../../../lib/sweep/cost/plan_cost.ts";
import type { SweepRate } from "../../../lib/sweep/cost/rate.ts";
import { sweepTime } from "../../../lib/sweep/cost/sweep_time.ts";
import type { SweepModel } from "../../../lib/sweep/plan_sweep.ts";
import { kindOf } from "../../../lib/sweep/local/pace.ts";
import { inFolder } from "../../learners/environment.ts";
import { SOURCE } from "../../learners/fixture.ts";
import { memorySource } from "../../../lib/corpus/sampler/memory_source.ts";
import { T, text } from "../../train/bigram_text.ts";
import { ASK, bigramEnvironment, planOf, SEGMENTS } from "../collect/bigram_sweep.ts";

/**
 * Numbers of the model of tests/learners/environment.ts (V = D = 12, M = 8, one layer): two embeddings of 144, final norm
 * 24; two norms 48, queries, keys and values 468, dense 156, MLP 104 + 108.
 */
const PARAMETERS = 2 * 144 + 24 + 48 + 468 + 156 + 104 + 108;
/** Rows of the three domains on val on the way, on val and on test at the ends. */
const WAY = 15, WHOLE = 27;

/** What six runs of 12 updates are: evaluated at start, at 4 and 8, at the end on val and test. Two checkpoints stay. */
const SIX = {
  ...{ runs: 6, updates: 72, tokens: 72 * 8 * 6, evaluations: 6 * 5, rows: 6 * (2 * WAY + 3 * WHOLE) },
  disk: 6 * 2 * PARAMETERS * 12,
};

function finish(folder: string, key: string): void {
  Deno.mkdirSync(`${folder}/${key}`, { recursive: true });
  Deno.writeTextFileSync(`${folder}/${key}/result.json`, "{}");
}

Deno.test(
  "runs, updates, tokens, evaluations, rows and disk, of all runs and of those that are left",
  inFolder(async (folder) => {
    const environment = bigramEnvironment(folder), plan = await planOf(ASK, environment);
    const before = planCost(plan, environment);
    deepEqual(before.all, SIX);
    deepEqual(before.left, SIX);
    deepEqual(before.models, [{ model: "bigram", parameters: PARAMETERS, batch: 8, context: 6, all: SIX, left: SIX }]);
    finish(folder, plan.runs[1].key);
    finish(folder, plan.runs[4].key);
    const after = planCost(plan, environment),
      part = Object.fromEntries(Object.entries(SIX).map(([k, n]) => [k, n / 6 * 4]));
    deepEqual(after.all, SIX);
    deepEqual(after.left, part);
  }),
);

Deno.test(
  "models are told apart, each with its own batch",
  inFolder(async (folder) => {
    const environment = bigramEnvironment(folder),
      models: readonly SweepModel[] = [{ name: "a", learner: {} }, { name: "b", learner: { batch: 4 } }];
    const cost = planCost(await planOf({ ...ASK, models }, environment), environment);
    deepEqual(cost.models.map(({ model, batch, all: { runs, tokens } }) => [model, batch, runs, tokens]), [
      ["a", 8, 6, 72 * 48],
      ["b", 4, 6, 72 * 24],
    ]);
    equal(cost.all.tokens, 72 * 72);
  }),
);

Deno.test(
  "without a test split there is no pass over it; with few checkpoints fewer stay",
  inFolder(async (folder) => {
    const halves = { train: text(1, 900, 1), val: text(1, 100, 2) };
    const source = memorySource({ up: halves, down: halves, far: { ...halves, val: text(1, T + 2, 3) } });
    const environment = { ...bigramEnvironment(folder, { source }), checkpointEvery: 0 };
    const { all } = planCost(await planOf({ ...ASK, evaluateAt: [] }, environment), environment);
    equal(all.evaluations, 6 * 2);
    equal(all.rows, 6 * 2 * (9 + 9 + 2)); // far has two rows of val
    equal(all.disk, 6 * PARAMETERS * 12);
  }),
);

Deno.test(
  "epochs: share × positions / train tokens, the mean over runs and the largest",
  inFolder(async (folder) => {
    const environment = bigramEnvironment(folder), { epochs } = planCost(await planOf(ASK, environment), environment);
    const positions = 8 * 6 * 12, round = (n: number) => Number(n.toFixed(12));
    deepEqual(SOURCE.domains.map((domain) => SOURCE.tokens(domain, "train")), [2000, 900, 700]);
    deepEqual(epochs.map(({ mean, largest, ...rest }) => ({ ...rest, mean: round(mean), largest: round(largest) })), [
      { domain: "up", trainTokens: 2000, run: "up, seed 0", mean: round(1.25 / 3 * positions / 2000), largest: 0.216 },
      {
        domain: "down",
        trainTokens: 900,
        run: "even, seed 0",
        mean: round(0.625 / 3 * positions / 900),
        largest: 0.16,
      },
      {
        domain: "far",
        trainTokens: 700,
        run: "far, seed 0",
        mean: round(1.125 / 3 * positions / 700),
        largest: round(0.75 * positions / 700),
      },
    ]);
  }),
);

Deno.test(
  "a run that goes on from another has gone through that one's data besides",
  inFolder(async (folder) => {
    const environment = bigramEnvironment(folder),
      { epochs } = planCost(await planOf(SEGMENTS, environment), environment);
    // 8 updates of the parent, 2 of the child, three quarters of each from up
    deepEqual([epochs[0].run, epochs[0].largest], ["up@8>up, seed 3", 0.75 * 48 * 10 / 2000]);
    deepEqual([epochs[2].run, epochs[2].largest], ["even@8>far, seed 3", (0.25 * 48 * 8 + 0.75 * 48 * 2) / 700]);
  }),
);

const RATE: SweepRate = { model: "bigram", begin: 10, update: 2, row: 0.1, from: { finishedRuns: 3 } };

function near(actual: number, wanted: number): void {
  ok(Math.abs(actual - wanted) < 1e-9, `wanted ${wanted}, got ${actual}`);
}

Deno.test(
  "time: what is left, shared among workers, but never less than a run, or a run and its parents",
  inFolder(async (folder) => {
    const environment = bigramEnvironment(folder), plan = await planOf(ASK, environment);
    const rates = new Map([[kindOf(plan.runs[0]), RATE]]), one = 10 + 12 * 2 + 0.1 * (2 * WAY + 3 * WHOLE);
    const alone = sweepTime(plan, environment, rates);
    near(alone.oneWorker, 6 * one);
    near(alone.seconds, 6 * one);
    near(alone.models.bigram, 6 * one);
    near(sweepTime(plan, environment, rates, { workers: 4 }).seconds, 1.5 * one);
    near(sweepTime(plan, environment, rates, { workers: 40 }).seconds, one);
    near(sweepTime(plan, environment, rates, { startup: 3 }).seconds, 6 * (one + 3));
    finish(folder, plan.runs[0].key);
    near(sweepTime(plan, environment, rates).seconds, 5 * one);

    const segments = await planOf(SEGMENTS, environment), parent = 10 + 4 * 2 + 8.1, child = 10 + 2 * 2 + 8.1;
    const chained = sweepTime(segments, environment, new Map([[kindOf(segments.runs[0]), RATE]]), { workers: 100 });
    near(chained.seconds, 2 * parent + child);
    near(chained.oneWorker, 4 * parent + 12 * child);
  }),
);

Deno.test(
  "time without a rate, or with an odd number of workers, is refused",
  inFolder(async (folder) => {
    const environment = bigramEnvironment(folder), plan = await planOf(ASK, environment);
    throws(
      () => sweepTime(plan, environment, new Map()),
      /^RangeError: rates: wanted one for the runs of bigram, got none$/,
    );
    const rates = new Map([[kindOf(plan.runs[0]), RATE]]);
    throws(() => sweepTime(plan, environment, rates, { workers: 0 }), /workers: wanted a whole number ≥ 1, got 0/);
  }),
);
