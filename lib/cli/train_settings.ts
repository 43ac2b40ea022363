/**
 * The settings of a run: one place for each name, kind, default and words. A configuration file has them by these
 * names, the command line with -- before them.
 *
 * @module
 */
import { BACKENDS } from "../engine/engine.ts";
import { SCHEDULES } from "../train/schedule.ts";

/** What a setting can be. */
export type SettingKind =
  | { readonly kind: "text" }
  | {
    readonly kind: "number";
    readonly least?: number;
    readonly most?: number;
    readonly above?: number;
    readonly whole?: boolean;
  }
  | { readonly kind: "choice"; readonly choices: readonly string[] }
  /** Two numbers: [0.9, 0.999] in a file, 0.9,0.999 on the line. */
  | { readonly kind: "pair" }
  /** A whole number of updates, or a part of them as text: "5%". */
  | { readonly kind: "steps" }
  /** A text, or in a file the thing itself as an object. */
  | { readonly kind: "thing" };

/** A setting. */
export type Setting = SettingKind & {
  /** How the value is called in the help. */
  readonly value: string;
  readonly help: string;
  /** Absent: without the setting there is none, or it follows from others, as the help says. */
  readonly default?: string | number | readonly number[];
  /** Heading in the help. */
  readonly group: "what" | "optimiser" | "data" | "evaluation" | "machine" | "parent";
  /** Whether it only says how a run is kept, and does not change what it gives: no part of a run's configuration. */
  readonly keeping?: boolean;
};

const whole = (least: number) => ({ kind: "number", whole: true, least }) as const;
const choice = <const C extends readonly string[]>(...choices: C) => ({ kind: "choice", choices }) as const;

/** All settings, in the order of the help. */
export const SETTINGS = {
  "corpus": {
    ...{ kind: "text", value: "DIR", group: "what", default: "corpora/builtin-bytes" },
    help: "folder of token shards; the built-in corpus is built when it is not there",
  },
  "mixture": {
    ...{ kind: "thing", value: "M", group: "what", default: "even" },
    help:
      "a mixture file, a rule (even, natural or proportional, tempered, doremi-packed, doremi-unpacked), or web=0.7,code=0.3",
  },
  "model": {
    ...{ kind: "thing", value: "M", group: "what", default: "tiny" },
    help:
      "a preset (tiny, small, pythia-14m, -70m, -160m, -410m, doremi-120m, doremi-280m, regmix-1m), or a folder in " +
      "Hugging Face's layout, whose weights are trained on",
  },
  "context": { ...whole(1), value: "T", group: "what", help: "positions a row (default: the model's)" },
  "vocabulary": {
    ...{ ...whole(1), value: "V", group: "what" },
    help: "ids of a preset's embeddings (default: the corpus's; Pythia's own padding: 50304)",
  },
  "initialisation": {
    ...{ ...choice("hugging-face", "gpt-neox"), value: "I", group: "what", default: "hugging-face" },
    help: "first parameters of a preset: as transformers makes them, or as Pythia began",
  },
  "steps": {
    ...whole(1),
    value: "N",
    group: "what",
    default: 2000,
    help: "updates (with --from: what its parent left of its schedule)",
  },
  "batch": { ...whole(1), value: "B", group: "what", default: 8, help: "rows an update" },
  "micro-batch": {
    ...whole(1),
    value: "B",
    group: "what",
    help: "rows computed at a time, their gradients summed (default: the batch)",
  },
  "seed": { ...whole(0), value: "S", group: "what", default: 0, help: "seed of the first parameters and of the data" },
  "lr": { kind: "number", above: 0, value: "X", group: "optimiser", default: 1e-3, help: "peak learning rate" },
  "schedule": {
    ...{ ...choice(...SCHEDULES), value: "NAME", group: "optimiser", default: "linear-warmup-cosine" },
    help: "how the learning rate goes",
  },
  "warmup": {
    kind: "steps",
    value: "W",
    group: "optimiser",
    default: "5%",
    help: "updates of warm-up, or a part of the schedule: 5%",
  },
  "start-lr": {
    kind: "number",
    least: 0,
    value: "X",
    group: "optimiser",
    help: "learning rate where warm-up starts (default: the schedule's)",
  },
  "end-lr": {
    kind: "number",
    least: 0,
    value: "X",
    group: "optimiser",
    help: "learning rate at the end (default: the schedule's)",
  },
  "schedule-steps": {
    ...whole(1),
    value: "N",
    group: "optimiser",
    help: "updates that the schedule is laid out for (default: --steps)",
  },
  "betas": { kind: "pair", value: "A,B", group: "optimiser", default: [0.9, 0.999], help: "decay of AdamW's moments" },
  "epsilon": {
    kind: "number",
    above: 0,
    value: "X",
    group: "optimiser",
    default: 1e-8,
    help: "added to the root of the second moment",
  },
  "weight-decay": {
    kind: "number",
    least: 0,
    value: "X",
    group: "optimiser",
    default: 0.01,
    help: "on matrices and embeddings",
  },
  "clip": {
    kind: "number",
    least: 0,
    value: "X",
    group: "optimiser",
    default: 1,
    help: "largest global norm of a gradient; 0: no limit",
  },
  "normalise": {
    ...{ ...choice("targets", "positions"), value: "BY", group: "optimiser", default: "targets" },
    help: "a batch's summed loss is divided by its targets that count, or by all positions (Aioli)",
  },
  "batches": {
    ...{ ...choice("multinomial", "exact"), value: "HOW", group: "data", default: "multinomial" },
    help: "domains of a batch drawn row by row, or in exact shares",
  },
  "rows": {
    ...choice("packed", "examples"),
    value: "HOW",
    group: "data",
    default: "packed",
    help: "rows across documents, or a document a row",
  },
  "phase": {
    ...choice("fixed", "fresh"),
    value: "HOW",
    group: "data",
    default: "fixed",
    help: "where packed rows are cut in each epoch",
  },
  "long": {
    ...choice("cut", "leave-out"),
    value: "HOW",
    group: "data",
    default: "cut",
    help: "examples longer than a row",
  },
  "loss-mask": {
    ...choice("stored", "none"),
    value: "HOW",
    group: "data",
    default: "stored",
    help: "whether training heeds a stored loss mask (Aioli: none)",
  },
  "eval-every": {
    ...whole(0),
    value: "K",
    group: "evaluation",
    default: 250,
    help: "updates between evaluations; 0: only at start and end",
  },
  "eval-split": {
    ...choice("val", "test", "train", "none"),
    value: "S",
    group: "evaluation",
    default: "val",
    help: "split of these; none: no evaluation at all",
  },
  "eval-sequences": {
    ...whole(0),
    value: "R",
    group: "evaluation",
    default: 64,
    help: "R rows of each domain in these, evenly spread; 0: all",
  },
  "final-sequences": {
    ...{ ...whole(0), value: "R", group: "evaluation", default: 0 },
    help: "R rows of each domain, evenly spread, in the evaluation of val and test at the end; 0: all",
  },
  "eval-mean": {
    ...choice("tokens", "sequences"),
    value: "OVER",
    group: "evaluation",
    default: "tokens",
    help: "losses are means over tokens, or over rows (Aioli)",
  },
  "log-every": { ...whole(1), value: "K", group: "evaluation", default: 10, help: "updates between lines of metrics" },
  "backend": { ...choice(...BACKENDS), value: "NAME", group: "machine", default: "native", help: "what computes" },
  "threads": {
    ...{ ...whole(1), most: 256 },
    value: "N",
    group: "machine",
    help: "threads of the native backend (default: the machine's processors)",
  },
  "checkpoint-every": {
    ...whole(0),
    value: "K",
    group: "machine",
    default: 250,
    keeping: true,
    help: "updates between checkpoints; 0: only at the end",
  },
  "keep": {
    ...whole(2),
    value: "K",
    group: "machine",
    default: 2,
    keeping: true,
    help: "latest checkpoints that stay",
  },
  "from": {
    kind: "text",
    value: "RUN",
    group: "parent",
    help: "run or checkpoint to begin from, with its parameters, moments and settings",
  },
  "data": {
    ...{ ...choice("continue", "roll-forward"), value: "HOW", group: "parent", default: "continue" },
    help: "its data goes on where the parent's stopped, or is drawn anew and rolled forward (Aioli)",
  },
  "break-step": { ...whole(1), value: "N", group: "parent", help: "break off after N updates, to go on with --from" },
} as const satisfies Record<string, Setting>;

/** A setting's name. */
export type SettingName = keyof typeof SETTINGS;

type ValueOf<S> = S extends { choices: infer C extends readonly string[] } ? C[number]
  : S extends { kind: "text" } ? string
  : S extends { kind: "number" } ? number
  : S extends { kind: "pair" } ? readonly [number, number]
  : S extends { kind: "steps" } ? number | string
  : string | Readonly<Record<string, unknown>>;

/** Settings as given, by name. */
export type GivenSettings = { -readonly [K in SettingName]?: ValueOf<typeof SETTINGS[K]> };

type Defaulted = { [K in SettingName]: typeof SETTINGS[K] extends { default: unknown } ? K : never }[SettingName];

/** Settings of which none is open that has a default. */
export type Settings = GivenSettings & Required<Pick<GivenSettings, Defaulted>>;

/** The defaults. */
export const DEFAULTS = Object.fromEntries(
  Object.entries(SETTINGS).flatMap(([name, setting]) => "default" in setting ? [[name, setting.default]] : []),
) as unknown as Settings;

/** The names that make a run's configuration. */
export const CONFIGURED: readonly SettingName[] = (Object.keys(SETTINGS) as SettingName[]).filter((name) =>
  !("keeping" in SETTINGS[name])
);
