/** Rates: out of finished runs, and by a trial of an engine whose times are planted. */
import { deepEqual, equal, ok, rejects } from "../../assert.ts";
import { setTimeout as wait } from "node:timers/promises";
import type { Engine } from "../../../lib/engine/engine.ts";
import type { MethodEnvironment } from "../../../lib/learners/method_environment.ts";
import { planRun } from "../../../lib/learners/plan_run.ts";
import type { RuleSpec } from "../../../lib/methods/rule.ts";
import { measuredRates } from "../../../lib/sweep/cost/measured_rates.ts";
import { measureRate } from "../../../lib/sweep/cost/measure_rate.ts";
import { kindOf } from "../../../lib/sweep/local/pace.ts";
import { inFolder } from "../../learners/environment.ts";
import { ASK, bigramEnvironment, planOf } from "../collect/bigram_sweep.ts";

const FIXED = { rule: "fixed", options: { shares: [0.2, 0.4, 0.4], batches: "multinomial" } };
const BEGUN = Date.parse("2026-01-01T00:00:00Z");

interface Finished {
  readonly begin: number;
  readonly update: number;
  readonly row: number;
  readonly rule?: RuleSpec;
  readonly steps?: number;
  readonly batch?: number;
  readonly processors?: number;
  readonly resumed?: boolean;
  readonly unfinished?: boolean;
}

/** Writes what a finished run of these times leaves; it was evaluated twice on the way. */
async function finished(environment: MethodEnvironment, name: string, made: Finished): Promise<void> {
  const { begin, update, row, rule = FIXED, steps = 20, batch, processors = 4, resumed, unfinished } = made;
  const learner = batch === undefined ? {} : { learner: { batch } };
  const spec = { name: "x", role: "final", rule, steps, seed: 7, ...learner } as const;
  const { configuration } = await planRun(spec, environment), folder = `${environment.folder}/${name}`;
  const engine = update * steps, evaluation = row * (2 * 15 + 3 * 27), seconds = begin + engine + evaluation;
  const lines = [
    { begun: new Date(BEGUN).toISOString(), step: 0, processors },
    ...(resumed ? [{ begun: new Date(BEGUN).toISOString(), step: 8, processors }] : []),
    { ended: new Date(BEGUN + 1000 * seconds).toISOString(), step: steps, engine, evaluation, checkpoints: 0 },
  ];
  Deno.mkdirSync(`${folder}/attempts/0002`, { recursive: true });
  Deno.writeTextFileSync(`${folder}/config.json`, JSON.stringify(configuration));
  Deno.writeTextFileSync(
    `${folder}/attempts/0002/timing.jsonl`,
    lines.map((line) => JSON.stringify(line) + "\n").join(""),
  );
  if (unfinished) return;
  Deno.writeTextFileSync(`${folder}/result.json`, JSON.stringify({ attempt: "0002", value: { evaluations: 4 } }));
}

function withAbout(folder: string): MethodEnvironment {
  return { ...bigramEnvironment(folder), about: { processors: 4 } };
}

Deno.test(
  "rates are medians over finished runs of the same learner, whatever mixture, seed and steps",
  inFolder(async (folder) => {
    const environment = withAbout(folder), plan = await planOf(ASK, environment), kind = kindOf(plan.runs[0]);
    deepEqual(await measuredRates(plan, environment), new Map());
    await finished(environment, "00000000000a", { begin: 3, update: 0.5, row: 0.25 });
    await finished(environment, "00000000000b", { begin: 1, update: 0.75, row: 0.125, steps: 40 });
    await finished(environment, "00000000000c", {
      begin: 2,
      update: 4,
      row: 0.5,
      rule: { rule: "checkpoints", options: { ...FIXED, at: [4, 8] } },
    });
    const rate = (await measuredRates(plan, environment)).get(kind)!;
    deepEqual(rate.from, { finishedRuns: 3 });
    deepEqual([rate.begin, rate.update, rate.row].map((n) => Number(n.toFixed(3))), [2, 0.75, 0.25]);
    equal(rate.model, "bigram");
  }),
);

Deno.test(
  "runs of another learner, rule or machine, resumed or broken ones tell nothing",
  inFolder(async (folder) => {
    const environment = withAbout(folder),
      plan = await planOf(ASK, environment),
      times = { begin: 1, update: 1, row: 1 };
    await finished(environment, "00000000000a", { ...times, batch: 4 });
    await finished(environment, "00000000000b", { ...times, processors: 64 });
    await finished(environment, "00000000000c", { ...times, resumed: true });
    await finished(environment, "00000000000d", { ...times, unfinished: true });
    await finished(environment, "00000000000e", { ...times, begin: -1 });
    await finished(environment, "00000000000f", { ...times, rule: { rule: "aioli", options: {} } });
    await finished(environment, "mix-00000000", times);
    for (const [name, config] of [["000000000010", "{"], ["000000000011", "null"], ["000000000012", "[]"]]) {
      Deno.mkdirSync(`${folder}/${name}`);
      Deno.writeTextFileSync(`${folder}/${name}/config.json`, config);
    }
    deepEqual(await measuredRates(plan, environment), new Map());
    await finished(environment, "000000000013", times);
    deepEqual([...await measuredRates(plan, environment)].map(([, { from }]) => from), [{ finishedRuns: 1 }]);
  }),
);

/** How long the planted engine takes for gradients and for losses, a call each (ms). */
const GRADIENT = 8, LOSSES = 12;

function slowed(engine: Engine): Engine {
  const slow = <A extends unknown[], R>(ms: number, call: (...args: A) => Promise<R>) => async (...args: A) => {
    await wait(ms);
    return await call(...args);
  };
  return new Proxy(engine, {
    get(target, name) {
      if (name === "gradient") return slow(GRADIENT, target.gradient.bind(target));
      if (name === "losses") return slow(LOSSES, target.losses.bind(target));
      const value = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

Deno.test(
  "a trial finds the times that were planted, and writes nothing",
  inFolder(async (folder) => {
    const plain = bigramEnvironment(folder);
    const learner: MethodEnvironment["learner"] = (spec) => {
      const found = plain.learner(spec);
      return { ...found, open: async (model) => slowed(await found.open(model)) };
    };
    const environment = { ...plain, learner }, { runs } = await planOf(ASK, environment), began = performance.now();
    const { update, row, begin, from, model } = await measureRate(environment, runs[0], { seconds: 0.4 });
    const took = (performance.now() - began) / 1000;
    // timers are late on a busy machine, never early
    ok(update >= GRADIENT / 1000 * 0.95 && update < 4 * GRADIENT / 1000, `${update} s an update`);
    // batches of 8 rows
    ok(row >= LOSSES / 8000 * 0.95 && row < 4 * LOSSES / 8000, `${row} s a row`);
    ok(begin >= 0 && begin < took);
    ok("trialSeconds" in from && from.trialSeconds <= took && from.trialSeconds >= 0.4);
    equal(model, "bigram");
    deepEqual([...Deno.readDirSync(folder)], []);
  }),
);

Deno.test(
  "a trial of no time still takes two updates; an odd time is refused",
  inFolder(async (folder) => {
    const environment = bigramEnvironment(folder), { runs } = await planOf(ASK, environment);
    ok((await measureRate(environment, runs[0], { seconds: 0 })).update > 0);
    await rejects(measureRate(environment, runs[0], { seconds: NaN }), /measureRate: seconds: wanted a whole number/);
  }),
);
