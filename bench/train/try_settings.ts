/**
 * Which settings make PyTorch fastest on a shape: one after another they are changed, and the better one stays.
 *
 * @module
 */
import { RECOMMENDED, torchCommand, type TorchSettings, TRIALS } from "./peer_settings.ts";
import { quantile } from "./quantile.ts";
import { markdown } from "./report.ts";
import { type Contender, measure, type Result } from "./rounds.ts";
import type { Shape } from "./shapes.ts";

/** A change must gain this much to stay: less is noise. */
const GAIN = 0.02;

/** What to try on. */
export interface Trial {
  readonly python: string;
  /** Of the workload's files. */
  readonly folder: string;
  readonly shape: Shape;
  readonly threads: number;
  readonly rounds: number;
  readonly steps: number;
}

/** Tries all of them; a table of what each gave, and the settings that stayed. */
export async function trySettings(mode: TorchSettings["mode"], trial: Trial): Promise<string> {
  const { python, folder, threads, rounds, steps } = trial;
  let best: TorchSettings = { ...RECOMMENDED, mode }, table: string[][] = [];
  for (const changes of TRIALS[mode]) {
    const settings = new Map<string, TorchSettings>([["as before", best]]), contenders: Contender[] = [];
    for (const change of changes) settings.set(inWords(change), { ...best, ...change });
    for (const [name, tried] of settings) {
      const command = torchCommand(python, folder, threads, tried);
      if (command === undefined) table.push([name, "this machine lacks the library", "", ""]);
      else contenders.push({ name, rounds, steps, ...command });
    }
    const { results: [before, ...changed] } = await measure(contenders);
    let gain = GAIN;
    for (const result of changed) {
      const speed = ratio(result, before);
      table.push([result.name, quantile(result.rounds.flat()).toFixed(2), `${speed.toFixed(3)}×`, megabytes(result)]);
      if (speed > 1 + gain) [best, gain] = [settings.get(result.name)!, speed - 1];
    }
  }
  table = table.map((row) => [row[0].replaceAll("|", "\\|"), ...row.slice(1)]);
  return [
    `${trial.shape.what}, ${threads} t, ${mode}`,
    "",
    markdown(["change", "ms a step", "against before", "peak MB"], table),
    "",
    `stays: ${inWords(best)}`,
  ].join("\n");
}

const megabytes = ({ peakMegabytes }: Result) => peakMegabytes.toFixed(0);

/** Speed against what was before: the median over the rounds. */
function ratio(result: Result, before: Result): number {
  return quantile(result.rounds.map((ms, r) => quantile(before.rounds[r]) / quantile(ms)));
}

function inWords(settings: Partial<TorchSettings>): string {
  return Object.entries(settings).map(([key, value]) =>
    `${key} ${typeof value === "object" ? JSON.stringify(value) : value}`
  )
    .join(", ");
}
