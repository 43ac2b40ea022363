import { equal, ok } from "../assert.ts";
import fc from "fast-check";
import { huberLoss, huberPsi, huberWeight } from "../../lib/numerics/huber.ts";

Deno.test("Huber's loss: value, slope and weight belong together, and nothing jumps at δ", () => {
  const number = fc.double({ min: -100, max: 100, noNaN: true });
  fc.assert(fc.property(number, fc.double({ min: 0.01, max: 10, noNaN: true }), (r, delta) => {
    const h = 1e-5, slope = (huberLoss(r + h, delta) - huberLoss(r - h, delta)) / (2 * h);
    ok(Math.abs(slope - huberPsi(r, delta)) < 1e-4);
    ok(Math.abs(huberWeight(r, delta) * r - huberPsi(r, delta)) <= 1e-14 * delta);
    equal(huberLoss(r, delta), huberLoss(-r, delta));
    ok(huberLoss(r, delta) <= 0.5 * r * r + 1e-12);
  }));
  equal(huberLoss(2, 2), 2);
  equal(huberWeight(0, 1), 1);
});
