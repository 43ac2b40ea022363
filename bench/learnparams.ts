/**
 * How well Aioli's LearnParams recovers a planted A, against the noise of evaluations: measured beside the prediction of
 * lib/methods/aioli/estimation_error.ts. All losses are synthetic.
 *
 *     deno run --allow-read --allow-write bench/learnparams.ts [folder]
 *
 * Prints a table, and writes learnparams.png and learnparams.json (the figure) to the folder. The configurations are those
 * of the repository's launchers (a round each, in a linear world; batches of 8, which cannot hold the mixtures of seven
 * domains exactly), and pure domains beside them.
 *
 * @module
 */
import { estimationErrorFigure } from "../lib/figures/estimation_error.ts";
import { toPng } from "../lib/figures/to_png.ts";
import { estimationError } from "../lib/methods/aioli/estimation_error.ts";
import { noiseGain } from "../lib/methods/aioli/smoothed_effects.ts";
import { drive } from "../lib/methods/drive.ts";
import type { RoundRecord } from "../lib/methods/round_record.ts";
import { ruleNamed } from "../lib/methods/rules.ts";
import { simulatedLearner } from "../lib/methods/simulated/learner.ts";
import { linearWorld } from "../lib/methods/simulated/linear_world.ts";
import { random } from "../lib/numerics/random.ts";

const SEEDS = 50, NOISE = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1];
const CONFIGURATIONS = [
  { name: "2 domains, f 0.625, 4 rounds", m: 2, f: 0.625, lpRounds: 4, lpSteps: 4 },
  { name: "3 domains, f 0.5, 4 rounds", m: 3, f: 0.5, lpRounds: 4, lpSteps: 6 },
  { name: "7 domains, f 0.75, 2 rounds", m: 7, f: 0.75, lpRounds: 2, lpSteps: 10 },
  { name: "3 domains, f 1 (pure), 4 rounds", m: 3, f: 1, lpRounds: 4, lpSteps: 6 },
] as const;

/** Root of the mean squared error of the entries of A, over seeds. */
async function measured(
  { m, f, lpRounds, lpSteps }: typeof CONFIGURATIONS[number],
  noise: number,
  seeds: number,
): Promise<number> {
  const domains = Array.from({ length: m }, (_, j) => `domain ${j}`), rng = random(m), rule = ruleNamed("aioli");
  const A_km = domains.map(() => domains.map(() => 0.002 + 0.001 * rng.normal()));
  const world = linearWorld({ domains, A_km, start_k: domains.map(() => 9) });
  let squares = 0;
  for (let seed = seeds; seed < seeds + SEEDS; seed++) {
    const learner = simulatedLearner(world, { seed, noise }), rounds: RoundRecord[] = [];
    const steps = lpRounds * lpSteps * m + 1, context = { ...learner, domains, targets: domains, steps, seed };
    const acting = rule.run(
      { static: true, oneHotFactor: f, lpRounds, lpSteps },
      { ...context, valRows: domains.map(() => 100) },
    );
    await drive(acting, learner, { onRound: (record) => rounds.push(record) });
    rounds[0].A!.forEach((row, i) => row.forEach((a, j) => squares += (a - lpSteps * A_km[i][j]) ** 2));
  }
  return Math.sqrt(squares / (SEEDS * m * m));
}

const series = [];
console.log(
  `Synthetic. Root mean square error of A (nats per token and visit), ${SEEDS} seeds: measured / predicted\n`,
);
console.log(`${"".padEnd(34)}gain  ${NOISE.map((sigma) => `noise ${sigma}`.padEnd(20)).join("")}`);
for (const configuration of CONFIGURATIONS) {
  const { name, m, f, lpRounds } = configuration;
  const predicted = NOISE.map((sigma) => estimationError({ sigma, m, f, lpRounds, order: "intervals" }));
  const error: number[] = [];
  // Seeds of its own for each level: the same draws, scaled, would tell nothing new.
  for (const [n, sigma] of NOISE.entries()) error.push(await measured(configuration, sigma, n * SEEDS));
  series.push({ name: `${name}, gain ${noiseGain(m, f).toFixed(2)}`, noise: NOISE, error, predicted });
  const cells = error.map((e, n) => `${e.toExponential(2)} / ${predicted[n].toExponential(2)}`.padEnd(20));
  console.log(`${name.padEnd(34)}${noiseGain(m, f).toFixed(2)}  ${cells.join("")}`);
}
const figure = estimationErrorFigure({
  series,
  synthetic: true,
  note: `LearnParams in linear worlds: points are over ${SEEDS} seeds each, lines what the noise gain predicts.`,
});
const [folder = "."] = Deno.args;
await Deno.mkdir(folder, { recursive: true });
await Deno.writeFile(`${folder}/learnparams.png`, await toPng(figure));
await Deno.writeTextFile(`${folder}/learnparams.json`, `${JSON.stringify(figure)}\n`);
