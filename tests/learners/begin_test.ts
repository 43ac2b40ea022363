/** Runs that go on from the end of others. */
import { deepEqual, equal, match, notEqual, ok, rejects } from "../assert.ts";
import type { MethodEnvironment, MethodProgress } from "../../lib/learners/method_environment.ts";
import { methodRun } from "../../lib/learners/method_run.ts";
import type { RunOutcome, RunSpec } from "../../lib/methods/run_spec.ts";
import { readCheckpoint } from "../../lib/train/checkpoint_read.ts";
import { bigramEnvironment } from "../sweep/collect/bigram_sweep.ts";
import { lastingFiles } from "../train/mini_training.ts";
import { fixedRun, inFolder } from "./environment.ts";

const A = [0.5, 0.2, 0.3], B = [0.1, 0.1, 0.8];
/** Schedules of all these runs are laid out for 40 updates. */
const LAID_OUT = { learner: { "schedule-steps": 40 } };

/** A part of a run on one mixture; the name of its parent is the name of the parent's directory. */
function part(steps: number, parent?: RunOutcome, shares = A, more: Partial<RunSpec> = {}): RunSpec {
  return fixedRun({ ...LAID_OUT, steps, ...(parent && { begin: nameOf(parent) }), ...more }, shares);
}

function nameOf({ folder }: RunOutcome): string {
  return folder!.split("/").at(-1)!;
}

/** Folder of the last checkpoint of a run's first attempt. */
function lastOf({ folder }: RunOutcome): string {
  const checkpoints = `${folder}/attempts/0001/checkpoints`;
  return `${checkpoints}/${Array.from(Deno.readDirSync(checkpoints), ({ name }) => name).sort().at(-1)}`;
}

/** Parameters, moments and where the sampler stands. */
function endOf(run: RunOutcome) {
  const { parameters, firstMoments, secondMoments, state } = readCheckpoint(lastOf(run));
  const { learner } = state as unknown as { learner: { step: number; sampler: { domains: unknown } } };
  return { parameters, firstMoments, secondMoments, step: learner.step, domains: learner.sampler.domains };
}

function bytesOf(path: string, name: string): Uint8Array {
  return Deno.readFileSync(`${path}/${name}`);
}

Deno.test(
  "a chain of parts ends with the very bytes of a run that was never broken off",
  inFolder(async (folder) => {
    const environment = bigramEnvironment(`${folder}/runs`);
    const whole = await methodRun(part(40), environment);
    const first = await methodRun(part(14), environment), second = await methodRun(part(9, first), environment);
    const third = await methodRun(part(17, second), environment);
    deepEqual(endOf(third), endOf(whole));
    for (const name of ["model.safetensors", "optimizer.safetensors"]) {
      deepEqual(bytesOf(lastOf(third), name), bytesOf(lastOf(whole), name));
    }
    deepEqual([third.val, third.test], [whole.val, whole.test]);
    deepEqual([second.start, third.start], [first.val, second.val]);
    deepEqual([first.steps, second.steps, third.steps], [14, 9, 17]); // updates of their own
    equal(first.tokens + second.tokens + third.tokens, whole.tokens);
    const modelOf = ({ folder }: RunOutcome) => JSON.parse(Deno.readTextFileSync(`${folder}/result.json`)).value.model;
    equal(modelOf(third), modelOf(whole));
    notEqual(modelOf(second), modelOf(whole));
    // A run that goes on from none, with the steps of the last part, is another.
    notEqual(modelOf(await methodRun(part(17), environment)), modelOf(whole));
  }),
);

Deno.test(
  "what a child tells: steps from its parent's on in its lines, progress of its own updates, before and after a stop",
  inFolder(async (folder) => {
    const environment = bigramEnvironment(`${folder}/runs`), parent = await methodRun(part(10), environment);
    const told: MethodProgress[] = [], stop = new AbortController();
    const listening: MethodEnvironment = {
      ...environment,
      signal: stop.signal,
      onProgress(progress) {
        told.push(progress);
        if (progress.phase === "training" && progress.step === 5) stop.abort(new Error("stop"));
      },
    };
    const child = part(8, parent, B);
    await rejects(methodRun(child, listening), /stop/);
    await methodRun(child, { ...listening, signal: undefined });
    const steps = told.filter(({ phase }) => phase === "training").map(({ step }) => step);
    deepEqual(steps, [1, 2, 3, 4, 5, 6, 7, 8]);
    ok(told.every(({ steps, step }) => steps === 8 && step >= 0 && step <= 8));
    const { folder: at } = await methodRun(child, environment);
    const lines = Deno.readTextFileSync(`${at}/attempts/0001/metrics.jsonl`).trimEnd().split("\n").map((line) =>
      JSON.parse(line)
    );
    deepEqual(lines.map(({ kind, step }) => [kind, step]), [
      ...[["evaluation", 10], ["train", 12], ["train", 16], ["train", 18], ["evaluation", 18], ["evaluation", 18]],
    ]);
    // The rate is that of the schedule at the run's whole number of updates.
    ok(Math.abs(lines[1].learningRate - 0.05 * (1 + Math.cos(Math.PI * 11 / 40))) < 1e-15);
    equal(lines[0].tokens, parent.tokens);
  }),
);

Deno.test(
  "a child on another mixture that is stopped after any of its updates ends with the same bytes",
  inFolder(async (folder) => {
    const from = `${folder}/whole`, environment = bigramEnvironment(from);
    const parent = await methodRun(part(10), environment), child = part(6, parent, B);
    const whole = await methodRun(child, environment), files = endFiles(whole);
    for (let stopAt = 1; stopAt <= 6; stopAt++) {
      const runs = `${folder}/${stopAt}`, stop = new AbortController();
      await methodRun(part(10), bigramEnvironment(runs));
      const stopping = bigramEnvironment(runs, {
        signal: stop.signal,
        onProgress: ({ phase, step }) => phase === "training" && step === stopAt && stop.abort(new Error("stop")),
      });
      await rejects(methodRun(child, stopping), /stop/);
      const resumed = await methodRun(child, bigramEnvironment(runs));
      deepEqual({ ...resumed, folder: "" }, { ...whole, folder: "" });
      deepEqual(endFiles(resumed), files);
    }
  }),
);

/** What lasts of a run at its end. */
function endFiles({ folder }: RunOutcome): Record<string, string> {
  const kept = Object.entries(lastingFiles(folder!)).filter(([path]) =>
    !/step-/.test(path) || /step-00000016/.test(path)
  );
  ok(kept.some(([path]) => path.endsWith("optimizer.safetensors")));
  return Object.fromEntries(kept);
}

/** A parent, and a child of it that is refused. */
async function refused(
  folder: string,
  spoil: (parent: RunOutcome) => void | Partial<MethodEnvironment> | { readonly ids: number },
  message: RegExp,
  more: Partial<RunSpec> = {},
): Promise<void> {
  const environment = bigramEnvironment(folder), parent = await methodRun(part(10), environment);
  const child = bigramEnvironment(folder, { ...(spoil(parent) ?? {}) });
  let trained = 0;
  await rejects(
    methodRun(part(6, parent, B, more), { ...child, onProgress: () => void trained++ }),
    (error: Error) => {
      match(error.message, message);
      return true;
    },
  );
  equal(trained, 0);
}

Deno.test(
  "a child whose parent is missing, unfinished or altered is refused before anything is trained",
  inFolder(async (folder) => {
    let n = 0;
    const next = () => `${folder}/${n++}`;
    await refused(
      next(),
      ({ folder }) => Deno.removeSync(folder!, { recursive: true }),
      /^begin: wanted the directory/,
    );
    await refused(next(), ({ folder }) => Deno.removeSync(`${folder}/result.json`), /^begin: .*has not finished/);
    const flip = (path: string) => {
      const bytes = Deno.readFileSync(path);
      bytes[bytes.length - 3] ^= 1;
      Deno.writeFileSync(path, bytes);
    };
    for (const name of ["model.safetensors", "optimizer.safetensors", "state.json", "config.json"]) {
      // The checkpoint before it is whole, and is no stand-in.
      await refused(
        next(),
        (run) => flip(`${lastOf(run)}/${name}`),
        /^begin: .*step-00000010: this checkpoint is not used/,
      );
    }
    await refused(
      next(),
      (run) => Deno.removeSync(lastOf(run), { recursive: true }),
      /^begin: .*step-00000008: this is not the end of its run: wanted a model of SHA-256/,
    );
    await refused(
      next(),
      ({ folder }) => Deno.removeSync(`${folder}/attempts`, { recursive: true }),
      /^begin: .*0001\/checkpoints: there is no checkpoint/,
    );
    const write = (name: string, text: string) => ({ folder }: RunOutcome) =>
      Deno.writeTextFileSync(`${folder}/${name}`, text);
    await refused(next(), write("result.json", "{"), /result\.json: this file was altered/);
    await refused(next(), write("result.json", '{"attempt":"../1"}'), /result\.json: attempt: wanted four digits/);
    await refused(next(), write("result.json", '{"attempt":"0001"}'), /^value: wanted an object/);
    await refused(next(), write("config.json", "[]"), /config\.json: wanted an object/);
  }),
);

Deno.test(
  "a child of another seed, corpus, tokenizer or model than its parent's is refused before anything is trained",
  inFolder(async (folder) => {
    await refused(`${folder}/0`, () => {}, /^seed: wanted 1 as of .*, which it goes on from, got 2$/, { seed: 2 });
    await refused(
      `${folder}/1`,
      () => ({ corpus: { sha256: "another", tokenizer: "bytes" } }),
      /^corpus-sha256: wanted "of the corpus" as of .*, got "another"$/,
    );
    await refused(
      `${folder}/2`,
      () => ({ corpus: { sha256: "of the corpus", tokenizer: "words" } }),
      /^tokenizer-sha256: wanted "bytes" as of .*, got "words"$/,
    );
    await refused(
      `${folder}/3`,
      () => ({ ids: 14 }),
      /^model: wanted {.*"vocabularySize":12.*} as of .*"vocabularySize":14/,
    );
    // Another batch is another stream of tokens.
    await refused(`${folder}/4`, () => {}, /batch/, { learner: { ...LAID_OUT.learner, batch: 4 } });
  }),
);
