/**
 * What `deno task mix` is asked for, from its line and its configuration file; nothing is opened yet.
 *
 * @module
 */
import { got, outOfRange, unparsable, wrongKind } from "../errors.ts";
import type { Json } from "../methods/actions.ts";
import type { Method, MethodSetting } from "../methods/method.ts";
import { methodNamed } from "../methods/methods.ts";
import type { OptionValues } from "../methods/options.ts";
import type { MixtureFormat } from "../mixture/mixture_file.ts";
import type { MixValues } from "./mix_arguments.ts";
import { methodOptions } from "./mix_method_options.ts";
import { MIX_SETTINGS, NONE_OF_A_METHOD, refuseNoneOfAMethod } from "./mix_settings.ts";
import { listOption, numberOption, told } from "./option_values.ts";
import { DEFAULTS, type GivenSettings, type SettingName } from "./train_settings.ts";
import { type Seals, settingsFromFile, settingsFromLine } from "./train_values.ts";

/** A method with its options. */
export interface AskedMethod {
  readonly method: Method;
  readonly options: OptionValues;
}

/** A simulated learner in the model's place. */
export interface AskedWorld {
  /** linear, transfer, or the path of a law. */
  readonly world: string;
  /** Standard deviation of an evaluation (nats per token). */
  readonly noise: number;
  /** Seed of the planted numbers. */
  readonly worldSeed: number;
  /** Losses before the first update; undefined: the world's. */
  readonly startLoss: number | undefined;
}

/** What is asked for. */
export interface MixAsk {
  /** With a comparison the baseline first. */
  readonly methods: readonly AskedMethod[];
  readonly compare: boolean;
  readonly seeds: readonly number[];
  readonly budget: MethodSetting["budget"];
  readonly domains: readonly string[] | undefined;
  readonly targets: readonly string[] | undefined;
  readonly simulate: AskedWorld | undefined;
  /** Settings of `deno task train`, and seals of a configuration. */
  readonly settings: GivenSettings;
  readonly seals: Seals;
  /** Folders of results (undefined: beside the runs) and of run directories. */
  readonly out: string | undefined;
  readonly runsIn: string;
  readonly formats: readonly MixtureFormat[];
}

/** What the others are compared with. */
const BASELINE = "stratified";

/** Members of a configuration that are no settings of `deno task train`. */
const MEMBERS = [
  ...["method", "compare", "methods", "preset", "domains", "targets", "seeds", "budget"],
  ...["simulate", "noise", "world-seed", "start-loss"],
] as const;

type Member = typeof MEMBERS[number];

/** Reads line and configuration; what stands on the line goes over the file. */
export async function mixAsk(values: MixValues, say: (text: string) => void): Promise<MixAsk> {
  const file = values.config === undefined
    ? { settings: {}, seals: {}, own: {} }
    : await settingsFromFile(values.config as string, MEMBERS);
  const own = file.own as Readonly<Partial<Record<Member, Json>>>;
  const names = namesOf(values, own), compare = values.compare !== undefined || (names.length > 1);
  const methods = names.map(methodNamed);
  const options = await methodOptions(values, own, methods, compare);
  if (compare && !names.includes(BASELINE)) {
    say(`${BASELINE} is run as well: the others are compared with it`);
    methods.unshift(methodNamed(BASELINE));
    options.unshift({});
  }
  const first = methods.findIndex(({ name }) => name === BASELINE);
  const order = methods.map((_, n) => n).sort((a, b) => Number(b === first) - Number(a === first));
  const settings = { ...file.settings, ...settingsOfLine(values) };
  const simulate = worldOf(values, own);
  refuseSettings(settings, simulate);
  return {
    methods: order.map((n) => ({ method: methods[n], options: options[n] })),
    ...{ compare, simulate, settings, seals: file.seals, seeds: seedsOf(values, own, settings) },
    budget: budgetOf(values.budget ?? own.budget),
    domains: listOf("domains", values, own),
    targets: listOf("targets", values, own),
    out: values.out as string | undefined,
    runsIn: (values["runs-in"] as string | undefined) ?? "runs",
    formats: formatsOf(values["mixture-formats"] as string | undefined),
  };
}

function namesOf(values: MixValues, own: Readonly<Partial<Record<Member, Json>>>): string[] {
  const { method, compare } = values;
  if (method !== undefined && compare !== undefined) {
    throw wrongKind("--method, --compare: wanted one of them, got both");
  }
  const given = compare ?? method ?? (own.compare ?? own.method);
  if (given === undefined) throw wrongKind("mix: wanted --method NAME or --compare NAME,NAME; see --help");
  const list = Array.isArray(given) ? given : method !== undefined ? [given] : listOption("compare", String(given))!;
  if (list.length === 0 || !list.every((name) => typeof name === "string")) {
    throw wrongKind(`compare: wanted names of methods, got ${told(given)}`);
  }
  const twice = list.find((name, n) => list.indexOf(name) !== n);
  if (twice !== undefined) throw outOfRange(`compare: ${got(twice)} stands twice`);
  if (compare !== undefined && list.length < 2 && list[0] === BASELINE) {
    throw outOfRange(`--compare: wanted methods to compare with ${BASELINE}, got none`);
  }
  return list as string[];
}

function settingsOfLine(values: MixValues): GivenSettings {
  for (const [name, why] of Object.entries(NONE_OF_A_METHOD)) {
    // --mixture and --batches are options of methods.
    if (values[name] !== undefined && name !== "mixture" && name !== "batches") {
      throw wrongKind(`--${name}: ${why}; leave it out`);
    }
  }
  return settingsFromLine(Object.fromEntries(MIX_SETTINGS.map((name) => [name, values[name]])));
}

/** Settings that a simulated learner has. */
const SIMULATED: readonly SettingName[] = ["steps", "batch", "context", "seed", "lr"];

function refuseSettings(settings: GivenSettings, simulate: AskedWorld | undefined): void {
  refuseNoneOfAMethod(settings);
  const strange = (Object.keys(settings) as SettingName[]).find((name) => !SIMULATED.includes(name));
  if (simulate !== undefined && strange !== undefined) {
    throw wrongKind(`${strange}: a simulated learner has ${SIMULATED.join(", ")} alone; leave it out`);
  }
}

function seedsOf(values: MixValues, own: Readonly<Partial<Record<Member, Json>>>, settings: GivenSettings): number[] {
  if (values.seeds !== undefined && values.seed !== undefined) {
    throw wrongKind("--seed, --seeds: wanted one of them, got both");
  }
  if (values.seed !== undefined) return [settings.seed!];
  const given = values.seeds ?? own.seeds;
  if (given === undefined) return [settings.seed ?? DEFAULTS.seed];
  const list = Array.isArray(given) ? given.map(String) : listOption("seeds", String(given))!;
  if (list.length === 0) throw outOfRange("seeds: wanted at least one, got none");
  const seeds = list.map((text) => numberOption("seeds", text, { least: 0, whole: true })!);
  const twice = seeds.find((seed, n) => seeds.indexOf(seed) !== n);
  if (twice !== undefined) throw outOfRange(`seeds: ${twice} stands twice`);
  return seeds;
}

function budgetOf(given: Json | undefined): MethodSetting["budget"] {
  if (given === undefined) return "final";
  if (given === "final" || given === "total") return given;
  throw outOfRange(`budget: wanted final (the papers: preparation comes on top) or total, got ${got(given)}`);
}

function listOf(
  name: "domains" | "targets",
  values: MixValues,
  own: Readonly<Partial<Record<Member, Json>>>,
): string[] | undefined {
  const given = values[name] ?? own[name];
  if (given === undefined || typeof given === "string") return listOption(name, given);
  if (Array.isArray(given) && given.every((one) => typeof one === "string" && one !== "")) return given as string[];
  throw wrongKind(`${name}: wanted a list of names, got ${told(given)}`);
}

function worldOf(values: MixValues, own: Readonly<Partial<Record<Member, Json>>>): AskedWorld | undefined {
  const given = (name: Member) => values[name] ?? own[name];
  const text = (name: Member) => given(name) === undefined ? undefined : String(given(name));
  const world = text("simulate");
  if (world === undefined) {
    for (const name of ["noise", "world-seed", "start-loss"] as const) {
      if (given(name) !== undefined) throw unparsable(`--${name} needs --simulate beside it; see --help`);
    }
    return undefined;
  }
  return {
    world,
    noise: numberOption("noise", text("noise"), { least: 0 }) ?? 0,
    worldSeed: numberOption("world-seed", text("world-seed"), { least: 0, whole: true }) ?? 0,
    startLoss: numberOption("start-loss", text("start-loss"), { above: 0 }),
  };
}

function formatsOf(text: string | undefined): MixtureFormat[] {
  const formats = listOption("mixture-formats", text) ?? [];
  const strange = formats.find((format) => !["mixlab", "doremi", "regmix"].includes(format));
  if (strange === undefined) return formats as MixtureFormat[];
  throw outOfRange(`--mixture-formats: wanted mixlab, doremi, regmix, got ${got(strange)}`);
}
