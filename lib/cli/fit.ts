/**
 * `deno task fit`: fits a mixing law to a table of runs. Nothing but the command line is loaded before it is clear what
 * is asked for.
 *
 * @module
 */
import { unparsable } from "../errors.ts";
import { parseArguments, run } from "./arguments.ts";

const OPTIONS = {
  where: { type: "string" },
  domains: { type: "string" },
  targets: { type: "string" },
  tolerance: { type: "string" },
  law: { type: "string" },
  huber: { type: "string" },
  offset: { type: "string" },
  "no-intercept": { type: "boolean" },
  rounds: { type: "string" },
  "learning-rate": { type: "string" },
  leaves: { type: "string" },
  "leaf-runs": { type: "string" },
  load: { type: "string" },
  predict: { type: "string" },
  "predict-where": { type: "string" },
  mixture: { type: "string" },
  bootstrap: { type: "string" },
  folds: { type: "string" },
  seed: { type: "string" },
  objective: { type: "string" },
  prior: { type: "string" },
  kl: { type: "string" },
  cap: { type: "string" },
  floor: { type: "string" },
  tokens: { type: "string" },
  budget: { type: "string" },
  epochs: { type: "string" },
  critical: { type: "string" },
  "base-loss": { type: "string" },
  simulation: { type: "boolean" },
  json: { type: "boolean" },
  out: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

/** Options of the command as given, by name. */
export type FitValues = ReturnType<typeof parseArguments<typeof OPTIONS>>["values"];

/** The command. */
export async function main(args: string[]): Promise<number> {
  const began = performance.now();
  const { values, positionals } = parseArguments(args, OPTIONS);
  if (values.help) {
    console.log((await import("./fit_help.ts")).FIT_HELP);
    return 0;
  }
  const together = (one: keyof FitValues, other: keyof FitValues) => {
    if (values[one] !== undefined && values[other] === undefined) {
      throw unparsable(`--${one} needs --${other} beside it; see --help`);
    }
  };
  together("critical", "base-loss");
  together("base-loss", "critical");
  together("tokens", "budget");
  together("budget", "tokens");
  together("epochs", "tokens");
  together("predict-where", "predict");
  if (values.load !== undefined) {
    if (positionals.length > 0) {
      throw unparsable(`--load fits nothing: wanted no TABLE, got ${positionals.join(" ")}; judge it with --predict`);
    }
    const { useLaw } = await import("./fit_load.ts");
    await useLaw(values.load, values, began);
    return 0;
  }
  const { fitCommand } = await import("./fit_command.ts");
  await fitCommand(positionals, values, args, began);
  return 0;
}

if (import.meta.main) await run(main);
