import { type Acting, evaluate, logRound, train, trainCombined, trainReweighed } from "../../lib/methods/actions.ts";
import { drive, type DriveState } from "../../lib/methods/drive.ts";
import type { RoundRecord } from "../../lib/methods/round_record.ts";
import type { RuleAnswer } from "../../lib/methods/rule.ts";
import { simulatedLearner } from "../../lib/methods/simulated/learner.ts";
import type { SimulatedState } from "../../lib/methods/simulated/state.ts";
import { deepEqual, equal, match, ok, rejects } from "../assert.ts";
import { WORLD } from "./fixtures.ts";

const EVEN = [1 / 3, 1 / 3, 1 / 3];
/** Steps of the rule below. */
const STEPS = 3 + 4 + 4;

function round(n: number, step: number, losses: ArrayLike<number>): RoundRecord {
  return {
    ...{ kind: "round", round: n, step, mixture: { web: 1 / 3 }, losses: { web: losses[0] } },
    ...{ steps: 4, tokens: 4 * 128, estimation: { steps: 0, share: 0 }, evaluations: 1 },
  };
}

/** A rule of every action. What it asks for later depends on what came before, and its weights on their own past. */
function* everything(inPlace = false): Acting<RuleAnswer> {
  const first = yield* evaluate("val");
  yield* logRound(round(0, 0, first));
  const { sums, targets } = yield* train([0.5, 0.25, 0.25], 3);
  const tilt = sums[0] / Math.max(1, targets[0]);
  const weighed = yield* trainReweighed({
    ...{ shares: [0.2 + tilt / 100, 0.5, 0.3 - tilt / 100], steps: 4, state: { weights: EVEN, sum: [0, 0, 0] } },
    weigh: ({ weights, sum }, { losses_BT, domains_B, context }) => {
      const next = inPlace ? weights as number[] : [...weights];
      losses_BT.forEach((loss, n) => next[domains_B[Math.floor(n / context)]] *= Math.exp(loss / 1000));
      const total = next.reduce((a, b) => a + b, 0);
      next.forEach((w, j) => next[j] = w / total);
      next.forEach((w, j) => sum[j] += w);
      return {
        state: { weights: next, sum },
        weights_BT: losses_BT.map((_, n) => next[domains_B[Math.floor(n / context)]]),
      };
    },
  });
  const sum = [...weighed.state.sum];
  if (inPlace) weighed.state.sum.fill(0); // what came of an action is the rule's own
  const between = yield* evaluate("val");
  yield* logRound(round(1, 7, between));
  const combined = yield* trainCombined({
    ...{ shares: weighed.state.weights, steps: 4, batches: "exact", state: { log: [0, 0, 0] } },
    target: { split: "val", rows: 3, shares: EVEN, separate: false },
    weigh: ({ log }, { gram, rows_m, learningRate }) => {
      const next = inPlace ? log : [...log];
      next.forEach((_, j) => next[j] += learningRate * 1e5 * gram[j * 4 + 3]);
      return { state: { log: next }, weights_m: next.map((x, j) => rows_m[j] > 0 ? Math.exp(x) : 0) };
    },
  });
  const last = yield* evaluate("test");
  yield* logRound(round(2, 11, last));
  return {
    mixture: weighed.state.weights,
    details: { log: combined.state.log, gain: first[0] - last[0], sum },
  };
}

function learnerAt(state?: SimulatedState) {
  const learner = simulatedLearner(WORLD, { seed: 5, batch: 8, context: 16, noise: 0.01 });
  if (state) learner.restore(state);
  return learner;
}

/** All that a run leaves behind, as text. */
async function whole(inPlace = false) {
  const learner = learnerAt(), rounds: RoundRecord[] = [];
  const { answer, state } = await drive(everything(inPlace), learner, { onRound: (record) => rounds.push(record) });
  return JSON.stringify({ answer, state, rounds, learner: learner.state() });
}

interface Saved {
  readonly drive: DriveState;
  readonly learner: SimulatedState;
  readonly rounds: RoundRecord[];
}

/** Runs on from what was saved, up to step `stop`; what is saved goes through text. */
async function until(stop: number, saved?: Saved, inPlace = false): Promise<Saved> {
  const learner = learnerAt(saved?.learner), controller = new AbortController(), reason = new Error(`stop at ${stop}`);
  const rounds = [...saved?.rounds ?? []];
  let text = "";
  await rejects(
    drive(everything(inPlace), learner, {
      ...{ from: saved?.drive, signal: controller.signal, onRound: (record) => rounds.push(record) },
      onStep: ({ step }) => step === stop && controller.abort(reason),
      save: (drive) => void (text = JSON.stringify({ drive, learner: learner.state() })),
    }),
    (error) => error === reason,
  );
  return { ...JSON.parse(text), rounds };
}

async function onwards(saved: Saved, inPlace = false): Promise<string> {
  const learner = learnerAt(saved.learner), rounds = [...saved.rounds];
  const options = { from: saved.drive, onRound: (record: RoundRecord) => rounds.push(record) };
  const { answer, state } = await drive(everything(inPlace), learner, options);
  return JSON.stringify({ answer, state, rounds, learner: learner.state() });
}

Deno.test("drive: a rule that is stopped at any step goes on to the same bytes, each round told once", async () => {
  const expected = await whole();
  equal(JSON.parse(expected).rounds.length, 3);
  for (let stop = 1; stop <= STEPS; stop++) equal(await onwards(await until(stop)), expected, `stopped at ${stop}`);
});

Deno.test("drive: a rule that is stopped after every single step goes on to the same bytes", async () => {
  let saved: Saved | undefined;
  for (let stop = 1; stop <= STEPS; stop++) saved = await until(stop, saved);
  equal(await onwards(saved!), await whole());
});

Deno.test("drive: a rule that writes to its states and to what it was given changes neither journal nor saved state", async () => {
  const expected = await whole();
  equal(await whole(true), expected);
  for (const stop of [4, 6, 7, 9, 11]) equal(await onwards(await until(stop, undefined, true), true), expected);
});

Deno.test("drive: a rule that is stopped in an evaluation saves what is done and goes on", async () => {
  const expected = await whole();
  // At the very first action, and at the evaluations behind the steps 7 and 11.
  for (const at of [0, 7, 11]) {
    const learner = learnerAt(), controller = new AbortController(), rounds: RoundRecord[] = [];
    const stopping = {
      ...learner,
      get step() {
        return learner.step;
      },
      evaluate(split: "val" | "test", signal?: AbortSignal) {
        if (learner.step === at) controller.abort(new Error("enough"));
        return learner.evaluate(split, signal);
      },
    };
    let saved: Saved | undefined;
    await rejects(
      drive(everything(), stopping, {
        ...{ signal: controller.signal, onRound: (record) => rounds.push(record) },
        save: (drive) => void (saved = { drive, learner: learner.state(), rounds }),
      }),
      /enough/,
    );
    equal(saved!.drive.partial, null);
    equal(learner.step, at);
    equal(await onwards(JSON.parse(JSON.stringify(saved))), expected);
  }
});

Deno.test("drive: saveEvery saves after steps at its multiples, each a place to go on from", async () => {
  const learner = learnerAt(), saves: string[] = [], rounds: RoundRecord[] = [], steps: number[] = [];
  await drive(everything(), learner, {
    ...{ saveEvery: 2, onRound: (record) => rounds.push(record), onStep: ({ step }) => steps.push(step) },
    save: (drive) => void saves.push(JSON.stringify({ drive, learner: learner.state(), rounds })),
  });
  deepEqual(steps, Array.from({ length: STEPS }, (_, n) => n + 1));
  deepEqual(saves.map((text) => JSON.parse(text).learner.step), [2, 4, 6, 8, 10]);
  for (const text of saves) equal(await onwards(JSON.parse(text)), await whole());
});

Deno.test("drive: without a signal and saveEvery nothing is saved", async () => {
  let saves = 0;
  await drive(everything(), learnerAt(), { save: () => void saves++ });
  equal(saves, 0);
});

Deno.test("drive: the journal of another rule, or of other options, is refused", async () => {
  const { drive: from, learner } = await until(5);
  function* other(shares: number[]): Acting<RuleAnswer> {
    yield* train(shares, STEPS);
    return { mixture: shares };
  }
  await rejects(drive(other(EVEN), learnerAt(learner), { from }), {
    name: "RangeError",
    message: /saved by another rule or with other options: wanted action 1 to be \{"do":"train".*got \{"do":"evaluate"/,
  });
  // Finished under other shares.
  const done = await drive(other([0.5, 0.25, 0.25]), learnerAt());
  const there = learnerAt();
  await there.train(EVEN, STEPS);
  await rejects(drive(other(EVEN), there, { from: done.state }), /wanted action 1/);
  // A rule that asks for less than the journal holds.
  // deno-lint-ignore require-yield -- it asks for nothing
  function* nothing(): Acting<RuleAnswer> {
    return { mixture: EVEN };
  }
  await rejects(drive(nothing(), there, { from: done.state }), /wanted action 1 to be nothing more/);
});

Deno.test("drive: a state in the midst of steps is refused where the rule asks for something else", async () => {
  const { drive: from, learner } = await until(2);
  ok(from.partial);
  const cut: DriveState = { ...from, journal: from.journal.slice(0, 1) };
  await rejects(drive(everything(), learnerAt(learner), { from: cut }), /in the midst of steps/);
  function* shorter(): Acting<RuleAnswer> {
    yield* train(EVEN, 1);
    return { mixture: EVEN };
  }
  await rejects(drive(shorter(), learnerAt(learner), { from: { ...from, journal: [] } }), /in the midst of steps/);
});

Deno.test("drive: a learner that has not made the steps of the state is refused", async () => {
  const { drive: from } = await until(5);
  await rejects(drive(everything(), learnerAt(), { from }), {
    name: "RangeError",
    message: "state: wanted a learner that has made its 5 steps, got one at step 0",
  });
});

Deno.test("drive: a damaged state is refused with the place that is wrong", async () => {
  const saved = await until(5), text = JSON.stringify(saved.drive);
  // deno-lint-ignore no-explicit-any -- the point is to write wrong things
  const cases: [string, (state: any) => void, RegExp][] = [
    ["format", (s) => s.format = "mixlab/law", /wanted format "mixlab\/rule" of version 1, got "mixlab\/law"/],
    ["version", (s) => s.version = 2, /of version 1, got "mixlab\/rule" of version 2/],
    ["no journal", (s) => delete s.journal, /^state: journal: wanted a list, got undefined/],
    ["no partial", (s) => delete s.partial, /^state: partial: wanted an object, got undefined/],
    ["an entry", (s) => s.journal[0] = 7, /^state: journal\[0\]: wanted an object, got 7/],
    ["no question", (s) => delete s.journal[1].asked, /^state: journal\[1\]\.asked: wanted an object/],
    ["an action", (s) => s.journal[1].asked.do = "rest", /journal\[1\]\.asked\.do: wanted train, .*, got "rest"/],
    ["an answer to a round", (s) => s.journal[1].came = 1, /^state: journal\[1\]\.came: wanted null, got 1/],
    ["no record", (s) => delete s.journal[1].asked.record, /journal\[1\]\.asked\.record: wanted an object/],
    ["losses", (s) => s.journal[0].came = "low", /^state: journal\[0\]\.came: wanted a list, got "low"/],
    ["a lost loss", (s) => s.journal[0].came[2] = null, /^state: journal\[0\]\.came\[2\]: wanted a number, got null/],
    ["steps", (s) => s.journal[2].asked.steps = -1, /journal\[2\]\.asked\.steps: wanted a whole number ≥ 0, got -1/],
    ["shares", (s) => s.journal[2].asked.shares[0] = "x", /journal\[2\]\.asked\.shares\[0\]: wanted a number/],
    [
      "steps made",
      (s) => s.journal[2].came.steps = 2,
      /journal\[2\]\.came: wanted the 3 steps that were asked for, got 2/,
    ],
    ["tokens", (s) => s.journal[2].came.tokens = 0.5, /journal\[2\]\.came\.tokens: wanted a whole number ≥ 0, got 0.5/],
    ["rows", (s) => s.journal[2].came.rows[1] = null, /journal\[2\]\.came\.rows\[1\]: wanted a number, got null/],
    [
      "a row less",
      (s) => s.journal[2].came.rows.pop(),
      /journal\[2\]\.came: wanted rows, targets and sums of every dom/,
    ],
    [
      "domains",
      (s) => ["rows", "targets", "sums"].forEach((n) => s.partial.report[n].pop()),
      /of 3 domains, got one of 2/,
    ],
    [
      "the weights' state",
      (s) => delete s.partial.state,
      /^state: partial\.state: wanted the state of the steps, got none/,
    ],
    ["the report", (s) => s.partial.report = [], /^state: partial\.report: wanted an object, got /],
  ];
  for (const [name, damage, message] of cases) {
    const state = JSON.parse(text);
    damage(state);
    await rejects(drive(everything(), learnerAt(saved.learner), { from: state }), (error: Error) => {
      ok(error instanceof TypeError || error instanceof RangeError, name);
      match(error.message, message, name);
      return true;
    });
  }
  await rejects(drive(everything(), learnerAt(), { from: [] as unknown as DriveState }), /wanted an object/);
});

Deno.test("drive: a state that JSON would change fails at once, not at the resume", async () => {
  function* rule(state: unknown): Acting<RuleAnswer> {
    const weigh = (s: unknown, { losses_BT }: { losses_BT: Float32Array }) => ({ state: s, weights_BT: losses_BT });
    yield* trainReweighed({ shares: EVEN, steps: 1, state, weigh });
    return { mixture: EVEN };
  }
  await rejects(drive(rule({ w: Float64Array.of(1) }), learnerAt()), {
    name: "TypeError",
    message: "rule: its state.w: wanted plain data as JSON has it, got a Float64Array",
  });
  await rejects(drive(rule({ w: [NaN] }), learnerAt()), /rule: its state\.w\[0\]: wanted a finite number, got NaN/);
});

Deno.test("drive: a loss that is not finite stops the run", async () => {
  const broken = { ...WORLD, after: () => Float64Array.of(3, NaN, 3), effects: undefined };
  function* rule(): Acting<RuleAnswer> {
    yield* train(EVEN, 1);
    yield* evaluate("val");
    return { mixture: EVEN };
  }
  const { effects: _, ...world } = broken;
  await rejects(drive(rule(), simulatedLearner(world, { seed: 0 })), /learner\[1\]: wanted a finite number, got NaN/);
});

Deno.test("drive: wants whole numbers of steps, and one step a call from the learner", async () => {
  function* rule(steps: number): Acting<RuleAnswer> {
    yield* train(EVEN, steps);
    return { mixture: EVEN };
  }
  await rejects(drive(rule(1.5), learnerAt()), /wanted a whole number of steps, got 1.5/);
  await rejects(drive(rule(-1), learnerAt()), /wanted a whole number of steps, got -1/);
  const learner = learnerAt(), lazy = { ...learner, step: 0, train: () => learner.train(EVEN, 0) };
  await rejects(drive(rule(1), lazy), /wanted one step, it made 0/);
});
