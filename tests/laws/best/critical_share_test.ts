import { deepEqual, equal, ok, throws } from "../../assert.ts";
import { needsReference } from "../../reference.ts";
import { criticalShare } from "../../../lib/laws/best/critical_share.ts";
import { matrix } from "../../../lib/numerics/matrix.ts";
import type { RunTable } from "../../../lib/tables/run_table.ts";
import { linear, logLinear, power } from "./laws.ts";

/** c + exp(b + k r) on the share r of the first of two domains. */
const twoDomains = (c: number, k: number, b: number) => logLinear([c], [[b + k, b]], { domains: ["pile", "python"] });

const runs = (shares: number[]): RunTable => ({
  source: "test",
  domains: ["pile", "python"],
  targets: ["A"],
  shares: matrix(shares.length, 2, shares.flatMap((r) => [r, 1 - r])),
  losses: matrix(shares.length, 1),
  runs: shares.map((_, i) => ({ id: String(i), labels: {} })),
  notes: [],
  largestCorrection: 0,
});

needsReference("critical share: the printed and the refitted law of continued pretraining", async (ref) => {
  const { continual_pretraining: own } = JSON.parse(await Deno.readTextFile(ref("dml", "dml_reference.json")));
  const found = criticalShare(twoDomains(own.c, own.slope, own.intercept), {
    domain: "pile",
    baseLoss: own.base_pile_loss,
  });
  ok(Math.abs(found.share! - own.critical_pile_proportion) < 2e-5, `${found.share}`);
  const { printed } = own;
  const paper = criticalShare(twoDomains(own.c, printed.slope, printed.intercept), {
    domain: "pile",
    baseLoss: own.base_pile_loss,
  });
  ok(Math.abs(paper.share! - printed.critical) < 1e-4, `${paper.share}`);
});

Deno.test("critical share: the closed form, on two domains and along a line of four", () => {
  const found = criticalShare(twoDomains(2.8, -3.7, -1.7), { domain: "pile", baseLoss: 2.87 });
  equal(found.answer, "found");
  ok(Math.abs(found.share! - (Math.log(0.07) + 1.7) / -3.7) < 1e-14);
  ok(Math.abs(found.mixture!.pile + found.mixture!.python - 1) < 1e-15);
  const v = [0.2, -2, 0.5, -0.1], q = [0.1, 0.2, 0.3, 0.4];
  const prior = { a: 0.1, b: 0.2, c: 0.3, d: 0.4 };
  const line = criticalShare(logLinear([1], [v]), { domain: "b", baseLoss: 1.6, prior });
  const b = (v[0] * q[0] + v[2] * q[2] + v[3] * q[3]) / 0.8;
  ok(Math.abs(line.share! - (Math.log(0.6) - b) / (v[1] - b)) < 1e-13);
  ok(Math.abs(line.mixture!.a / line.mixture!.d - 0.25) < 1e-12);
});

Deno.test("critical share: a weighted source loss of several targets", () => {
  const law = linear([3, 5], [[-1, 0], [-2, 0]]);
  throws(() => criticalShare(law, { domain: "a", baseLoss: 3 }), /say which loss must not grow/);
  const found = criticalShare(law, {
    domain: "a",
    baseLoss: 3.9,
    objective: { kind: "weighted", weights: { A: 3, B: 1 } },
  });
  // 3/4 (3 − r) + 1/4 (5 − 2 r) = 3.5 − 1.25 r is at most 3.9 at once
  equal(found.answer, "always");
  equal(found.share, 0);
  const some = criticalShare(law, { domain: "a", baseLoss: 3, objective: { kind: "mean" } });
  ok(Math.abs(some.share! - 2 / 3) < 1e-14); // 4 − 1.5 r = 3
});

Deno.test("critical share: never, and why", () => {
  const below = criticalShare(twoDomains(2.8, -3.7, -1.7), { domain: "pile", baseLoss: 2.7 });
  deepEqual([below.answer, below.share, below.mixture], ["never", null, null]);
  ok(below.message.includes("not above the irreducible loss c = 2.8"), below.message);
  const above = criticalShare(twoDomains(2.8, -1, -1), { domain: "pile", baseLoss: 2.9 });
  equal(above.answer, "never");
  ok(above.message.includes("the lowest predicted loss is 2.93534, at a share of 1 of pile"), above.message);
});

Deno.test("critical share: a valley narrower than the scan is found, and a pole at 0 is no obstacle", () => {
  // r^-1 + 4 (1 − r)^-1 is lowest, 9, at r = 1/3
  const law = power([[1, 4]], [[1, 1]]);
  const found = criticalShare(law, { domain: "a", baseLoss: 10 + 1e-9 });
  equal(found.answer, "found");
  ok(found.share! < 1 / 3 && 1 / 3 - found.share! < 1e-3, `${found.share}`);
  ok(law.predict([found.share!, 1 - found.share!])[0] <= 10 + 1e-9);
  equal(criticalShare(law, { domain: "a", baseLoss: 10 - 1e-9 }).answer, "never");
});

Deno.test("critical share: outside the runs is extrapolation", () => {
  const law = twoDomains(2.8, -3.7, -1.7), options = { domain: "pile", baseLoss: 2.87 };
  deepEqual(criticalShare(law, { ...options, runs: runs([0.125, 0.25, 0.5]) }).warnings, []);
  const [warning] = criticalShare(law, { ...options, runs: runs([0.3, 0.5]) }).warnings;
  equal(warning.code, "extrapolation");
  ok(warning.message.includes("tried 0.3000 to 0.5000"), warning.message);
});

Deno.test("critical share refuses bad input", () => {
  const law = twoDomains(2.8, -3.7, -1.7);
  throws(() => criticalShare(law, { domain: "pyle", baseLoss: 3 }), /no domain "pyle"; did you mean "pile"/);
  throws(() => criticalShare(law, { domain: "pile", baseLoss: NaN }), /base loss: wanted a finite number, got NaN/);
  throws(() => criticalShare(law, { domain: "pile", baseLoss: "3" as unknown as number }), TypeError);
  throws(() => criticalShare(law, { domain: "pile", baseLoss: 3, prior: { pile: 1, python: 0 } }), /another domain/);
});
