/** Small data for the tests of figures: every option used once, with names that try to break out. */
import { bestMixtureFigure } from "../../lib/figures/best_mixture.ts";
import type { Figure } from "../../lib/figures/figure.ts";
import { simplexGrid } from "../../lib/figures/isolines.ts";
import { lossAgainstShareFigure } from "../../lib/figures/loss_against_share.ts";
import { predictedAgainstObservedFigure } from "../../lib/figures/predicted_against_observed.ts";
import { sharesOverStepsFigure } from "../../lib/figures/shares_over_steps.ts";
import { ternaryIsolinesFigure } from "../../lib/figures/ternary_isolines.ts";

export const HOSTILE = `</script><b>"x"&'y'<img src=x onerror=alert(1)>`;

export function samples(): Record<string, Figure> {
  const third = [1 / 3, 1 / 3, 1 / 3];
  return {
    lossAgainstShare: lossAgainstShareFigure({
      target: "code",
      note: "σ ≤ 0.1, the others keep their proportions",
      panels: ["code", HOSTILE].map((domain) => ({
        domain,
        observed: { x: [0.1, 0.5, 0.9], y: [1.6, 1.3, 1.2], label: ["r1", HOSTILE, "r3"] },
        curve: { x: [0, 0.5, 1], y: [1.8, 1.31, 1.19] },
        band: { x: [0, 0.5, 1], lower: [1.7, 1.3, 1.1], upper: [1.9, 1.33, 1.25] },
      })),
    }),
    predictedAgainstObserved: predictedAgainstObservedFigure({
      panels: [{
        target: HOSTILE,
        observed: [1.2, 1.3, 1.6],
        inSample: [1.21, 1.29, 1.61],
        leaveOneOut: [1.15, 1.35, 1.7],
        outOfSample: [1.2, 1.3, 1.5],
        label: ["r1", "r2", HOSTILE],
      }],
      synthetic: true,
    }),
    ternaryIsolines: ternaryIsolinesFigure({
      domains: ["books", "code", HOSTILE],
      quantity: "mean loss (nats per token)",
      grid: simplexGrid(20, ([a, b, c]) => 2 + a * a + 2 * b * b + 3 * c * c),
      runs: { shares: [[1, 0, 0], [0.2, 0.3, 0.5]], label: ["r1", HOSTILE] },
      best: [0.5, 0.3, 0.2],
      prior: third,
    }),
    bestMixture: bestMixtureFigure({
      domains: ["books", "code", HOSTILE],
      best: [0.5, 0.3, 0.2],
      interval: { lower: [0.4, 0.2, 0.1], upper: [0.6, 0.4, 0.3] },
      prior: third,
      bestRun: [0.2, 0.3, 0.5],
      objective: "mean loss",
    }),
    sharesOverSteps: sharesOverStepsFigure({
      domains: ["books", "code", HOSTILE],
      note: "One seed strong",
      panels: ["stratified", HOSTILE].map((name) => ({
        name,
        runs: [
          { steps: [0, 100, 300], shares: [third, [0.4, 0.4, 0.2], [0.5, 0.3, 0.2]], end: 400, label: HOSTILE },
          { steps: [0], shares: [third], end: 400 },
        ],
      })),
    }),
  };
}
