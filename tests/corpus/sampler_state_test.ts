import { deepEqual, equal, ok, throws } from "../assert.ts";
import fc from "fast-check";
import { isInputError } from "../../lib/errors.ts";
import type { SamplerState } from "../../lib/corpus/sampler/sampler_state.ts";
import { mixture } from "../../lib/mixture/mixture.ts";
import { SHARES, start, telling } from "./samplers.ts";

const through = (state: SamplerState): SamplerState => JSON.parse(JSON.stringify(state));
const SCHEDULE = [
  { steps: 3, mixture: mixture({ web: 0.2, code: 0.5, books: 0.3 }) },
  { steps: 4, mixture: mixture({ books: 1 }) },
  { mixture: mixture(SHARES) },
];
const OPTIONS = fc.record({
  seed: fc.nat(),
  context: fc.integer({ min: 1, max: 40 }),
  batch: fc.integer({ min: 1, max: 12 }),
  batches: fc.constantFrom("multinomial" as const, "exact" as const),
  phase: fc.constantFrom("fixed" as const, "fresh" as const),
  mixture: fc.constantFrom(SCHEDULE, mixture(SHARES)),
});

Deno.test("resume: at any batch gives the batches of never stopping, state for state", () => {
  fc.assert(
    fc.property(OPTIONS, fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 12 }), (options, stop, more) => {
      const never = start(options), stopped = start(options);
      for (let n = 0; n < stop; n++) deepEqual(stopped.next(), never.next());
      const resumed = start(options);
      resumed.restore(through(stopped.state()));
      for (let n = 0; n < more; n++) deepEqual(resumed.next(), never.next());
      deepEqual(resumed.state(), never.state());
      deepEqual(resumed.report(), never.report());
    }),
    { numRuns: 150 },
  );
});

Deno.test("resume: again and again, with the mixture changed in between", () => {
  fc.assert(
    fc.property(OPTIONS, fc.array(fc.nat({ max: 3 }), { maxLength: 25 }), (options, acts) => {
      const never = start(options);
      let stopping = start(options);
      for (const act of acts) {
        if (act === 0) {
          const next = start(options);
          next.restore(through(stopping.state()));
          stopping = next;
        }
        if (act === 1) {
          for (const batches of [never, stopping]) batches.setMixture(mixture({ web: 0.9, books: 0.1 }));
        }
        if (act === 2) { for (const batches of [never, stopping]) batches.setMixture(SCHEDULE); }
        deepEqual(stopping.next(), never.next());
      }
    }),
    { numRuns: 80 },
  );
});

Deno.test("workers: any number of them reads the rows of one", () => {
  fc.assert(
    fc.property(OPTIONS, fc.integer({ min: 1, max: 14 }), fc.nat({ max: 20 }), (options, workers, skip) => {
      const alone = start(options);
      for (let n = 0; n < skip; n++) alone.plan();
      const state = through(alone.state()), whole = alone.next(), width = whole.context + 1;
      for (let worker = 0; worker < workers; worker++) {
        const own = start(options);
        own.restore(state);
        const part = own.read(own.plan(), { worker, workers });
        for (let k = 0, r = worker; r < options.batch; k++, r += workers) {
          deepEqual(
            part.tokens_BT1.subarray(k * width, k * width + width),
            whole.tokens_BT1.subarray(r * width, r * width + width),
          );
          equal(part.domains_B[k], whole.domains_B[r]);
        }
        equal(part.rows, Math.max(0, Math.ceil((options.batch - worker) / workers)));
        deepEqual(own.state(), alone.state());
      }
    }),
    { numRuns: 60 },
  );
  const batches = start(), plan = batches.plan();
  for (const [worker, workers] of [[2, 2], [-1, 2], [0, 0], [0.5, 2], [0, NaN]]) {
    throws(() => batches.read(plan, { worker, workers }), /wanted a worker from 0 to workers − 1/);
  }
});

Deno.test("resume: planning alone moves on as reading does", () => {
  const one = start(), other = start();
  for (let n = 0; n < 20; n++) {
    one.next();
    other.plan();
  }
  deepEqual(one.next(), other.next());
});

Deno.test("state: a few hundred bytes, however far", () => {
  const batches = start();
  for (let n = 0; n < 2000; n++) batches.plan();
  ok(JSON.stringify(batches.state()).length < 900);
});

Deno.test("restore: states of other settings or another corpus are refused, and change nothing", () => {
  const batches = start();
  batches.next();
  const before = batches.state(),
    refuse = (state: SamplerState, wanted: RegExp) => {
      throws(() => batches.restore(state), { name: "RangeError", message: wanted });
      deepEqual(batches.state(), before);
    };
  refuse(start({ seed: 6 }).state(), /it is of seed 6; this sampler has 5/);
  refuse(start({ context: 9 }).state(), /it is of context 9; this sampler has 8/);
  refuse(start({ batches: "exact" }).state(), /batches "exact"; this sampler has "multinomial"/);
  refuse(
    start({}, telling({ web: 5001, code: 1234, books: 98 })).state(),
    /books had 98 tokens in train; it has 97 now/,
  );
  refuse(
    start({}, telling({ code: 1234, web: 5001, books: 97 })).state(),
    /domains code, web, books; this corpus has web/,
  );
  refuse({ ...before, domains: before.domains.map((d) => ({ ...d, position: 700 })) }, /position below 625/);
});

Deno.test("restore: damaged states are answered with an input error, never taken", () => {
  const whole = start({ mixture: SCHEDULE }), good = JSON.stringify(whole.state());
  const paths = (value: unknown, at: (string | number)[] = []): (string | number)[][] =>
    typeof value === "object" && value !== null
      ? [at, ...Object.entries(value).flatMap(([key, inner]) => paths(inner, [...at, key]))]
      : [at];
  const all = paths(JSON.parse(good));
  ok(all.length > 40);
  const junk = [undefined, null, -1, 1.5, NaN, "x", [], {}, true];
  let refused = 0;
  for (const path of all) {
    for (const value of junk) {
      let state = JSON.parse(good);
      if (path.length === 0) state = value;
      else path.slice(0, -1).reduce((inner, key) => inner[key], state)[path.at(-1)!] = value;
      if (path.join(".") === "end" && value === null) continue; // what was there
      if (path.at(-1) === "carried" && (value === -1 || value === 1.5)) continue; // numbers like any other
      try {
        whole.restore(state);
        throw new Error(`taken: ${path.join(".")} = ${JSON.stringify(value)}`);
      } catch (error) {
        ok(isInputError(error), `${path.join(".")} = ${value}: ${error}`);
        refused++;
      }
    }
  }
  ok(refused > 300);
  equal(JSON.stringify(whole.state()), good);
});
