/**
 * What a second worker gives: a sweep made by one worker and by two, in turns, beside what the machine allows: the same
 * for two independent loops of matrix products on one thread each. Linux only. The machine should be quiet; how busy
 * others kept it is told.
 *
 *     deno run -c deno.train.json -A bench/sweep.ts [--runs 8] [--steps 300] [--model tiny] [--rounds 2]
 *
 * @module
 */
import { parseArguments, run } from "../lib/cli/arguments.ts";
import { numberOption } from "../lib/cli/option_values.ts";
import { textTable } from "../lib/cli/text_table.ts";
import { usableCores } from "../lib/sweep/local/cores.ts";
import { gemmLoops } from "./sweep/gemm_loops.ts";
import { type TimedSweep, timedSweep } from "./sweep/timed_sweep.ts";
import { quantile } from "./train/quantile.ts";
import { quiet } from "./train/quiet.ts";

/** Products of a loop: some seconds. */
const PRODUCTS = 8000;
/** What two workers should give where two loops give nearly twice as much. */
const WANTED = 1.6;
/** Cores that others may keep busy. */
const QUIET = 0.1;

const text = { type: "string" } as const;

async function main(args: string[]): Promise<number> {
  const { values } = parseArguments(args, { runs: text, steps: text, model: text, rounds: text });
  const whole = (name: "runs" | "steps" | "rounds", byDefault: number) =>
    numberOption(name, values[name], { least: 1, whole: true }) ?? byDefault;
  const size = { runs: whole("runs", 8), steps: whole("steps", 300), model: values.model ?? "tiny" };
  if (usableCores() < 2) {
    console.log("this process may use one core: two workers cannot be measured");
    return 0;
  }
  const sweeps: Record<1 | 2, TimedSweep[]> = { 1: [], 2: [] }, loops: Record<1 | 2, number[]> = { 1: [], 2: [] };
  await quiet();
  for (let round = 0; round < whole("rounds", 2); round++) {
    // In turns, and the other way around each time: what else the machine does falls on both.
    for (const workers of round % 2 === 0 ? [1, 2] as const : [2, 1] as const) {
      sweeps[workers].push(await timedSweep(size, workers));
      loops[workers].push(Math.max(...await gemmLoops(workers, PRODUCTS)));
    }
  }
  const of = (workers: 1 | 2, what: keyof TimedSweep) => quantile(sweeps[workers].map((timed) => timed[what]));
  const loop = (workers: 1 | 2) => quantile(loops[workers]) / 1000, seconds = (value: number) => value.toFixed(2);
  const gained = of(1, "seconds") / of(2, "seconds"), allowed = 2 * loop(1) / loop(2);
  const times = (value: number) => `${value.toFixed(2)}×`;
  console.log(`${size.runs} runs of ${size.steps} steps, ${size.model}, one thread each, on ${usableCores()} cores\n`);
  console.log(textTable(["", "1 worker", "2 workers", "two give"], [
    ["the sweep, s", seconds(of(1, "seconds")), seconds(of(2, "seconds")), times(gained)],
    ["as much in loops of products, s", seconds(2 * loop(1)), seconds(loop(2)), times(allowed)],
    ["a run itself, s", seconds(of(1, "run")), seconds(of(2, "run")), `${times(of(2, "run") / of(1, "run"))} as long`],
    ["a loop itself, s", seconds(loop(1)), seconds(loop(2)), `${times(loop(2) / loop(1))} as long`],
    ["cores of the sweep's processes", seconds(of(1, "cores")), seconds(of(2, "cores")), ""],
    ["cores of others meanwhile", seconds(of(1, "others")), seconds(of(2, "others")), ""],
  ]));
  const others = Math.max(of(1, "others"), of(2, "others"));
  if (others > QUIET) {
    console.log(`\nothers kept ${others.toFixed(2)} cores busy: these figures are disturbed, measure again in quiet`);
    return 1;
  }
  const least = WANTED * Math.min(1, allowed / 2);
  console.log(
    `\n${gained >= least ? "good" : "too little"}: wanted at least ${times(least)} where loops get ${times(allowed)}`,
  );
  return gained >= least ? 0 : 1;
}

if (import.meta.main) await run(main);
