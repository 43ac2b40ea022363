import { mixAsk } from "../../../lib/cli/mix_ask.ts";
import { baselineMixture, type BaselineRule } from "../../../lib/corpus/baseline_mixtures.ts";
import { memorySource } from "../../../lib/corpus/sampler/memory_source.ts";
import { doremiMethod } from "../../../lib/methods/doremi.ts";
import type { OptionValues } from "../../../lib/methods/options.ts";
import { byName } from "../../../lib/methods/round_record.ts";
import { learningRate, learningRateSchedule, type ScheduleName } from "../../../lib/train/schedule.ts";
import assert from "../../assert.ts";

/** Golden learning rates at half of a run of 200,000 updates (tests/golden/methods/update_rules.json, lr). */
const RECIPES = {
  "doremi-120m": { model: "doremi-120m", steps: 200_000, half: "repo_exponential", smoothing: 1e-3 },
  "doremi-280m": { model: "doremi-280m", steps: 200_000, half: "cosine", smoothing: 1e-4 },
  "doremi-50k": { model: "doremi-280m", steps: 50_000, half: "cosine", smoothing: 1e-4 },
} as const;

const { lr } = JSON.parse(await Deno.readTextFile(new URL("../../golden/methods/update_rules.json", import.meta.url)));

Deno.test("every recipe is tested", () => {
  const folder = new URL("../../../recipes/", import.meta.url);
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => name.startsWith("doremi"));
  assert.deepEqual(names.sort(), Object.keys(RECIPES).map((name) => `${name}.json`).sort());
});

for (const [name, { model, steps, half, smoothing }] of Object.entries(RECIPES)) {
  Deno.test(`recipe ${name}: deno task mix takes it, with the values of the scripts`, async () => {
    const path = new URL(`../../../recipes/${name}.json`, import.meta.url).pathname;
    const { methods: [{ method, options }], settings: given, seeds } = await mixAsk({ config: path }, () => {});
    assert.deepEqual([method.name, options.preset, options.smoothing, seeds], ["doremi", "repo", smoothing, [1111]]);
    assert.deepEqual([given.steps, given.batch, given.context, given.model], [steps, 512, 1024, model]);
    assert.deepEqual(
      [given.betas, given.epsilon, given["weight-decay"], given.clip, given.warmup],
      [[0.9, 0.99], 1e-8, 0.01, 1, "6%"],
    );
    assert.equal(given.batch! % given["micro-batch"]!, 0);

    const schedule = learningRateSchedule({
      ...{ name: given.schedule as ScheduleName, peak: given.lr!, steps, warmup: 0.06 * steps },
      ...{ start: given["start-lr"]!, end: given["end-lr"]! },
    });
    const golden = lr[half][lr.steps.indexOf(100_000)];
    assert.ok(Math.abs(learningRate(schedule, steps / 2) - golden) < 1e-7 * golden, half);

    const domains = ["code", "web"];
    const source = memorySource({ web: { train: documentOf(8192) }, code: { train: documentOf(2048) } });
    const reference = baselineMixture(options.reference as BaselineRule, source);
    const shares = byName(domains, domains.map((domain) => reference.share(domain)));
    const setting = {
      ...{ domains, targets: domains, steps, batch: 512, context: 1024, seed: seeds[0], valRows: [9, 9] },
      ...{ trainTokens: [1e9, 1e9], budget: "final" as const },
    };
    const all = { ...options, reference: shares };
    doremiMethod.check(all, setting);
    const [run] = doremiMethod.prepare(all, setting).next().value as readonly { rule: { options: OptionValues } }[];
    assert.deepEqual(run.rule.options.shares, [0.2, 0.8]);
  });
}

/** One document of n tokens. */
const documentOf = (n: number) => ({ tokens: new Uint8Array(n), documentStarts: [0, n] });
