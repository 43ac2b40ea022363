/** Sweeps of workers that train nothing. */
import type { SweepReport } from "../../../lib/sweep/executor.ts";
import { localExecutor } from "../../../lib/sweep/local/local_executor.ts";
import type { LocalOptions, LocalRunEnd } from "../../../lib/sweep/local/local_options.ts";
import type { SweepPlan, SweepRun } from "../../../lib/sweep/plan.ts";

/** A run by its id, whose first word is what its worker does. */
export type FakeRun = Pick<SweepRun, "id"> & Partial<Omit<SweepRun, "key">>;

export const keyOf = (n: number) => n.toString(16).padStart(12, "0");

export function fakePlan(folder: string, runs: readonly FakeRun[]): SweepPlan {
  return {
    ...{ format: "mixlab/sweep", version: 1, mixlab: "test", runsIn: `${folder}/runs`, settings: { threads: 1 } },
    ...{ corpus: {}, domains: ["a"], targets: ["a"], batches: "multinomial", design: "by hand" },
    runs: runs.map((run, n) => ({ key: keyOf(n), shares: [1], seed: 0, steps: 10, startStep: 0, labels: {}, ...run })),
  };
}

/** What workers noted. */
export interface Note {
  readonly what: "begins" | "ends" | "stops";
  readonly key: string;
  readonly id: string;
  readonly at: number;
}

/** A sweep in a folder of its own. */
export interface FakeSweep {
  readonly folder: string;
  readonly plan: SweepPlan;
  readonly said: string[];
  readonly ended: LocalRunEnd[];
  execute(options?: LocalOptions, signal?: AbortSignal): Promise<SweepReport>;
  notes(): Note[];
}

export async function inFakeSweep(runs: readonly FakeRun[], test: (sweep: FakeSweep) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "mixlab-sweep-" }), plan = fakePlan(folder, runs);
  await Deno.writeTextFile(`${folder}/plan.json`, JSON.stringify(plan));
  const config = new URL("../../../deno.json", import.meta.url).pathname;
  const script = new URL("fake_worker.ts", import.meta.url).pathname;
  const worker = [Deno.execPath(), "run", "-c", config, "-A", script], said: string[] = [], ended: LocalRunEnd[] = [];
  try {
    await test({
      ...{ folder, plan, said, ended },
      execute: (options = {}, signal) =>
        localExecutor({ plan, folder, worker, say: (text) => said.push(text), ...(signal && { signal }) }, {
          readMemory: () => Promise.resolve(undefined),
          cores: 2,
          onRun: (end) => ended.push(end),
          ...options,
        }),
      notes: () => Deno.readTextFileSync(`${folder}/times.jsonl`).trim().split("\n").map((line) => JSON.parse(line)),
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The most workers that were at work at once. */
export function mostAtOnce(notes: readonly Note[]): number {
  let now = 0, most = 0;
  for (const { what } of notes) most = Math.max(most, now += what === "begins" ? 1 : -1);
  return most;
}
