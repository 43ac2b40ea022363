import assert from "../assert.ts";
import { learningRate, learningRateSchedule, SCHEDULES } from "../../lib/train/schedule.ts";
import { needsReference } from "../reference.ts";

function near(got: number, wanted: number, relative: number, at: string): void {
  assert.ok(Math.abs(got - wanted) <= relative * wanted, `${at}: wanted ${wanted}, got ${got}`);
}

needsReference("linear-warmup-cosine is Aioli's, to the last bits", async (path) => {
  const { lr_schedule_linear_warmup_cosine: golden } = JSON.parse(
    await Deno.readTextFile(path("aioli", "derived_checks.json")),
  );
  const schedule = learningRateSchedule({
    name: "linear-warmup-cosine",
    peak: golden.base_lr,
    steps: golden.total,
    warmup: golden.warmup,
  });
  assert.deepEqual([schedule.start, schedule.end], [golden.lr_start, golden.lr_end]);
  for (const [done, wanted] of Object.entries(golden.values as Record<string, number>)) {
    near(learningRate(schedule, Number(done)), wanted, 1e-14, `e = ${done}`);
  }
});

needsReference("DoReMi's exponential in both readings and its cosine", async (path) => {
  const { lr } = JSON.parse(await Deno.readTextFile(path("golden_update_rules.json")));
  const common = { peak: lr.base, steps: lr.T, warmup: lr.warmup, start: 1e-7, end: lr.end };
  for (
    const [name, key] of [
      ["exponential-repo", "repo_exponential"],
      ["exponential-paper", "pure_exponential_paper_reading"],
      ["cosine", "cosine"],
    ] as const
  ) {
    const schedule = learningRateSchedule({ ...common, name });
    // eight decimals of a thousandth are given
    lr.steps.forEach((done: number, i: number) =>
      near(learningRate(schedule, done), lr[key][i], 2e-7, `${name} ${done}`)
    );
  }
});

Deno.test("warm-up, end and what comes after it, for every schedule", () => {
  for (const name of SCHEDULES) {
    const schedule = learningRateSchedule({ name, peak: 0.01, steps: 100, warmup: 20 });
    assert.equal(learningRate(schedule, 0), schedule.start, name);
    assert.equal(learningRate(schedule, 10), schedule.start + (0.01 - schedule.start) / 2, name);
    assert.equal(learningRate(schedule, 20), 0.01, name);
    near(learningRate(schedule, 100) + 1e-9, schedule.end + 1e-9, 0.11, name);
    assert.equal(learningRate(schedule, 101), learningRate(schedule, 100), name);
    for (let e = 21; e <= 100; e++) {
      assert.ok(learningRate(schedule, e) <= learningRate(schedule, e - 1), `${name} ${e}`);
    }
  }
});

Deno.test("linear is Hugging Face's: straight down to 0", () => {
  const schedule = learningRateSchedule({ name: "linear", peak: 1, steps: 10, warmup: 2 });
  assert.deepEqual([0, 1, 2, 4, 6, 10].map((e) => learningRate(schedule, e)), [0, 0.5, 1, 0.75, 0.5, 0]);
});

Deno.test("a run of warm-up alone ends at its end value", () => {
  const schedule = learningRateSchedule({ name: "linear", peak: 1, steps: 4, warmup: 4 });
  assert.deepEqual([3, 4].map((e) => learningRate(schedule, e)), [0.75, 0]);
});

Deno.test("what cannot be meant is refused", () => {
  const peak = 1e-3, steps = 10;
  assert.throws(() => learningRateSchedule({ peak, steps, name: "cosin" as "cosine" }), /did you mean cosine/);
  assert.throws(() => learningRateSchedule({ peak, steps, name: "constant", end: 1e-4 }), /constant has no end/);
  assert.throws(() => learningRateSchedule({ peak, steps, warmup: 11 }), /warm-up: wanted 0 to 10 steps, got 11/);
  assert.throws(() => learningRateSchedule({ peak: NaN, steps }), RangeError);
  assert.throws(() => learningRateSchedule({ peak, steps: 2.5 }), RangeError);
  assert.throws(() => learningRateSchedule({ peak: "1" as unknown as number, steps }), TypeError);
  assert.throws(() => learningRateSchedule({ peak: 1e-4, steps, name: "exponential-repo" }), /below the learning rate/);
  assert.throws(
    () => learningRateSchedule({ peak, steps, name: "exponential-paper", end: 0 }),
    /end: wanted a number > 0/,
  );
});
