/**
 * The mixtures of a sweep, from the line of `deno task sweep plan`.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../errors.ts";
import { designMixtures } from "../designs/design_mixtures.ts";
import type { DesignSetting } from "../designs/design.ts";
import { designNamed, designs } from "../designs/designs.ts";
import { loadLaw } from "../laws/load_law.ts";
import type { Json } from "../methods/actions.ts";
import type { NamedShares } from "../sweep/plan_sweep.ts";
import { readTable } from "../tables/read_table.ts";
import type { OptionSpec } from "./arguments.ts";
import { MIXTURE_RULES } from "./mix_option_values.ts";
import { jsonFile, listOption, namedNumbers, numberOption } from "./option_values.ts";
import { designSpecs, type DesignValues, givenOptions } from "./sweep_design_flags.ts";
import { readMixtures } from "./sweep_design_file.ts";

export type { DesignValues };

const text = { type: "string" } as const;

/** The flags of designs. */
export const DESIGN_FLAGS: Readonly<Record<string, OptionSpec>> = {
  "design": text,
  ...designSpecs(),
  "with": text,
  "cap": text,
  "floor": text,
  "max-epochs": text,
};

/** What designs know of a sweep. */
export interface DesignContext {
  readonly domains: readonly string[];
  readonly targets: readonly string[];
  /** Tokens of each domain's train split. */
  readonly trainTokens: readonly number[];
  /** Positions (B T steps) that a run trains on; of several models the most. */
  readonly positions: number;
  /** Shares by a rule's name (even, natural, tempered, …), where the corpus is at hand. */
  readonly mixture?: (rule: string) => Promise<Readonly<Record<string, number>>>;
}

/** What was asked for. */
export interface AskedMixtures {
  readonly mixtures: readonly NamedShares[];
  /** What made them. */
  readonly design: Readonly<Record<string, Json>>;
  /** What a person should know, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * The mixtures of a line.
 *
 * @throws {TypeError | SyntaxError | RangeError} naming the flag.
 */
export async function askedMixtures(values: DesignValues, context: DesignContext): Promise<AskedMixtures> {
  const texts = values as Readonly<Record<string, string | undefined>>, { mixtures: file, design: name } = texts;
  if (file === undefined && name === undefined) {
    throw wrongKind(
      `sweep plan: wanted --design NAME (${designs.map(({ name }) => name).join(", ")}) or --mixtures FILE; see --help`,
    );
  }
  if (file !== undefined && name !== undefined && name !== "file") {
    throw wrongKind(`--design, --mixtures: wanted one of them, got both (${name}, ${file})`);
  }
  if (name === "file" && file === undefined) throw wrongKind("--design file: wanted --mixtures FILE beside it");
  const design = designNamed(name ?? "file"), { options, inputs } = await givenOptions(design, values);
  const bounds = await boundsAsked(texts, context);
  const { given, notes, ...read } = await readInputs(inputs, context);
  const { domains, targets, trainTokens } = context;
  const setting: DesignSetting = { domains, targets, trainTokens, ...bounds.setting, ...read, ...(given && { given }) };
  const resolved = options.prior === undefined
    ? options
    : { ...options, prior: await priorAsked(options.prior, context) };
  const made = designMixtures(design.name, resolved, setting, listOption("with", texts.with) ?? []);
  return {
    mixtures: made.mixtures,
    design: { ...made.design, ...inputs },
    notes: [...notes, ...bounds.notes, ...made.notes],
  };
}

/** Caps and floors by domain, `all` for every one that is not named; and those of the tokens there are. */
async function boundsAsked(texts: Readonly<Record<string, string | undefined>>, context: DesignContext) {
  const { domains, trainTokens, positions } = context;
  const byDomain = async (flag: "cap" | "floor") => {
    const given = await namedNumbers(flag, texts[flag]);
    if (given === undefined || domains.includes("all") || !Object.hasOwn(given, "all")) return given;
    const { all, ...named } = given;
    return { ...Object.fromEntries(domains.map((domain) => [domain, all])), ...named };
  };
  const caps = await byDomain("cap"), floors = await byDomain("floor");
  const epochs = numberOption("max-epochs", texts["max-epochs"], { above: 0 });
  const tokens = epochs === undefined ? undefined : { budget: positions, epochs };
  const limits = domains.flatMap((domain, j) => {
    const most = epochs === undefined ? 1 : epochs * trainTokens[j] / positions;
    return most < 1 ? [`${domain} ${Number(most.toPrecision(4))}`] : [];
  });
  return {
    setting: { ...(caps && { caps }), ...(floors && { floors }), ...(tokens && { tokens }) },
    notes: limits.length === 0
      ? []
      : [`at most ${epochs} epoch${epochs === 1 ? "" : "s"} of ${positions} tokens: ${limits.join(", ")}`],
  };
}

/** Mixtures, runs and laws from files. */
async function readInputs(
  inputs: Readonly<Record<string, string>>,
  { domains, targets }: DesignContext,
): Promise<Pick<DesignSetting, "given" | "existing" | "fitted"> & { readonly notes: readonly string[] }> {
  const { mixtures, existing, existingWhere, fitted } = inputs;
  if (existingWhere !== undefined && existing === undefined) {
    throw wrongKind("--existing-where: it chooses rows of --existing TABLE; give both or none");
  }
  const files = mixtures === undefined ? undefined : await readMixtures(mixtures, domains);
  return {
    ...(files && { given: files.mixtures }),
    ...(existing !== undefined && {
      existing: await readTable(existing, { domains, targets, ...(existingWhere && { where: existingWhere }) }),
    }),
    ...(fitted !== undefined && { fitted: loadLaw(await jsonFile(fitted), fitted) }),
    notes: files?.notes ?? [],
  };
}

/** A prior's shares by domain: those of a rule are the corpus'. */
async function priorAsked(prior: Json, { mixture }: DesignContext): Promise<Json> {
  if (typeof prior !== "string" || !MIXTURE_RULES.includes(prior)) return prior;
  if (mixture === undefined) throw outOfRange(`--prior: wanted a mixture, got ${got(prior)} and no corpus to count`);
  return await mixture(prior);
}
