/** Settings of `deno task train` as the environment of a method's runs, with the native engine. */
import { deepEqual, equal, ok, rejects, throws } from "../assert.ts";
import { mixEnvironment, type MixOptions } from "../../lib/cli/mix_environment.ts";
import { resolveRun } from "../../lib/cli/train_resolve.ts";
import { runOrResume } from "../../lib/cli/train_run.ts";
import type { GivenSettings } from "../../lib/cli/train_settings.ts";
import { methodRun } from "../../lib/learners/method_run.ts";
import type { RunSpec } from "../../lib/methods/run_spec.ts";
import { inTrainFolder } from "../cli/train/process.ts";

const SPEC: RunSpec = {
  ...{ name: "fixed", role: "final", steps: 24, seed: 5 },
  rule: { rule: "fixed", options: { shares: [0.7, 0.3] } },
};
const silent = () => {};

/** A test with the small corpus and its settings. */
function withSettings(test: (settings: GivenSettings, folder: string) => Promise<void>): () => Promise<void> {
  return () =>
    inTrainFolder(async (folder) => {
      const { "eval-every": _, ...settings } = JSON.parse(await Deno.readTextFile(`${folder}/run.json`));
      await test({ ...settings, corpus: `${folder}/corpus` }, folder);
    });
}

const open = (settings: GivenSettings, options: MixOptions = {}) => mixEnvironment(settings, {}, silent, options);

Deno.test(
  "a fixed mixture: the model and its losses are those of `train` with the same settings",
  withSettings(async (settings, folder) => {
    using environment = await open(settings, { out: `${folder}/mix` });
    const { domains } = environment.setting;
    for (const batches of ["multinomial", "exact"] as const) {
      const shares = { [domains[0]]: 0.7, [domains[1]]: 0.3 };
      using resolved = await resolveRun(
        { ...settings, batches, seed: 5, mixture: { domains: shares, unit: "tokens" } },
        {},
        silent,
      );
      const { outcome } = await runOrResume(resolved, `${folder}/train`, silent);
      const spec = { ...SPEC, rule: { rule: "fixed", options: { shares: [0.7, 0.3], batches } } };
      const mixed = await methodRun(spec, environment);
      const { value } = JSON.parse(await Deno.readTextFile(`${mixed.folder}/result.json`));
      equal(value.model, outcome.model);
      const losses = (split: string) =>
        outcome.evaluations.final.find((one) => one.split === split)!.domains.map(({ loss }) => loss);
      deepEqual([mixed.val, mixed.test], [losses("val"), losses("test")]);
      equal(mixed.tokens, outcome.tokens);
    }
  }),
);

Deno.test(
  "steps, seed and a run's own settings: the schedule is laid out over its steps, the first parameters are its seed's",
  withSettings(async (settings) => {
    using environment = await open({ ...settings, warmup: "50%", steps: 90, seed: 7 });
    deepEqual([environment.steps, environment.seed], [90, 7]);
    const { settings: found, configuration } = environment.learner({
      steps: 10,
      seed: 0,
      learner: { lr: 0.5, batch: 2 },
    });
    deepEqual([found.batch, found.schedule], [2, { ...found.schedule, peak: 0.5, steps: 10, warmup: 5 }]);
    equal("mixture" in configuration || "eval-every" in configuration || "batches" in configuration, false);
    const first = (seed: number) =>
      [...environment.learner({ steps: 10, seed }).parameters().values()].map(String).join();
    equal(first(3), first(3));
    ok(first(3) !== first(4));
    throws(() => environment.learner({ steps: 1, seed: 0, learner: { widht: 3 } }), {
      name: "TypeError",
      message: /^learner: unknown setting "widht"/,
    });
    throws(() => environment.learner({ steps: 1, seed: 0, learner: { lr: -1 } }), {
      name: "RangeError",
      message: /^learner: lr: wanted a finite number > 0, got -1/,
    });
    throws(
      () => environment.learner({ steps: 1, seed: 0, learner: { batches: "exact" } }),
      /the method decides how batches/,
    );
    throws(() => environment.learner({ steps: 1, seed: 0, learner: { model: "tiney" } }), /did you mean tiny/);
  }),
);

Deno.test(
  "domains and targets: in the corpus's order; the setting tells rows and tokens",
  withSettings(async (settings) => {
    using all = await open(settings);
    const [first, second] = all.setting.domains;
    using part = await open(settings, { domains: [second, first], targets: [second] });
    deepEqual([part.setting.domains, part.setting.targets], [[first, second], [second]]);
    deepEqual([part.setting.batch, part.setting.context, part.setting.valRows.length], [4, 16, 1]);
    deepEqual(part.setting.trainTokens, [first, second].map((name) => all.source.tokens(name, "train")));
    equal(part.setting.valRows[0], Math.ceil((all.source.tokens(second, "val") - 1) / 16));
    await rejects(open(settings, { domains: ["latin"] }), /domains: wanted domains out of .*, got "latin"/);
    await rejects(open(settings, { targets: [first, first] }), /targets: .* stands twice/);
  }),
);

Deno.test(
  "settings that a method decides, and seals that are not found again, are refused",
  withSettings(async (settings) => {
    for (
      const [name, value] of Object.entries({ mixture: "even", from: "runs/x", "eval-every": 5, batches: "exact" })
    ) {
      await rejects(open({ ...settings, [name]: value }), {
        name: "TypeError",
        message: new RegExp(`^${name}: .*; leave it out`),
      });
    }
    await rejects(open({ ...settings, backend: "wasm", threads: 2 }), /threads: the backend wasm chooses its own/);
    await rejects(
      mixEnvironment(settings, { "corpus-sha256": "0" }, silent),
      /corpus-sha256: the corpus is not the one/,
    );
  }),
);

Deno.test(
  "a run of `train` may be the reference; its tokenizer is that of its corpus",
  withSettings(async (settings, folder) => {
    using resolved = await resolveRun({ ...settings, steps: 4 }, {}, silent);
    const { run } = await runOrResume(resolved, `${folder}/train`, silent);
    using environment = await open(settings, { out: `${folder}/mix` });
    const spec: RunSpec = { ...SPEC, steps: 4, rule: { rule: "doremi", options: {} }, reference: run.folder };
    const strange = { ...environment, corpus: { sha256: "another", tokenizer: "gpt2" } };
    await rejects(methodRun(spec, strange), /^RangeError: run fixed: reference: .* was trained with another tokenizer/);
    const { rounds } = await methodRun(spec, environment);
    ok(rounds.length > 0);
  }),
);
