/**
 * Methods on a small language model, as tests/golden/methods/pytorch_methods.py makes them again with PyTorch: text and
 * parameters by formulas that the script repeats, and a learner whose rows, norms and shares are written down.
 */
import { memorySource } from "../../lib/corpus/sampler/memory_source.ts";
import type { BackendName, Engine, TokenRows } from "../../lib/engine/engine.ts";
import { openEngine } from "../../lib/engine/open_engine.ts";
import { languageModelLearner } from "../../lib/learners/language_model_learner.ts";
import { drive } from "../../lib/methods/drive.ts";
import type { Learner } from "../../lib/methods/learner.ts";
import type { RoundRecord } from "../../lib/methods/round_record.ts";
import type { RuleAnswer, RuleContext, RuleSpec } from "../../lib/methods/rule.ts";
import { ruleNamed } from "../../lib/methods/rules.ts";
import type { ModelConfig } from "../../lib/model/config.ts";
import { languageModel } from "../../lib/model/language_model.ts";
import { PARITY, parityParameters } from "../model/parity_inputs.ts";

/** Domains; positions a row, rows a batch. */
export const DOMAINS = ["up", "down", "far"], T = 32, B = 10;
const PEAK = 2e-3, IDS = 61;

/** One run of a rule. */
export interface MethodCase extends RuleSpec {
  readonly model: keyof typeof PARITY.cases;
  readonly steps: number;
  readonly seed: number;
  /** Domains and targets, where they are not all of {@link DOMAINS}. */
  readonly domains?: readonly string[];
  readonly targets?: readonly string[];
}

const each = { roundEvery: 1 }, rounds = { lpRounds: 3, lpSteps: 1, updateSteps: 12 };

/** The runs. Seeds are such that batches of DoReMi, and of DoGE's preset `aioli`, lack a domain now and then. */
export const CASES = {
  "doremi paper": { rule: "doremi", options: each, model: "parallel", steps: 6, seed: 15 },
  "doremi repo": {
    ...{ rule: "doremi", model: "sequential", steps: 6, seed: 18 },
    options: { ...each, preset: "repo", sampling: { up: 0.5, down: 0.3, far: 0.2 } },
  },
  "doremi nanotron": {
    ...{ rule: "doremi", options: { ...each, preset: "nanotron" }, model: "parallel", steps: 6, seed: 44 },
  },
  "doge paper": { rule: "doge", options: each, model: "parallel", steps: 6, seed: 0 },
  "doge out of domain": {
    ...{ rule: "doge", options: { ...each, maxGradNorm: 2, dwMax: 0.3 }, model: "sequential", steps: 6, seed: 1 },
    ...{ domains: ["up", "down"], targets: ["far"] },
  },
  "doge aioli": { rule: "doge", options: { ...each, preset: "aioli" }, model: "sequential", steps: 6, seed: 40 },
  "aioli paper": { rule: "aioli", options: rounds, model: "parallel", steps: 24, seed: 0 },
  "aioli repo": {
    ...{ rule: "aioli", model: "sequential", steps: 24, seed: 1 },
    options: { ...rounds, preset: "repo", ema: 0.25 },
  },
} as const satisfies Record<string, MethodCase>;

/** Text in which three ids of four are `by` further than the one before; random numbers are Park and Miller's. */
function text(by: number, length: number, seed: number): Uint8Array {
  const ids = new Uint8Array(length);
  for (let i = 1, x = seed; i < length; i++) {
    x = 48271 * x % (2 ** 31 - 1);
    ids[i] = x % 4 === 0 ? Math.floor(x / 4) % IDS : (ids[i - 1] + by) % IDS;
  }
  return ids;
}

/** Every third token of `far` does not count as a target. */
function masked(tokens: Uint8Array) {
  return { tokens, mask: tokens.map((_, i) => i % 3 === 0 ? 0 : 1) };
}

const TEXTS = {
  up: { train: text(1, 3000, 1001), val: text(1, 700, 1002) },
  down: { train: text(60, 2500, 1003), val: text(60, 300, 1004) },
  far: { train: text(17, 2000, 1005), val: text(17, 450, 1006) },
};
const SOURCE = memorySource({
  ...TEXTS,
  far: { train: masked(TEXTS.far.train), val: masked(TEXTS.far.val) },
});

/** A row as its domain's place and the place of its first token. */
export type Row = readonly [domain: number, start: number];

/** One update, as the learner made it. */
export interface StepTrace {
  readonly train: Row[];
  readonly val: Row[];
  readonly shares: readonly number[];
  /** Norms of single gradients by slot (those of the domains, then of the targets); 0: no rows. */
  readonly norms: readonly number[];
  /** Norm of the gradient before the optimiser clips it. */
  readonly norm: number;
}

/** What a run of a rule did. */
export interface Trace {
  readonly steps: readonly StepTrace[];
  readonly evaluations: readonly (readonly number[])[];
  readonly rounds: readonly RoundRecord[];
  readonly answer: RuleAnswer;
  /** Parameters at the end less those at the start. */
  readonly moved: ReadonlyMap<string, Float32Array>;
}

/** Runs a rule on the model that its case names. */
export async function runCase(
  { rule, options, model, steps, seed, ...names }: MethodCase,
  { backend, microBatch = B }: { readonly backend: BackendName; readonly microBatch?: number },
): Promise<Trace> {
  const { config } = PARITY.cases[model], before = parityParameters(config);
  const open = async (parameters: Map<string, Float32Array>) => {
    const engine = await openEngine(languageModel(config), { backend, ...(backend === "native" && { threads: 1 }) });
    await engine.write("parameters", parameters);
    return engine;
  };
  await using engine = await open(before);
  await using reference = await open(referenceParameters(config));
  const made: StepTrace[] = [], evaluations: number[][] = [], rounds: RoundRecord[] = [], seen = watched(engine);
  const learner = await languageModelLearner({
    ...{ engine: seen.engine, source: SOURCE, seed, batch: B, context: T, microBatch, ...names },
    ...{ schedule: { name: "linear", peak: PEAK, steps }, evaluation: { batch: B } },
    ...(rule === "doremi" && { reference }),
  });
  const { domains, targets, batch, context } = learner;
  const spied: Learner = {
    ...{ domains, targets, batch, context },
    get step() {
      return learner.step;
    },
    async train(shares_m, steps, options) {
      const report = await learner.train(shares_m, steps, options);
      for (const step of seen.steps.splice(0)) made.push({ ...step, shares: Array.from(shares_m) });
      return report;
    },
    async evaluate(split) {
      const losses_k = await learner.evaluate(split);
      evaluations.push(Array.from(losses_k));
      return losses_k;
    },
  };
  const valRows = targets.map((target) => Math.ceil((SOURCE.tokens(target, "val") - 1) / T));
  const at: RuleContext = { domains, targets, steps, batch, context, seed, valRows };
  const { answer } = await drive(ruleNamed(rule).run(options, at), spied, { onRound: (round) => rounds.push(round) });
  const moved = new Map(Array.from(await engine.read("parameters"), ([name, values]) => {
    const first = before.get(name)!;
    return [name, values.map((value, i) => value - first[i])];
  }));
  return { steps: made, evaluations, rounds, answer, moved };
}

/** DoReMi's reference: the first parameters, the numbers of each tensor back to front. */
function referenceParameters(config: ModelConfig): Map<string, Float32Array> {
  return new Map(Array.from(parityParameters(config), ([name, values]) => [name, values.toReversed()]));
}

/** An engine that keeps what its updates were made of. */
function watched(engine: Engine) {
  const steps: Omit<StepTrace, "shares">[] = [], fresh = () => ({ train: [] as Row[], val: [] as Row[], norms: [0] });
  let next = fresh();
  const instead: Partial<Engine> = {
    async gradient(rows, weights, options) {
      for (const { split, row } of placesOf(rows)) next[split].push(row);
      return await engine.gradient(rows, weights, options);
    },
    async dots(slots) {
      const dots = await engine.dots(slots), n = slots.length;
      next.norms = new Array(Math.max(...slots)).fill(0);
      slots.forEach((slot, a) => next.norms[slot - 1] = Math.sqrt(dots[a * n + a]));
      return dots;
    },
    async update(update) {
      const { norm } = await engine.update(update);
      steps.push({ ...next, norm });
      next = fresh();
      return { norm };
    },
  };
  const other = new Proxy(engine, {
    get(_, name: keyof Engine) {
      const value = instead[name] ?? engine[name];
      return typeof value === "function" ? (value as (...args: unknown[]) => unknown).bind(engine) : value;
    },
  });
  return { engine: other, steps };
}

const PLACES = new Map(DOMAINS.flatMap((domain, j) =>
  (["train", "val"] as const).flatMap((split) => {
    const tokens = TEXTS[domain as keyof typeof TEXTS][split];
    return Array.from({ length: tokens.length - T }, (_, start) => {
      const row: Row = [j, start];
      return [tokens.subarray(start, start + T + 1).join(" "), { split, row }] as const;
    });
  })
));

function placesOf({ rows, context, tokens_BT1 }: TokenRows) {
  return Array.from({ length: rows }, (_, b) => {
    const found = PLACES.get(tokens_BT1.subarray(b * (context + 1), (b + 1) * (context + 1)).join(" "));
    if (found === undefined) throw new Error(`row ${b + 1} of the batch is nowhere in the texts`);
    return found;
  });
}
