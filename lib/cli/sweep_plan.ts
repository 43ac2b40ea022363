/**
 * `deno task sweep plan`: writes plan.json and says what it will cost.
 *
 * @module
 */
import { join } from "node:path";
import { unparsable, wrongKind } from "../errors.ts";
import { denoFiles } from "../files/deno_files.ts";
import { writeWhole } from "../files/write_whole.ts";
import type { Json } from "../methods/actions.ts";
import type { SweepPlan } from "../sweep/plan.ts";
import { planSweep, type SegmentsAsk, type SweepModel } from "../sweep/plan_sweep.ts";
import { sha256Hex } from "../text/sha256_hex.ts";
import { VERSION } from "../version.ts";
import { type OptionSpec, parseArguments } from "./arguments.ts";
import { mixEnvironment } from "./mix_environment.ts";
import { MIX_SETTINGS, NONE_OF_A_METHOD } from "./mix_settings.ts";
import { listOption, numberOption } from "./option_values.ts";
import { askedMixtures, DESIGN_FLAGS, type DesignValues, named } from "./sweep_design.ts";
import { DEFAULTS, type GivenSettings } from "./train_settings.ts";
import { settingsFromFile, settingsFromLine } from "./train_values.ts";
import { parseMixtureRows } from "../mixture/mixture_rows.ts";
import { readText } from "../text/read_text.ts";

const text = { type: "string" } as const, flag = { type: "boolean" } as const;

const OWN = {
  "out": text,
  "runs-in": text,
  "config": text,
  "domains": text,
  "targets": text,
  "seeds": text,
  "models": text,
  "batches": text,
  "evaluate-at": text,
  "break-at": text,
  "child-steps": text,
  "child-mixtures": text,
  "json": flag,
  "help": { type: "boolean", short: "h" },
} as const satisfies Record<string, OptionSpec>;

type Values = Readonly<Partial<Record<keyof typeof OWN, string>>> & DesignValues;

/** The command. */
export async function sweepPlan(args: string[]): Promise<number> {
  const spec: Record<string, OptionSpec> = { ...OWN, ...DESIGN_FLAGS };
  for (const name of [...MIX_SETTINGS, ...Object.keys(NONE_OF_A_METHOD)]) spec[name] ??= text;
  const { values: all, positionals } = parseArguments(args, spec), values = all as Values;
  if (all.help) {
    console.log((await import("./sweep_help.ts")).SWEEP_HELP);
    return 0;
  }
  if (positionals.length > 0) throw unparsable(`sweep plan: wanted options only, got ${positionals.join(" ")}`);
  const file = values.config === undefined ? { settings: {}, seals: {} } : await settingsFromFile(values.config);
  const settings = sweepSettings({ ...file.settings, ...settingsOfLine(all) });
  const say = all.json ? console.error : console.log;
  using environment = await mixEnvironment(settings, file.seals, say, {
    ...namesOption("domains", values.domains),
    ...namesOption("targets", values.targets),
    out: values["runs-in"] ?? "runs",
  });
  const { steps, setting } = environment, { domains, targets, trainTokens, batch, context } = setting;
  const { mixtures, design } = await askedMixtures(values, {
    ...{ domains, targets, trainTokens, positions: batch * context * steps },
  });
  const plan = await planSweep(
    {
      ...{ mixtures, steps, seeds: seedsOf(values, settings), models: modelsOf(values, settings) },
      batches: batchesOf(values.batches),
      ...numbersOption("evaluate-at", "evaluateAt", values["evaluate-at"]),
      ...await segmentsOf(values, mixtures, domains.length),
    },
    environment,
    { settings: settings as Readonly<Record<string, Json>>, mixlab: VERSION, design },
  );
  const written = JSON.stringify(plan, null, 1) + "\n";
  const folder = values.out ?? join("sweeps", sha256Hex(written).slice(0, 12)), path = join(folder, "plan.json");
  writePlan(path, written);
  say(`${path}: ${plan.runs.length} runs`);
  if (all.json) console.log(written);
  return 0;
}

/**
 * Runs of a sweep take one thread each, so that as many run as the machine has cores, and are evaluated on the way as at
 * their end, unless said otherwise.
 */
function sweepSettings(given: GivenSettings): GivenSettings {
  const { backend = DEFAULTS.backend, "final-sequences": last = DEFAULTS["final-sequences"] } = given;
  return { ...(backend === "native" && { threads: 1 }), "eval-sequences": last, ...given };
}

/** A plan stays as it is: its runs may be under way. */
function writePlan(path: string, written: string): void {
  if (denoFiles.stat(path) !== undefined) {
    if (Deno.readTextFileSync(path) === written) return;
    throw wrongKind(`${path} is there, and another plan; wanted a new folder with --out`);
  }
  writeWhole(path, new TextEncoder().encode(written));
}

function settingsOfLine(values: Readonly<Record<string, unknown>>): GivenSettings {
  for (const [name, why] of Object.entries(NONE_OF_A_METHOD)) {
    if (values[name] !== undefined && name !== "batches") {
      throw wrongKind(`--${name}: ${why.replace("method", "plan")}; leave it out`);
    }
  }
  return settingsFromLine(Object.fromEntries(MIX_SETTINGS.map((name) => [name, values[name]])));
}

function seedsOf({ seeds }: Values, { seed = DEFAULTS.seed }: GivenSettings): number[] {
  return listOption("seeds", seeds)?.map((one) => numberOption("seeds", one, { least: 0, whole: true })!) ?? [seed];
}

function modelsOf({ models }: Values, { model = DEFAULTS.model }: GivenSettings): SweepModel[] {
  const names = listOption("models", models);
  if (names !== undefined) return names.map((name) => ({ name, learner: { model: name } }));
  return [{ name: typeof model === "string" ? model : "own", learner: {} }];
}

function batchesOf(batches: string | undefined): SweepPlan["batches"] {
  if (batches === undefined || batches === "multinomial" || batches === "exact") return batches ?? "multinomial";
  throw wrongKind(`--batches: wanted multinomial or exact, got ${batches}`);
}

function namesOption<K extends string>(name: K, given: string | undefined): { readonly [name in K]?: string[] } {
  const names = listOption(name, given);
  return (names === undefined ? {} : { [name]: names }) as { readonly [name in K]?: string[] };
}

function numbersOption<K extends string>(
  flag: string,
  name: K,
  given: string | undefined,
): { readonly [name in K]?: number[] } {
  const numbers = listOption(flag, given)?.map((one) => numberOption(flag, one, { least: 1, whole: true })!);
  return (numbers === undefined ? {} : { [name]: numbers }) as { readonly [name in K]?: number[] };
}

async function segmentsOf(
  values: Values,
  mixtures: SegmentsAsk["children"],
  m: number,
): Promise<{ readonly segments?: SegmentsAsk }> {
  const { breakAt } = numbersOption("break-at", "breakAt", values["break-at"]);
  const childSteps = numberOption("child-steps", values["child-steps"], { least: 1, whole: true });
  const file = values["child-mixtures"];
  if (breakAt === undefined) {
    const odd = childSteps !== undefined ? "child-steps" : file !== undefined ? "child-mixtures" : undefined;
    if (odd !== undefined) throw wrongKind(`--${odd}: it is for --break-at; give both or none`);
    return {};
  }
  if (childSteps === undefined) throw wrongKind("--break-at: wanted --child-steps N beside it");
  if (file === undefined) return { segments: { breakAt, childSteps, children: mixtures } };
  const rows = parseMixtureRows(await readText(file), file);
  if (rows[0].length !== m) throw wrongKind(`${file}: wanted ${m} shares a line, got ${rows[0].length}`);
  return { segments: { breakAt, childSteps, children: named(rows) } };
}
