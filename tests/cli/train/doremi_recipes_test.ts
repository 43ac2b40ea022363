import { MIX_SETTINGS } from "../../../lib/cli/mix_settings.ts";
import { settingsFromObject } from "../../../lib/cli/train_values.ts";
import { baselineMixture, type BaselineRule } from "../../../lib/corpus/baseline_mixtures.ts";
import { memorySource } from "../../../lib/corpus/sampler/memory_source.ts";
import { doremiMethod } from "../../../lib/methods/doremi.ts";
import { flagOf, type OptionValues } from "../../../lib/methods/options.ts";
import { byName } from "../../../lib/methods/round_record.ts";
import { learningRate, learningRateSchedule, type ScheduleName } from "../../../lib/train/schedule.ts";
import assert from "../../assert.ts";

/** Golden learning rates at half of a run of 200,000 updates (tests/golden/methods/update_rules.json, lr). */
const RECIPES = {
  "doremi-120m": { steps: 200_000, half: "repo_exponential", smoothing: 1e-3 },
  "doremi-280m": { steps: 200_000, half: "cosine", smoothing: 1e-4 },
  "doremi-50k": { steps: 50_000, half: "cosine", smoothing: 1e-4 },
} as const;

const { lr } = JSON.parse(await Deno.readTextFile(new URL("../../golden/methods/update_rules.json", import.meta.url)));

Deno.test("every recipe is tested", () => {
  const folder = new URL("../../../recipes/", import.meta.url);
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => name.startsWith("doremi"));
  assert.deepEqual(names.sort(), Object.keys(RECIPES).map((name) => `${name}.json`).sort());
});

for (const [name, { steps, half, smoothing }] of Object.entries(RECIPES)) {
  Deno.test(`recipe ${name}: settings and options that there are, with the values of the scripts`, () => {
    const url = new URL(`../../../recipes/${name}.json`, import.meta.url);
    const { method, preset, ...values } = JSON.parse(Deno.readTextFileSync(url));
    assert.deepEqual([method, preset], ["doremi", "repo"]);
    const settings: Record<string, unknown> = {}, options: Record<string, unknown> = {};
    const flags = new Map(Object.keys(doremiMethod.options).map((option) => [flagOf(option), option]));
    for (const [key, value] of Object.entries(values)) {
      if ((MIX_SETTINGS as readonly string[]).includes(key)) settings[key] = value;
      else if (flags.has(key)) options[flags.get(key)!] = value;
      else assert.fail(`${key} is neither a setting nor an option`);
    }
    const given = settingsFromObject(settings, name);
    assert.deepEqual([given.steps, given.batch, given.context], [steps, 512, 1024]);
    assert.equal(given.batch! % given["micro-batch"]!, 0);

    const schedule = learningRateSchedule({
      ...{ name: given.schedule as ScheduleName, peak: given.lr!, steps, warmup: 0.06 * steps },
      ...{ start: given["start-lr"]!, end: given["end-lr"]! },
    });
    const golden = lr[half][lr.steps.indexOf(100_000)];
    assert.ok(Math.abs(learningRate(schedule, steps / 2) - golden) < 1e-7 * golden, half);

    const domains = ["code", "web"],
      source = memorySource({
        ...{ web: { train: documentOf(8192) }, code: { train: documentOf(2048) } },
      });
    const reference = baselineMixture(options.reference as BaselineRule, source);
    const shares = byName(domains, domains.map((domain) => reference.share(domain)));
    const setting = {
      ...{ domains, targets: domains, steps, batch: 512, context: 1024, seed: given.seed!, valRows: [9, 9] },
      ...{ trainTokens: [1e9, 1e9], budget: "final" as const },
    };
    const all = { ...options, preset, reference: shares } as OptionValues;
    doremiMethod.check(all, setting);
    const [run] = doremiMethod.prepare(all, setting).next().value as readonly { rule: { options: OptionValues } }[];
    assert.deepEqual(run.rule.options.shares, [0.2, 0.8]);
    assert.equal(options.smoothing, smoothing);
  });
}

/** One document of n tokens. */
const documentOf = (n: number) => ({ tokens: new Uint8Array(n), documentStarts: [0, n] });
