/**
 * The runs of all methods under all seeds, one after the other.
 *
 * @module
 */
import { averagePerplexity } from "../methods/average_perplexity.ts";
import { type MethodResult, runMethod } from "../methods/run_method.ts";
import type { RunMany, RunOutcome, RunSpec } from "../methods/run_spec.ts";
import type { AskedMethod, MixAsk } from "./mix_ask.ts";
import type { MixPlace } from "./mix_place.ts";
import { settingOf } from "./mix_plan.ts";

/** A run with what was asked of it. */
export interface MadeRun {
  readonly spec: RunSpec;
  readonly outcome: RunOutcome;
}

/** What came of a method under a seed. */
export interface SeedResult {
  readonly method: string;
  readonly seed: number;
  readonly result: MethodResult;
  /** All of its runs, in order. */
  readonly made: readonly MadeRun[];
}

/** What is told while runs are made. */
export interface Watching {
  /** Before and after the runs that a method asks for together. */
  readonly onRuns: (at: { readonly method: string; readonly seed: number; readonly specs: readonly RunSpec[] }) => void;
  readonly onMade: (specs: readonly RunSpec[]) => void;
  readonly signal: AbortSignal;
  /** Says something of the method and seed at hand. */
  readonly say: (text: string) => void;
}

/** Runs everything. Seeds come one after another, so that a comparison is whole for the first as early as can be. */
export async function runMix(
  ask: MixAsk,
  methods: readonly AskedMethod[],
  place: MixPlace,
  { onRuns, onMade, signal, say }: Watching,
): Promise<SeedResult[]> {
  const results: SeedResult[] = [];
  for (const seed of ask.seeds) {
    for (const { method, options } of methods) {
      const made: MadeRun[] = [], runs = place.runs();
      const watched: RunMany = async (specs) => {
        signal.throwIfAborted();
        onRuns({ method: method.name, seed, specs });
        const outcomes = await runs(specs);
        specs.forEach((spec, n) => made.push({ spec, outcome: outcomes[n] }));
        onMade(specs);
        return outcomes;
      };
      const result = await runMethod(method, options, settingOf(ask, place, seed), watched);
      results.push({ method: method.name, seed, result, made });
      if (ask.methods.length * ask.seeds.length > 1) {
        const { test, val } = result.final, split = test === null ? "val" : "test";
        say(`average ${split} perplexity ${averagePerplexity(test ?? val).toFixed(3)}`);
      }
    }
  }
  return results;
}
