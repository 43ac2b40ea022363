/** Parents and children on the native engine. */
import { deepEqual, equal, match, notDeepEqual, rejects } from "../../assert.ts";
import { fit } from "./fit_process.ts";
import { methodRun } from "../../../lib/learners/method_run.ts";
import type { RunOutcome } from "../../../lib/methods/run_spec.ts";
import { collectSweep } from "../../../lib/sweep/collect/collect_sweep.ts";
import { runOne } from "../../../lib/sweep/run_one.ts";
import type { SweepAsk } from "../../../lib/sweep/plan_sweep.ts";
import { writeTable } from "../../../lib/tables/write_table.ts";
import { inTrainFolder } from "../../cli/train/process.ts";
import { nativeEnvironment, nativePlan } from "./native_sweep.ts";

/** One parent, broken off at 12 and at 24 of 30 updates; children of 4 updates on three mixtures. */
const ASK: SweepAsk = {
  ...{ mixtures: [{ id: "a", shares: [0.75, 0.25] }], seeds: [5], models: [{ name: "small", learner: {} }], steps: 30 },
  segments: {
    ...{ breakAt: [12, 24], childSteps: 4 },
    children: [{ id: "0", shares: [0, 1] }, { id: "half", shares: [0.5, 0.5] }, { id: "1", shares: [1, 0] }],
  },
};

/** The files of a run's last checkpoint that hold parameters and moments. */
function tensorsOf({ folder }: RunOutcome): Uint8Array[] {
  const checkpoints = `${folder}/attempts/0001/checkpoints`;
  const last = Array.from(Deno.readDirSync(checkpoints), ({ name }) => name).sort().at(-1);
  return ["model", "optimizer"].map((name) => Deno.readFileSync(`${checkpoints}/${last}/${name}.safetensors`));
}

Deno.test(
  "a parent in parts ends with the bytes of an undisturbed run; a child that is stopped with those of one that is not",
  () =>
    inTrainFolder(async (folder) => {
      const plan = await nativePlan(folder, ASK);
      using environment = await nativeEnvironment(folder, plan.settings as Parameters<typeof nativeEnvironment>[1]);
      const outcomes = new Map<string, RunOutcome>();
      const [child] = plan.runs.filter(({ id }) => id === "a@12>0");
      await rejects(runOne(plan, child, environment), {
        name: "TypeError",
        message: /^begin: wanted the directory of/,
      });
      for (const run of plan.runs) outcomes.set(run.id, await runOne(plan, run, environment));
      const rule = { rule: "fixed", options: { shares: [0.75, 0.25], batches: plan.batches } };
      const common = { role: "final", rule, seed: 5, learner: { "schedule-steps": 30 } } as const;
      const whole = await methodRun({ ...common, name: "undisturbed", steps: 24 }, environment);
      const chained = outcomes.get("a@24")!;
      deepEqual(tensorsOf(chained), tensorsOf(whole));
      deepEqual([chained.val, chained.test], [whole.val, whole.test]);
      // With a schedule that is laid out for its own updates it would be another.
      const other = await methodRun({ ...common, name: "other", steps: 24, learner: {} }, environment);
      notDeepEqual(tensorsOf(other), tensorsOf(whole));

      const stop = new AbortController(), elsewhere = `${folder}/elsewhere`;
      Deno.mkdirSync(elsewhere);
      Deno.renameSync(`${folder}/runs/${child.key}`, `${elsewhere}/${child.key}`);
      const undisturbed = outcomes.get(child.id)!, moved = { ...undisturbed, folder: `${elsewhere}/${child.key}` };
      using stopping = await nativeEnvironment(folder, plan.settings as Parameters<typeof nativeEnvironment>[1], {
        signal: stop.signal,
        onProgress: ({ step }) => step === 2 && stop.abort(new Error("stop")),
      });
      await rejects(runOne(plan, child, stopping), /stop/);
      const resumed = await runOne(plan, child, environment);
      deepEqual(resumed, undisturbed);
      deepEqual(tensorsOf(resumed), tensorsOf(moved));

      // What is collected goes through the real command, parent by parent and over both.
      const { table, missing } = collectSweep(plan);
      deepEqual(missing, []);
      Deno.writeTextFileSync(`${folder}/runs.csv`, writeTable(table!));
      for (const where of ["segment=child,parent=a@12", "segment=child,start_step=24", "segment=child"]) {
        const fitted = await fit(folder, "runs.csv", "--law", "linear-dynamic", "--where", where, "--json");
        equal(fitted.code, 0, fitted.err);
        const { law, runs } = JSON.parse(fitted.out);
        deepEqual([law, runs], ["linear-dynamic", where === "segment=child" ? 6 : 3]);
      }
      const static_ = await fit(folder, "runs.csv", "--law", "linear", "--where", "segment=child,start_step=12");
      match(static_.out, /linear: L\(p\)/);
    }),
);
