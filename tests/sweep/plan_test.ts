/** Plans of sweeps: what they hold, what they refuse, and what a plan that was altered is refused for. */
import { deepEqual, equal, match, notEqual, ok, rejects, throws } from "../assert.ts";
import { isInputError } from "../../lib/errors.ts";
import { planRun } from "../../lib/learners/plan_run.ts";
import { random } from "../../lib/numerics/random.ts";
import { parseSweepPlan } from "../../lib/sweep/parse_plan.ts";
import type { SweepPlan } from "../../lib/sweep/plan.ts";
import type { SweepAsk, SweepModel } from "../../lib/sweep/plan_sweep.ts";
import { runOne } from "../../lib/sweep/run_one.ts";
import { runName } from "../../lib/train/run_directory_name.ts";
import { ASK, bigramEnvironment, planOf, SEGMENTS } from "./collect/bigram_sweep.ts";

// Planning writes nothing: the folder is never made.
const ENVIRONMENT = bigramEnvironment("no-such-folder");

Deno.test("a plan has every mixture under every seed with every model, in that order", async () => {
  const models: readonly SweepModel[] = [{ name: "a", learner: {} }, { name: "b", learner: { batch: 4 } }];
  const { runs, ...plan } = await planOf({ ...ASK, models }, ENVIRONMENT);
  deepEqual(plan, {
    ...{ format: "mixlab/sweep", version: 1, mixlab: "test", runsIn: "no-such-folder", design: "by hand" },
    ...{ settings: { "eval-sequences": 5 }, corpus: { sha256: "of the corpus", tokenizer: "bytes" } },
    ...{ domains: ["up", "down", "far"], targets: ["up", "down", "far"], batches: "multinomial" },
  });
  deepEqual(
    runs.map(({ labels, seed, id }) => [labels.model, seed, id]),
    ["a", "b"].flatMap((model) => [0, 1].flatMap((seed) => ["even", "up", "far"].map((id) => [model, seed, id]))),
  );
  equal(new Set(runs.map(({ key }) => key)).size, 12);
  deepEqual(runs[11].learner, { batch: 4 });
});

Deno.test("a run's key is the hash of the configuration that a run on its mixture has", async () => {
  const { runs } = await planOf(ASK, ENVIRONMENT);
  for (const { key, shares, seed } of runs) {
    const rule = {
      rule: "checkpoints",
      options: { rule: "fixed", options: { shares, batches: "multinomial" }, at: [4, 8] },
    };
    const { configuration } = await planRun({ name: "x", role: "final", steps: 12, seed, rule }, ENVIRONMENT);
    equal(key, runName(configuration));
  }
  const { runs: plain } = await planOf({ ...ASK, evaluateAt: [] }, ENVIRONMENT);
  notEqual(plain[0].key, runs[0].key);
  equal(plain[0].at, undefined);
  const { runs: exact } = await planOf({ ...ASK, batches: "exact" }, ENVIRONMENT);
  notEqual(exact[0].key, runs[0].key);
});

Deno.test("segments: parents in parts, each gone on from by the next and by its children", async () => {
  const { runs } = await planOf(SEGMENTS, ENVIRONMENT), keys = new Map(runs.map(({ id, key }) => [id, key]));
  deepEqual(
    runs.map(({ id, steps, startStep, parent }) => [id, steps, startStep, parent]),
    ["even", "up"].flatMap((id) => [
      [`${id}@4`, 4, 0, undefined],
      ...["even", "up", "far"].map((child) => [`${id}@4>${child}`, 2, 4, keys.get(`${id}@4`)]),
      [`${id}@8`, 4, 4, keys.get(`${id}@4`)],
      ...["even", "up", "far"].map((child) => [`${id}@8>${child}`, 2, 8, keys.get(`${id}@8`)]),
    ]),
  );
  for (const { learner } of runs) deepEqual(learner, { "schedule-steps": 12 });
});

Deno.test("what cannot be planned is refused, and says what was wanted", async () => {
  const segments = SEGMENTS.segments!;
  const cases: readonly (readonly [Partial<SweepAsk>, RegExp])[] = [
    [{ mixtures: [] }, /^mixtures: wanted at least one, got none$/],
    [{ mixtures: [ASK.mixtures[0], ASK.mixtures[0]] }, /^mixtures: "even" stands twice$/],
    [
      { mixtures: [ASK.mixtures[0], { ...ASK.mixtures[0], id: "again" }] },
      /^sweep: again, seed 0, bigram is the same run as even, seed 0, bigram; leave one out$/,
    ],
    [{ mixtures: [{ id: "odd", shares: [0.5, 0.5] }] }, /run odd, seed 0: .*wanted 3 shares.*got 2/],
    [{ mixtures: [{ id: "odd", shares: [0.5, 0.5, 0.5] }] }, /run odd, seed 0: .*sum.*1\.5/],
    [{ seeds: [] }, /^seeds: wanted at least one, got none$/],
    [{ seeds: [3, 1, 3] }, /^seeds: 3 stands twice$/],
    [{ seeds: [-1] }, /seed: wanted a whole number ≥ 0, got -1/],
    [{ models: [] }, /^models: wanted at least one/],
    [
      { models: [{ name: "a", learner: {} }, { name: "b", learner: {} }] },
      /even, seed 0, b is the same run as even, seed 0, a/,
    ],
    [{ models: [{ name: "a", learner: { width: 3 } }] }, /run even, seed 0: learner: it has no setting width/],
    [{ steps: 0, evaluateAt: [] }, /steps: wanted a whole number ≥ 1, got 0/],
    [{ evaluateAt: [8, 4] }, /^evaluate-at: wanted ascending whole numbers from 1 to 11, got 8, 4$/],
    [{ evaluateAt: [4, 4] }, /^evaluate-at: .*got 4, 4$/],
    [{ evaluateAt: [0] }, /^evaluate-at: .*got 0$/],
    [{ evaluateAt: [12] }, /^evaluate-at: .*got 12$/],
    [{ segments }, /^evaluate-at: segments are evaluated at start and end; leave it out$/],
    [{ evaluateAt: [], segments: { ...segments, breakAt: [] } }, /^break-at: wanted at least one/],
    [
      { evaluateAt: [], segments: { ...segments, breakAt: [4, 12] } },
      /^break-at: wanted ascending whole numbers from 1 to 11/,
    ],
    [{ evaluateAt: [], segments: { ...segments, breakAt: [8, 4] } }, /^break-at: .*got 8, 4$/],
    [
      { evaluateAt: [], segments: { ...segments, childSteps: 5 } },
      /^child-steps: wanted a whole number from 1 to what is left of the 12 steps, got 5$/,
    ],
    [{ evaluateAt: [], segments: { ...segments, childSteps: 0 } }, /^child-steps: .*got 0$/],
    [
      { evaluateAt: [], segments: { ...segments, childSteps: 4 } },
      /^child-steps: wanted fewer or more than the 4 updates .* the next part of even itself$/,
    ],
    [{ evaluateAt: [], segments: { ...segments, children: [] } }, /^children: wanted at least one/],
  ];
  for (const [more, message] of cases) {
    await rejects(planOf({ ...ASK, ...more }, ENVIRONMENT), (error: Error) => {
      match(error.message, message);
      ok(isInputError(error));
      return true;
    });
  }
});

Deno.test("a plan is read as it was written", async () => {
  for (const ask of [ASK, SEGMENTS]) {
    const plan = await planOf(ask, ENVIRONMENT);
    deepEqual(parseSweepPlan(JSON.stringify(plan, null, 1)), JSON.parse(JSON.stringify(plan)));
  }
});

// deno-lint-ignore no-explicit-any -- the tests spoil all corners of the document
type Spoilt = any;

Deno.test("what is no plan is refused with the file and the member", async () => {
  const good = JSON.stringify(await planOf(SEGMENTS, ENVIRONMENT));
  const cases: readonly (readonly [(plan: Spoilt) => void, RegExp])[] = [
    [
      (plan) => plan.format = "mixlab/run",
      /^s\/plan\.json: wanted a plan, format "mixlab\/sweep" of version 1, got "mixlab\/run"/,
    ],
    [(plan) => plan.version = 2, /of version 2$/],
    [(plan) => plan.runsIn = "", /^s\/plan\.json: runsIn: wanted text, got ""$/],
    [(plan) => plan.settings = [], /settings: wanted an object/],
    [(plan) => plan.batches = "both", /batches: wanted multinomial or exact, got "both"/],
    [(plan) => plan.domains = [], /domains: wanted at least one/],
    [(plan) => plan.targets[0] = 3, /targets\[0\]: wanted text, got 3/],
    [(plan) => plan.runs = {}, /runs: wanted a list/],
    [(plan) => plan.runs = [], /runs: wanted at least one/],
    [(plan) => plan.runs[1].shares[0] += 0.1, /runs\[1\]\.shares.*sum/],
    [(plan) => plan.runs[1].shares[0] = "0.5", /runs\[1\]\.shares: wanted numbers, got "0\.5"/],
    [(plan) => plan.runs[1].shares.pop(), /runs\[1\]\.shares: wanted 3 shares, got 2/],
    [(plan) => plan.runs[1].shares = [1.5, -0.5, 0], /runs\[1\]\.shares/],
    [
      (plan) => plan.runs[2].key = "../../etc/pw",
      /runs\[2\]\.key: wanted 12 hexadecimal digits, got "\.\.\/\.\.\/etc\/pw"/,
    ],
    [(plan) => plan.runs[2].key = plan.runs[0].key, /runs\[2\]: the key [0-9a-f]{12} stands twice/],
    [
      (plan) => plan.runs[2].parent = "000000000000",
      /runs\[2\]: parent: wanted the key of a run that stands before it, got "0{12}"/,
    ],
    [(plan) => plan.runs.reverse(), /parent: wanted the key of a run that stands before it/],
    [(plan) => plan.runs[2].seed = -1, /runs\[2\]\.seed: wanted a whole number ≥ 0, got -1/],
    [(plan) => plan.runs[2].steps = 1.5, /runs\[2\]\.steps/],
    [(plan) => plan.runs[2].steps = 0, /runs\[2\]\.steps: wanted a whole number ≥ 1, got 0/],
    [(plan) => plan.runs[2].startStep = 3, /runs\[2\]: startStep: wanted 4, where it begins, got 3/],
    [(plan) => plan.runs[2].at = [1, "2"], /runs\[2\]\.at\[1\]/],
    [(plan) => plan.runs[2].labels.model = 3, /runs\[2\]\.labels\.model: wanted text, got 3/],
    [(plan) => delete plan.runs[2].labels, /runs\[2\]\.labels: wanted an object, got undefined/],
  ];
  for (const [spoil, message] of cases) {
    const plan = JSON.parse(good);
    spoil(plan);
    throws(() => parseSweepPlan(JSON.stringify(plan), "s/plan.json"), (error: Error) => {
      match(error.message, message);
      ok(error.message.startsWith("s/plan.json: ") && isInputError(error), error.message);
      return true;
    });
  }
  throws(
    () => parseSweepPlan(good.slice(0, -20), "s/plan.json"),
    /^SyntaxError: s\/plan\.json: .*wanted a plan as deno/,
  );
});

Deno.test("a plan that still reads as one, but was altered, is refused by whoever makes its runs", async () => {
  const good = JSON.stringify(await planOf(SEGMENTS, ENVIRONMENT));
  const cases: readonly ((plan: Spoilt) => void)[] = [
    (plan) => plan.runs[1].shares = [0.25, 0.5, 0.25],
    (plan) => plan.runs[1].key = "0123456789ab",
    (plan) => plan.runs[1].seed = 4,
    (plan) => plan.runs[1].steps = 3,
    (plan) => plan.runs[1].learner = {},
    (plan) => {
      delete plan.runs[1].parent;
      plan.runs[1].startStep = 0;
    },
    (plan) => plan.batches = "exact",
  ];
  for (const alter of cases) {
    const plan = JSON.parse(good);
    alter(plan);
    const read = parseSweepPlan(JSON.stringify(plan));
    await rejects(runOne(read, read.runs[1], ENVIRONMENT), (error: Error) => {
      match(
        error.message,
        /^run even@4>even, seed \d: it resolves to [0-9a-f]{12} here, and to [0-9a-f]{12} in the plan/,
      );
      return isInputError(error);
    });
  }
});

Deno.test("no damage to a plan's text is more than an error for the user", async () => {
  const good = JSON.stringify(await planOf({ ...ASK, seeds: [0] }, ENVIRONMENT)), rng = random(11);
  const values: readonly Spoilt[] = [null, true, 0, -1, 1.5, 1e300, "", "x", [], {}, [null], { toString: 1 }];
  let refused = 0;
  for (let n = 0; n < 400; n++) {
    const plan = JSON.parse(good) as SweepPlan;
    let at: Spoilt = plan;
    for (;;) {
      const names = Object.keys(at), name = names[rng.below(names.length)], next = at[name];
      const further = typeof next === "object" && next !== null && Object.keys(next).length > 0 && rng.uniform() < 0.8;
      if (further) at = next;
      else {
        at[name] = values[rng.below(values.length)];
        break;
      }
    }
    const text = JSON.stringify(plan), cut = rng.uniform() < 0.1 ? text.slice(0, rng.below(text.length)) : text;
    try {
      parseSweepPlan(cut);
    } catch (error) {
      ok(isInputError(error), String(error));
      refused++;
    }
  }
  ok(refused > 200, `${refused} of 400 were refused`);
});
