/**
 * What `deno task sweep plan` was asked for: the line, over a file.
 *
 * @module
 */
import { isInputError, unparsable, wrongKind } from "../errors.ts";
import type { Json } from "../methods/actions.ts";
import { givenOnLine, type OptionSpec, parseArguments } from "./arguments.ts";
import { MIX_SETTINGS, NONE_OF_A_METHOD } from "./mix_settings.ts";
import { DESIGN_FLAGS, type DesignValues } from "./sweep_design.ts";
import { planFile } from "./sweep_plan_file.ts";
import { refuseNoneOfAPlan } from "./sweep_plan_refused.ts";
import { DEFAULTS, type GivenSettings } from "./train_settings.ts";
import { type Seals, settingsFromLine } from "./train_values.ts";

const text = { type: "string" } as const, flag = { type: "boolean" } as const;

/** Flags that a file may have as members too. */
export const PLAN_FLAGS = {
  "out": text,
  "runs-in": text,
  "domains": text,
  "targets": text,
  "seeds": text,
  "models": text,
  "batches": text,
  "evaluate-at": text,
  "break-at": text,
  "child-steps": text,
  "child-mixtures": text,
  "workers": text,
  "no-measure": flag,
} as const satisfies Record<string, OptionSpec>;

/** Flags of the line alone. */
export const LINE_FLAGS = {
  "config": text,
  "json": flag,
} as const satisfies Record<string, OptionSpec>;

/** Values by flag. */
export type PlanValues =
  & Readonly<Partial<Record<Exclude<keyof typeof PLAN_FLAGS, "no-measure">, string>>>
  & { readonly "no-measure"?: boolean }
  & DesignValues;

/** What was asked for. */
export interface PlanFlags {
  readonly values: PlanValues;
  /** Settings of `deno task train` that all runs have. */
  readonly settings: GivenSettings;
  readonly seals: Seals;
  /** Settings of models, by name, where a file has them. */
  readonly models?: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly json: boolean;
}

/** Reads the line, and the file that it names. @throws {SyntaxError | TypeError | RangeError} */
export async function planFlags(args: string[]): Promise<PlanFlags> {
  const own: Record<string, OptionSpec> = { ...PLAN_FLAGS, ...DESIGN_FLAGS };
  const spec: Record<string, OptionSpec> = { ...own, ...LINE_FLAGS };
  for (const name of [...MIX_SETTINGS, ...Object.keys(NONE_OF_A_METHOD)]) spec[name] ??= text;
  const { values, positionals } = parseArguments(args, spec), line: Readonly<Record<string, unknown>> = values;
  const config = line.config as string | undefined;
  if (positionals.length > 0) throw unparsable(`sweep plan: wanted options only, got ${positionals.join(" ")}`);
  refuseNoneOfAPlan(line, "--");
  for (const [one, many] of [["seed", "seeds"], ["model", "models"]]) {
    if (line[one] !== undefined && line[many] !== undefined) {
      throw wrongKind(`--${one}, --${many}: wanted one of them, got both`);
    }
  }
  const file = config === undefined ? undefined : await planFile(config, own);
  const given = Object.fromEntries(
    Object.keys(own).map((name) => [name, line[name]]).filter(([, v]) => v !== undefined),
  );
  const fromLine = settingsFromLine(Object.fromEntries(MIX_SETTINGS.map((name) => [name, line[name]])));
  // One seed or model on the line goes over several in the file.
  const { seeds, models, ...others } = file?.values ?? {};
  const chosen = {
    ...others,
    ...(fromLine.seed === undefined && seeds !== undefined && { seeds }),
    ...(fromLine.model === undefined && models !== undefined && { models }),
    ...given,
  };
  return {
    values: chosen as PlanValues,
    settings: sweepSettings({ ...file?.settings, ...fromLine }),
    seals: file?.seals ?? {},
    ...(file?.models && { models: file.models }),
    json: line.json === true,
  };
}

/** What of a call's errors names a flag that stands in a file names the file. */
export async function namingFile<T>(args: string[], call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const file = givenOnLine(args, "config");
    const flag = isInputError(error) ? /^--([a-z-]+)/.exec(error.message)?.[1] : undefined;
    const onLine = args.some((arg) => arg === `--${flag}` || arg.startsWith(`--${flag}=`));
    if (file !== undefined && flag !== undefined && !onLine) {
      (error as Error).message = (error as Error).message.replace(`--${flag}`, `${file}: ${flag}`);
    }
    throw error;
  }
}

/**
 * Runs of sweeps take one thread each, so that as many run as the machine has cores, and are evaluated on the way as at
 * their end, unless said otherwise.
 */
function sweepSettings(given: GivenSettings): GivenSettings {
  const { backend = DEFAULTS.backend, "final-sequences": last = DEFAULTS["final-sequences"] } = given;
  return { ...(backend === "native" && { threads: 1 }), "eval-sequences": last, ...given };
}
