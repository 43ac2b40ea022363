/** Runs of methods in their directories. */
import { deepEqual, equal, notEqual, ok, rejects } from "../assert.ts";
import type { MethodEnvironment } from "../../lib/learners/method_environment.ts";
import { methodRun } from "../../lib/learners/method_run.ts";
import { methodRuns } from "../../lib/learners/method_runs.ts";
import type { RunSpec } from "../../lib/methods/run_spec.ts";
import type { LearnerCheckpoint, LearnerState } from "../../lib/learners/learner_state.ts";
import { memorySource } from "../../lib/corpus/sampler/memory_source.ts";
import { modelFiles } from "../../lib/model/hugging_face.ts";
import { initialParameters } from "../../lib/model/initialise.ts";
import { readCheckpoint } from "../../lib/train/checkpoint_read.ts";
import { lastingFiles } from "../train/mini_training.ts";
import { CONFIG, environmentIn, fixedRun, inFolder, runsIn } from "./environment.ts";
import { T } from "../train/bigram_text.ts";
import { exists } from "../exists.ts";

const REWEIGHED: RunSpec = {
  ...{ name: "proxy", role: "preparation", rule: { rule: "doremi", options: { roundEvery: 5 } }, steps: 12, seed: 2 },
};
const COMBINED: RunSpec = {
  ...{ name: "combined", role: "preparation", rule: { rule: "doge", options: { roundEvery: 5 } }, steps: 12, seed: 2 },
};
const AIOLI: RunSpec = {
  ...{ name: "aioli", role: "final", steps: 24, seed: 3 },
  rule: { rule: "aioli", options: { updateSteps: 12, lpSteps: 1, lpRounds: 2 } },
};

Deno.test(
  "a run leaves what it did: outcome, lines, checkpoint; asked for again it is read",
  inFolder(async (folder) => {
    const environment = environmentIn(folder), outcome = await methodRun(fixedRun(), environment);
    const { name, role, steps, tokens, evaluations, trained, answer } = outcome;
    deepEqual({ name, role, steps, tokens, evaluations, trained, answer }, {
      ...{ name: "fixed", role: "final", steps: 10, tokens: 10 * 8 * T, evaluations: 2 },
      ...{ trained: [{ steps: 10, shares: [0.5, 0.2, 0.3] }], answer: { mixture: [0.5, 0.2, 0.3] } },
    });
    ok(outcome.val.every((loss, i) => loss < outcome.start[i]));
    equal(outcome.test!.length, 3);
    ok(Math.abs(outcome.realised.reduce((a, b) => a + b) - 1) < 1e-12);
    const lines = Deno.readTextFileSync(`${outcome.folder}/attempts/0001/metrics.jsonl`).trimEnd().split("\n");
    deepEqual(lines.map((line) => [JSON.parse(line).kind, JSON.parse(line).step]), [
      ...[["evaluation", 0], ["train", 4], ["train", 8], ["train", 10], ["evaluation", 10], ["evaluation", 10]],
    ]);
    deepEqual(JSON.parse(lines[0]).sequences, 9);
    const opened = environment.opened.count, again = await methodRun(fixedRun(), environment);
    deepEqual(again, outcome);
    equal(environment.opened.count, opened);
  }),
);

Deno.test(
  "its folder is named by what it does, not by name or role: methods share runs",
  inFolder(async (folder) => {
    const environment = environmentIn(folder), one = await methodRun(fixedRun(), environment);
    const other = await methodRun(fixedRun({ name: "sweep/3", role: "preparation" }), environment);
    deepEqual(other, { ...one, name: "sweep/3", role: "preparation" });
    deepEqual(runsIn(folder).length, 1);
    const differing = [{ steps: 11 }, { seed: 2 }, { learner: { batch: 4 } }];
    for (const more of differing) notEqual((await methodRun(fixedRun(more), environment)).folder, one.folder);
    notEqual((await methodRun(fixedRun({}, [0.2, 0.5, 0.3]), environment)).folder, one.folder);
    equal(runsIn(folder).length, 5);
    const config = JSON.parse(Deno.readTextFileSync(`${one.folder}/config.json`));
    deepEqual([config.seed, config.steps, config.domains, config["tokenizer-sha256"]], [
      1,
      10,
      ["up", "down", "far"],
      "bytes",
    ]);
    equal("name" in config || "role" in config || "reference" in config, false);
  }),
);

for (const spec of [fixedRun({ steps: 12 }), REWEIGHED, COMBINED, AIOLI]) {
  Deno.test(
    `${spec.rule.rule}: interrupted after any step, and in evaluations, it ends with the same bytes`,
    inFolder(async (folder) => {
      const runs = async (out: string, signal?: () => AbortSignal) => {
        for (;;) {
          const abort = signal?.(),
            environment = environmentIn(`${folder}/${out}`, {
              ...(abort && { signal: abort }),
              onProgress: () => stepped?.(),
            });
          const make = methodRuns(environment);
          try {
            if (spec !== REWEIGHED) return await make([spec]);
            await make([fixedRun({ name: "reference", steps: 6 })]);
            return await make([{ ...spec, reference: "reference" }]);
          } catch (error) {
            if (!abort?.aborted || error !== abort.reason) throw error;
          }
        }
      };
      let stepped: (() => void) | undefined;
      const whole = await runs("whole"), files = endOf(`${folder}/whole`, spec.steps);
      for (const every of [1, 2, 5]) {
        let stops = 0;
        const out = `stopped-${every}`,
          stopped = await runs(out, () => {
            const controller = new AbortController();
            // Evaluations at the end of a run begin anew, so later lives are longer than any of them.
            let left = every + 3 * stops++;
            stepped = () => left-- <= 0 && controller.abort(new Error("stop"));
            return controller.signal;
          });
        ok(stops > 2, `${stops} lives`);
        deepEqual(endOf(`${folder}/${out}`, spec.steps), files);
        deepEqual(
          stopped.map(({ folder: _, ...outcome }) => outcome),
          whole.map(({ folder: _, ...outcome }) => outcome),
        );
      }
    }),
  );
}

Deno.test(
  "reference: by the name of an earlier run, by the path of a run or of a model: one configuration",
  inFolder(async (folder) => {
    const environment = environmentIn(`${folder}/runs`), make = methodRuns(environment);
    const [{ folder: path }] = await make([fixedRun({ name: "reference" })]);
    const [proxy] = await make([{ ...REWEIGHED, reference: "reference" }]);
    const [same] = await methodRuns(environment)([{ ...REWEIGHED, reference: path! }]);
    equal(same.folder, proxy.folder);
    const [{ name: step }] = Array.from(Deno.readDirSync(`${path}/attempts/0001/checkpoints`)).sort((a, b) =>
      a.name < b.name ? 1 : -1
    );
    const checkpoint = `${path}/attempts/0001/checkpoints/${step}`;
    equal((await methodRun({ ...REWEIGHED, reference: checkpoint }, environment)).folder, proxy.folder);
    await Deno.mkdir(`${folder}/model`);
    for (const [name, pieces] of modelFiles(CONFIG, initialParameters(CONFIG, { seed: 9 }))) {
      const bytes = Array.from(pieces).flatMap((piece) => [...piece]);
      Deno.writeFileSync(`${folder}/model/${name}`, Uint8Array.from(bytes));
    }
    const other = await methodRun({ ...REWEIGHED, reference: `${folder}/model` }, environment);
    notEqual(other.folder, proxy.folder);
    notEqual(String(other.answer.mixture), String(proxy.answer.mixture));
  }),
);

Deno.test(
  "where a run begins is part of its name: runs from other checkpoints, or from none, are others",
  inFolder(async (folder) => {
    const plain = environmentIn(`${folder}/runs`);
    const parent = async (spec: RunSpec) => {
      const { folder: at } = await methodRun(spec, plain);
      const path = `${at}/attempts/0001/checkpoints/step-00000010`;
      const { state, parameters, firstMoments, secondMoments } = readCheckpoint(path);
      return {
        parameters,
        firstMoments,
        secondMoments,
        state: (state as unknown as { learner: LearnerState }).learner,
      };
    };
    const one = await parent(fixedRun()), other = await parent(fixedRun({}, [0.2, 0.5, 0.3]));
    const from = (begin: LearnerCheckpoint) => {
      const environment = environmentIn(`${folder}/runs`);
      const learner: MethodEnvironment["learner"] = (spec) => ({ ...environment.learner(spec), begin: () => begin });
      return { ...environment, learner };
    };
    const child = (begin: LearnerCheckpoint) => methodRun(fixedRun({ steps: 5 }), from(begin));
    const first = await child(one);
    deepEqual(await child(one), first);
    const moved = { ...one, secondMoments: other.secondMoments };
    const places = [first, await child(other), await child(moved), await methodRun(fixedRun({ steps: 5 }), plain)];
    equal(new Set(places.map(({ folder: place }) => place)).size, 4);
    notEqual(String(places[1].val), String(first.val));
    const config = JSON.parse(Deno.readTextFileSync(`${first.folder}/config.json`));
    equal(config.begin.step, 10);
  }),
);

Deno.test(
  "the corpus is part of a run's name, whether or not the learner's configuration tells it",
  inFolder(async (folder) => {
    const here = environmentIn(folder), there = environmentIn(folder, { corpus: { sha256: "another" } });
    notEqual((await methodRun(fixedRun(), there)).folder, (await methodRun(fixedRun(), here)).folder);
  }),
);

Deno.test(
  "what cannot be meant is refused before any run begins",
  inFolder(async (folder) => {
    const out = `${folder}/runs`, environment = environmentIn(out), make = methodRuns(environment);
    const bad = { ...fixedRun({ name: "bad" }), rule: { rule: "fixed", options: { shares: [1, 1, 1] } } };
    await rejects(make([fixedRun(), bad]), { name: "RangeError", message: /^run bad: fixed: shares/ });
    await rejects(make([fixedRun(), { ...bad, rule: { rule: "fixd", options: {} } }]), /did you mean fixed/);
    await rejects(
      make([fixedRun({ learner: { width: 3 } })]),
      { message: /^run fixed: learner: it has no setting width/ },
    );
    await rejects(make([fixedRun({ steps: 0 })]), /run fixed: steps/);
    await rejects(make([fixedRun(), fixedRun()]), /the name "fixed" stands twice/);
    await rejects(
      make([fixedRun(), { ...REWEIGHED, reference: "fixed" }]),
      /run proxy: reference: wanted the name of an earlier run/,
    );
    const without = environmentIn(out, {
      source: memorySource({
        a: { train: new Uint8Array(99), val: new Uint8Array(9) },
        b: { train: new Uint8Array(99) },
      }),
    });
    await rejects(methodRuns(without)([fixedRun({}, [0.5, 0.5])]), /run fixed: corpus: the target b has no val split/);
    const short = environmentIn(out, {
      source: memorySource({ a: { train: new Uint8Array(99), val: [1, 2] }, b: { train: [1, 2], val: [1, 2] } }),
    });
    await rejects(methodRuns(short)([fixedRun({}, [0.5, 0.5])]), /run fixed: .*"b", which has 2 tokens in train/);
    const half = { train: new Uint8Array(99), val: [1, 2], test: [1, 2] };
    const some = environmentIn(out, { source: memorySource({ a: half, b: { ...half, test: [] } }) });
    await rejects(
      methodRuns(some)([fixedRun({}, [0.5, 0.5])]),
      /run fixed: corpus: "b" has no test split, and other targets have/,
    );
    const thin = environmentIn(out, { source: memorySource({ a: { ...half, val: [1, 2, 3] }, b: half }) });
    await rejects(
      methodRuns(thin)([{ ...COMBINED, rule: { rule: "doge", options: { preset: "aioli" } } }]),
      /run combined: .*which has \d tokens in val/,
    );
    deepEqual(environment.opened.count, 0);
    equal(exists(out), false);
  }),
);

Deno.test(
  "reference: another tokenizer, another vocabulary, a run that has not finished are refused before any run begins",
  inFolder(async (folder) => {
    const other = environmentIn(`${folder}/other`, { corpus: { sha256: "another", tokenizer: "gpt2" } });
    const { folder: another } = await methodRun(fixedRun(), other);
    const wide = await methodRun(fixedRun(), environmentIn(`${folder}/wide`, { ids: 14 }));
    const environment = environmentIn(`${folder}/runs`), make = methodRuns(environment);
    await rejects(make([fixedRun(), { ...REWEIGHED, reference: another! }]), {
      name: "RangeError",
      message: /^run proxy: reference: .* was trained with another tokenizer/,
    });
    await rejects(
      make([fixedRun(), { ...REWEIGHED, reference: wide.folder! }]),
      /has 14 ids, the model in training 12/,
    );
    Deno.removeSync(`${another}/result.json`);
    await rejects(make([{ ...REWEIGHED, reference: another! }]), /has not finished; wanted one that has/);
    await rejects(make([{ ...REWEIGHED, reference: folder }]), /wanted the name of an earlier run of the method/);
    deepEqual([environment.opened.count, exists(`${folder}/runs`)], [0, false]);
  }),
);

/** All that lasts but the checkpoints on the way: those of interrupts are others. */
function endOf(folder: string, steps: number): Record<string, string> {
  const last = `/step-${String(steps).padStart(8, "0")}/`;
  const kept = Object.entries(lastingFiles(folder)).filter(([path]) => !path.includes("/step-") || path.includes(last));
  equal(kept.length >= 7, true); // of a run: config, result, metrics, and four files of a checkpoint
  return Object.fromEntries(kept);
}
