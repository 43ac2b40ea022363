/**
 * `deno task analyse`: the analyses of the papers, on tables of runs.
 *
 * @module
 */
import { join } from "node:path";
import { analyses, analysisNamed } from "../../analysis/analyses.ts";
import type { Analysis } from "../../analysis/analysis.ts";
import { unparsable, wrongKind } from "../errors.ts";
import type { Json } from "../methods/actions.ts";
import { flagOf, resolveOptions } from "../methods/options.ts";
import { nearest } from "../nearest.ts";
import { writeAnalysis } from "./analyse_outputs.ts";
import { type OptionSpec, parseArguments, run } from "./arguments.ts";
import { helpLine } from "./help_lines.ts";
import { optionFromText } from "./mix_option_values.ts";
import { optionLine } from "./option_line.ts";
import { refuseFile } from "./out_folder.ts";
import { textReport } from "./text_report.ts";

const ROOT = join(import.meta.dirname!, "..", "..");

const COMMON: Record<string, OptionSpec> = {
  where: { type: "string" },
  out: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
};

const HELP = () =>
  `Analyses tables of runs as the papers did.

  deno task analyse NAME [TABLE…] [options]

analyses (their options: deno task analyse NAME --help)
${analyses.map(({ name, title }) => helpLine(name, title)).join("\n")}

${common()}

Without a table, each takes tables that Mixlab made (data/README.md). Exit code: 0 done, 2 bad input or options, 1 else.`;

function common(): string {
  return [
    "options of all",
    helpLine("--where COND", "rows to take, as in deno task fit: column=value,…"),
    helpLine("--out DIR", "also report.html, numbers.json and each figure as Plotly JSON, SVG and PNG"),
    helpLine("--json", "the numbers as one JSON document on standard output, in place of text"),
  ].join("\n");
}

function helpOf({ name, title, source, tables, byDefault, options }: Analysis): string {
  const own = Object.entries(options).map(([option, spec]) => optionLine(flagOf(option), spec));
  return [
    `${name}: ${title}`,
    `Source: ${source}`,
    "",
    `  deno task analyse ${name} [TABLE…] [options]`,
    "",
    helpLine("TABLE", `${tables} (default ${byDefault.join(", ")})`),
    ...(own.length > 0 ? ["", "options", ...own] : []),
    "",
    common(),
  ].join("\n");
}

/** All flags of all analyses: an option that another analysis has is refused by name, later. */
function flags(analysis: Analysis | undefined): Record<string, OptionSpec> {
  const spec = { ...COMMON };
  for (const [name, option] of Object.entries(analysis?.options ?? {})) {
    const flag = flagOf(name);
    if (option.kind === "flag") spec[option.default === true ? `no-${flag}` : flag] = { type: "boolean" };
    else spec[flag] = { type: "string" };
  }
  return spec;
}

async function optionsOf(analysis: Analysis, values: Readonly<Record<string, unknown>>) {
  const given: Record<string, Json> = {};
  for (const [name, option] of Object.entries(analysis.options)) {
    const flag = flagOf(name), off = values[`no-${flag}`], value = values[flag];
    if (off === true) given[name] = false;
    else if (value === true) given[name] = true;
    else if (typeof value === "string") given[name] = await optionFromText(flag, option, value);
  }
  const { preset: _, ...options } = resolveOptions(analysis.name, analysis.options, { default: {} }, given);
  return options;
}

async function analyse(args: string[]): Promise<void> {
  const name = args.find((arg) => !arg.startsWith("-"));
  const analysis = name === undefined ? undefined : analysisNamed(name);
  const { values, positionals } = parseArguments(args, flags(analysis));
  if (values.help || analysis === undefined) {
    console.log(analysis === undefined ? HELP() : helpOf(analysis));
    if (!values.help && args.length > 0) throw unparsable(`wanted the name of an analysis first, got ${args[0]}`);
    return;
  }
  if (positionals[0] !== name) {
    const near = nearest(positionals[0] ?? "", analyses.map((one) => one.name));
    throw wrongKind(`wanted the name of the analysis first, got ${positionals[0]}${near ? `; mean ${near}?` : ""}`);
  }
  const tables = positionals.length > 1 ? positionals.slice(1) : analysis.byDefault.map((path) => join(ROOT, path));
  const where = values.where as string | undefined, out = values.out as string | undefined;
  const options = await optionsOf(analysis, values);
  if (out !== undefined) refuseFile(out);
  const answer = await analysis.run({ tables, options, ...(where !== undefined && { where }) });
  const written = out === undefined ? [] : await writeAnalysis(out, answer);
  console.log(values.json ? JSON.stringify(answer.numbers, null, 1) : textReport(answer.report));
  if (!values.json && written.length > 0) console.log(`\nWritten: ${written.join(", ")}`);
}

if (import.meta.main) await run(analyse);
