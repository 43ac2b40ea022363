/**
 * What four methods believe of A half-way through their runs, and children that tell what A is there. Each method's run (of
 * the reweighting methods: its proxy's) is broken off, its schedule laid out for the whole of it; children go on from
 * there with its parameters, AdamW's moments, step and data, each on a mixture of its own, as plain runs.
 *
 *     deno run -c deno.train.json -A data/make_method_effects.ts [RUNS [OUT [MODEL]]]
 *
 * RUNS (default runs) holds the run directories, OUT (default data) gets method_effects_segments.csv and
 * method_effects.json, MODEL is a preset (default tiny). What is complete in RUNS is read.
 */
import { basename, join } from "node:path";
import { mixEnvironment } from "../lib/cli/mix_environment.ts";
import { writeWhole } from "../lib/files/write_whole.ts";
import { methodNamed, type MethodSetting, readTable, type RoundRecord, type RunOutcome, type RunSpec } from "../mod.ts";
import { methodRuns } from "../train.ts";

const DOMAINS = ["legal", "python", "scripture"], SEEDS = [0, 1, 2];
const STEPS = 1000, BREAK = 500, CHILD = 100, ROUND = 100;

/**
 * Options beside the defaults: where rounds would be a part of the run, they are as long as in the whole run. DoReMi tells
 * its scores of one batch a round: all are wanted.
 */
const METHODS = {
  "aioli": {},
  "skill-it": { updateSteps: STEPS / 10 },
  "doge": { roundEvery: ROUND },
  "doremi": { roundEvery: 1 },
};

const [runsIn = "runs", out = "data", model = "tiny"] = Deno.args;
const here = (name: string) => new URL(name, import.meta.url).pathname;
using environment = await mixEnvironment(
  {
    ...{ "steps": STEPS, "threads": 1, "final-sequences": 512, "eval-sequences": 128 },
    // A default that is given would make other runs of it.
    ...(model !== "tiny" && { model, context: 64 }),
  },
  {},
  console.error,
  { domains: DOMAINS, out: runsIn },
);
const { domains, targets } = environment.setting;

// The children's mixtures: those of the cover that data/segments.csv has.
const cover = await readTable([here("segments.csv")], { where: "segment=child,parent=1@500" }), m = domains.length;
const mixtures = cover.runs.map(({ id }, n) => ({
  id: id.slice(id.indexOf(">") + 1),
  shares: Array.from(cover.shares.data.slice(n * m, (n + 1) * m)),
}));

const lines = [
  ["run", "seed", "step", "tokens", "parameters", "parent", "start_step", "method", "segment"]
    .concat(domains.map((name) => `share:${name}`), targets.map((name) => `loss:${name}`))
    .concat(targets.map((name) => `loss_start:${name}`)),
];
const trajectories: unknown[] = [];
for (const [method, options] of Object.entries(METHODS)) {
  for (const seed of SEEDS) {
    const setting: MethodSetting = { ...environment.setting, steps: STEPS, seed, budget: "final" };
    const runs = methodRuns(environment), { spec, details } = await trajectoryOf(method, options, setting, runs);
    const learner = { "schedule-steps": STEPS }, name = `${method}@${BREAK}`;
    const [parent] = await runs([{ ...spec, name, role: "preparation", steps: BREAK, learner }]);
    const children = await runs(mixtures.map(({ id, shares }): RunSpec => ({
      ...{ name: `${name}>${id}`, role: "preparation", steps: CHILD, seed: spec.seed, learner },
      ...{ rule: { rule: "fixed", options: { shares, batches: "multinomial" } }, begin: basename(parent.folder!) },
    })));
    const row = (run: RunOutcome, segment: string, shares: readonly number[]) => {
      const child = segment === "child", step = child ? BREAK + CHILD : BREAK, { parameters } = resultOf(run);
      const tokens = run.tokens + (child ? parent.tokens : 0);
      lines.push(
        [run.name, seed, step, tokens, parameters, child ? name : "", child ? BREAK : 0, method, segment]
          .concat(shares, run.val, run.start).map(String),
      );
    };
    row(parent, "parent", parent.realised);
    children.forEach((child, n) => row(child, "child", mixtures[n].shares));
    trajectories.push({ method, seed, parent: name, ...details, rounds: merged(parent.rounds) });
    console.error(`${method}, seed ${seed}: ${parent.folder}, ${children.length} children`);
  }
}
const write = (name: string, text: string) => writeWhole(join(out, name), new TextEncoder().encode(text));
write("method_effects_segments.csv", lines.map((line) => `${line.join(",")}\n`).join(""));
const head = { format: "mixlab/method-effects", version: 1, domains, targets, steps: STEPS, breakAt: BREAK };
write("method_effects.json", `${JSON.stringify({ ...head, trajectories }, null, 2)}\n`);

/** The run that a method estimates in, and the graph where it has one; the runs before it are made. */
async function trajectoryOf(
  method: string,
  options: Readonly<Record<string, number>>,
  setting: MethodSetting,
  runs: ReturnType<typeof methodRuns>,
): Promise<{ readonly spec: RunSpec; readonly details: Readonly<Record<string, unknown>> }> {
  const preparing = methodNamed(method).prepare(options, setting);
  let next = preparing.next([]);
  while (!next.done) {
    if (next.value[0].name.startsWith("proxy")) return { spec: next.value[0], details: {} };
    next = preparing.next(await runs(next.value));
  }
  const { rule, steps, details } = next.value, { graph } = (details ?? {}) as { graph?: unknown };
  return {
    spec: { name: "final", role: "final", rule, steps, seed: setting.seed },
    details: graph === undefined ? {} : { graph },
  };
}

/** What result.json has beside the outcome. */
function resultOf({ folder }: RunOutcome): { readonly parameters: number } {
  return JSON.parse(Deno.readTextFileSync(join(folder!, "result.json"))).value;
}

/** Rounds as they are told: those shorter than ROUND updates together, with their mean. */
function merged(rounds: readonly RoundRecord[]) {
  const groups: RoundRecord[][] = [];
  for (const round of rounds) {
    const last = groups.at(-1), steps = last?.reduce((sum, one) => sum + one.steps, 0) ?? ROUND;
    if (steps >= ROUND) groups.push([round]);
    else last!.push(round);
  }
  return groups.map((group) => {
    const steps = group.reduce((sum, one) => sum + one.steps, 0),
      mean = (of: (one: RoundRecord) => number) => group.reduce((sum, one) => sum + of(one) * one.steps, 0) / steps;
    const A = targets.map((_, i) => domains.map((_, j) => mean(({ A }) => A![i][j])));
    return { step: group[0].step, steps, mixture: group.at(-1)!.mixture, A };
  });
}
