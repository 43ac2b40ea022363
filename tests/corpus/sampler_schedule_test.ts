import { deepEqual, equal, throws } from "../assert.ts";
import { mixture } from "../../lib/mixture/mixture.ts";
import { start } from "./samplers.ts";

const WEB = mixture({ web: 1 }), CODE = mixture({ code: 1 }), BOOKS = mixture({ books: 1 });
/** The one domain of each of the next batches. */
const firsts = (batches: ReturnType<typeof start>, n: number) =>
  Array.from({ length: n }, () => [...new Set(batches.next().domains_B)].join());

Deno.test("schedule: segments hold for their steps, the last for good", () => {
  const batches = start({ mixture: [{ steps: 2, mixture: CODE }, { steps: 1, mixture: BOOKS }, { mixture: WEB }] });
  equal(batches.mixture.share("code"), 1);
  deepEqual(firsts(batches, 6), ["1", "1", "2", "0", "0", "0"]);
  deepEqual(batches.mixture.toJSON().domains, { web: 1, code: 0, books: 0 });
});

Deno.test("schedule: one that ends says so, and goes on once a mixture is set", () => {
  const batches = start({ mixture: [{ steps: 2, mixture: CODE }] });
  deepEqual(firsts(batches, 2), ["1", "1"]);
  for (let n = 0; n < 2; n++) throws(() => batches.next(), /schedule ends after batch 1; set a mixture before drawing/);
  equal(batches.step, 2);
  batches.setMixture(BOOKS);
  deepEqual(firsts(batches, 1), ["2"]);
});

Deno.test("setMixture: from the next batch on, at any step; what is wrong changes nothing", () => {
  const batches = start({ mixture: WEB });
  deepEqual(firsts(batches, 2), ["0", "0"]);
  batches.setMixture([{ steps: 1, mixture: BOOKS }, { mixture: CODE }]);
  throws(() => batches.setMixture(mixture({ poems: 1 })), RangeError);
  deepEqual(firsts(batches, 3), ["2", "1", "1"]);
});

Deno.test("setMixture: a domain goes on where it was left", () => {
  const one = start({ mixture: WEB }), other = start({ mixture: WEB });
  const slots = [one, one].flatMap((batches) => [...batches.plan().slots_B]);
  const first = [...other.plan().slots_B];
  other.setMixture(CODE);
  other.plan();
  other.setMixture(WEB);
  deepEqual([...first, ...other.plan().slots_B], slots);
});

Deno.test("schedule: exact batches carry what is owed across a change", () => {
  const batches = start({ batches: "exact", batch: 1, mixture: mixture({ web: 0.5, code: 0.5 }) });
  const counts = [0, 0, 0], wanted = [0, 0, 0];
  for (let n = 0; n < 300; n++) {
    const shares = [[0.5, 0.5, 0], [0.1, 0.2, 0.7], [0.3, 0.3, 0.4]][n % 3];
    batches.setMixture(mixture({ web: shares[0], code: shares[1], books: shares[2] }));
    shares.forEach((share, i) => wanted[i] += share);
    batches.plan().counts_m.forEach((count, i) => counts[i] += count);
  }
  counts.forEach((count, i) => equal(Math.abs(count - wanted[i]) < 1.5, true, `${counts} of ${wanted}`));
});

Deno.test("schedule: bad segments are refused", () => {
  throws(() => start({ mixture: [] }), /at least one segment/);
  throws(() => start({ mixture: [{ mixture: WEB }, { mixture: CODE }] }), /segment 1: wanted its number of steps/);
  throws(
    () => start({ mixture: [{ steps: 0, mixture: WEB }] }),
    /segment 1: wanted a whole number of steps ≥ 1, got 0/,
  );
  throws(() => start({ mixture: undefined }), TypeError);
  throws(() => start({ mixture: [null as never] }), TypeError);
});
