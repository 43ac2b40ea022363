/**
 * What a run of a plan gave, checked against what the plan asked for. k targets.
 *
 * @module
 */
import { join } from "node:path";
import { got, isInputError, outOfRange, unparsable, wrongKind } from "../../errors.ts";
import { readIfThere } from "../../files/read_file.ts";
import { canonicalJson } from "../../text/canonical_json.ts";
import { count, finite, list, object } from "../../text/json_values.ts";
import { runName } from "../../train/run_directory_name.ts";
import type { SweepPlan, SweepRun } from "../plan.ts";
import { specOf } from "../spec_of.ts";

/** The result of a run of a plan. */
export interface SweepResult {
  /** Losses (k, nats per token) before its first update, on val. */
  readonly start: readonly number[];
  /** After each number of its own updates at which the plan has it evaluated, on val. */
  readonly way: readonly { readonly updates: number; readonly losses: readonly number[] }[];
  /** After its last update, on val. */
  readonly val: readonly number[];
  /** On test; null where the corpus has none. */
  readonly test: readonly number[] | null;
  /** Tokens that it trained on itself. */
  readonly tokens: number;
  /** Whether every update had as many. */
  readonly even: boolean;
  /** Parameters of its model. */
  readonly parameters: number;
  /** Share of each domain in all of its rows (m). */
  readonly realised: readonly number[];
  /** Rows of each target in the evaluations on the way, and in those at start and end; 0: all; undefined: not told. */
  readonly rows: { readonly way: number | undefined; readonly end: number | undefined };
}

/**
 * Reads the result of a run; undefined where it has none.
 *
 * @throws {SyntaxError} when a file is no JSON.
 * @throws {TypeError | RangeError} when a file is not what the run must have written: all that a message says begins with
 * the file's path.
 */
export function readSweepResult(plan: SweepPlan, run: SweepRun): SweepResult | undefined {
  const folder = join(plan.runsIn, run.key), path = join(folder, "result.json"), text = readIfThere(path);
  if (text === undefined) return undefined;
  const config = inFile(join(folder, "config.json"), (at) => {
    const written = readIfThere(at);
    if (written === undefined) throw wrongKind("this file is missing");
    return checkConfig(JSON.parse(written), plan, run);
  });
  return inFile(path, () => checkResult(JSON.parse(text), plan, run, config));
}

/** Puts the name of a file before what is wrong with it. */
function inFile<T>(path: string, read: (path: string) => T): T {
  try {
    return read(path);
  } catch (error) {
    if (!isInputError(error) && error instanceof SyntaxError) {
      throw unparsable(
        `${path}: this file was altered: ${error.message}; move its folder away to have the run made again`,
      );
    }
    if (isInputError(error)) (error as Error).message = `${path}: ${(error as Error).message}`;
    throw error;
  }
}

type Config = Readonly<Record<string, unknown>>;

/** The configuration is the one that the folder is named by, and the one that the plan means. */
function checkConfig(value: unknown, plan: SweepPlan, run: SweepRun): Config {
  const config = object(value, "configuration"), key = runName(config);
  if (key !== run.key) {
    throw outOfRange(`this file was altered: wanted the configuration of ${run.key}, got that of ${key}`);
  }
  const { rule, steps, seed, begin } = specOf(plan, run), { domains, targets } = plan;
  const meant = { rule, steps, seed, domains, targets, ...(begin !== undefined && { begin: { run: begin } }) };
  for (const [name, wanted] of Object.entries(meant)) {
    const found = config[name];
    if (found !== undefined && canonicalJson(found) === canonicalJson(JSON.parse(JSON.stringify(wanted)))) continue;
    throw outOfRange(
      `${name}: the plan says ${JSON.stringify(wanted)}, the run was made with ${
        JSON.stringify(found)
      }: the plan was ` +
        "altered; make it anew",
    );
  }
  return config;
}

function checkResult(json: unknown, { domains, targets }: SweepPlan, run: SweepRun, config: Config): SweepResult {
  const { value: outcome } = object(json, "result"), value = object(outcome, "value");
  const k = targets.length, losses = (at: string, found: unknown) => lossesOf(at, found, k);
  const steps = count(value.steps, "value.steps"), tokens = count(value.tokens, "value.tokens");
  if (steps !== run.steps) throw outOfRange(`value.steps: wanted ${run.steps} as the plan says, got ${steps}`);
  const realised = list(value.realised, "value.realised");
  if (realised.length !== domains.length) {
    throw outOfRange(`value.realised: wanted ${domains.length} shares, got ${realised.length}`);
  }
  return {
    start: losses("value.start", value.start),
    way: wayOf(value, run, losses),
    val: losses("value.val", value.val),
    test: value.test === null ? null : losses("value.test", value.test),
    // Packed rows are all full; others end where their document does.
    ...{ tokens, even: (config.rows === undefined || config.rows === "packed") && tokens % steps === 0 },
    parameters: count(value.parameters, "value.parameters"),
    realised: realised.map((share, j) => finite(share, `value.realised[${j}]`)),
    rows: { way: rowsOf(config["eval-sequences"]), end: rowsOf(config["final-sequences"]) },
  };
}

/** The evaluations of the rule `checkpoints`. */
function wayOf(
  { answer }: Readonly<Record<string, unknown>>,
  { at = [] }: SweepRun,
  losses: (at: string, found: unknown) => number[],
): SweepResult["way"] {
  if (at.length === 0) return [];
  const where = "value.answer.details.evaluations";
  const { evaluations } = object(object(answer, "value.answer").details, "value.answer.details");
  const found = list(evaluations, where).map((one, n) => {
    const { updates, losses: losses_k } = object(one, `${where}[${n}]`);
    return {
      updates: count(updates, `${where}[${n}].updates`),
      losses: losses(`${where}[${n}].losses`, losses_k),
    };
  });
  const updates = found.map((one) => one.updates);
  if (updates.join() !== at.join()) {
    throw outOfRange(`${where}: wanted those after ${at.join(", ")} updates, got ${updates.join(", ") || "none"}`);
  }
  return found;
}

function lossesOf(at: string, found: unknown, k: number): number[] {
  const losses = list(found, at).map((loss, i) => finite(loss, `${at}[${i}]`));
  if (losses.length !== k) throw outOfRange(`${at}: wanted ${k} losses, got ${losses.length}`);
  const negative = losses.findIndex((loss) => loss < 0);
  if (negative >= 0) throw outOfRange(`${at}[${negative}]: wanted a loss ≥ 0, got ${got(losses[negative])}`);
  return losses;
}

function rowsOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}
