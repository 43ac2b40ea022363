/**
 * What `deno task aioli` says of a line before it runs, and of its losses afterwards.
 *
 * @module
 */
import { averagePerplexity } from "../../methods/average_perplexity.ts";
import type { Json } from "../../methods/actions.ts";
import type { RuleSpec } from "../../methods/rule.ts";
import { helpLine } from "../help_lines.ts";
import { textTable } from "../text_table.ts";
import { FLAGS } from "./flags.ts";
import { METHODS } from "./method_of.ts";
import type { AioliLine } from "./parse.ts";
import type { AioliPlan } from "./plan.ts";

const NAMES = {
  static: "a fixed mixture",
  skillit: "Skill-It",
  doge: "DoGE",
  doremi: "DoReMi",
  aioli: "Aioli",
} as const;

/** The run in Mixlab's words. */
export function planWords(
  plan: AioliPlan,
  { data, model, results }: { readonly data: string; readonly model: string; readonly results: string },
): string {
  const { settings, steps, made, begun, broken, domains, method, checkpoints } = plan;
  const at = checkpoints.map(({ label, after }) => `${after + begun} (checkpoint-${label})`);
  const parts = settings.batch! / settings["micro-batch"]!;
  const warmup = settings.warmup as number, { "start-lr": start = 0, "end-lr": end = 0 } = settings;
  const rate = settings.schedule === "constant"
    ? `constant ${settings.lr}`
    : `${settings.schedule} ${warmup > 0 ? `${start} → ` : ""}${settings.lr}${
      warmup > 0 ? ` (after ${warmup})` : ""
    } → ` +
      `${end} (after ${settings["schedule-steps"]})`;
  const lines: readonly (readonly [string, string])[] = [
    ["method", `${NAMES[method]}: ${ruleWords(plan.rule)}`],
    ["domains", domains.join(", ")],
    ["data", `${data}; ${settings.rows === "examples" ? "an example a row" : "packed rows"}, drawn row by row`],
    ["model", `${model}, rows of ${settings.context} positions, float32`],
    [
      "updates",
      `${made}${begun > 0 ? ` after the ${begun} of ${plan.parent}` : ""}${
        broken ? `, broken off out of ${steps}` : ""
      }, batches of ${settings.batch}${
        parts > 1 ? ` (${parts} micro-batches of ${settings["micro-batch"]})` : ""
      }, seed ` +
      `${plan.seed}`,
    ],
    [
      "optimiser",
      `AdamW (0.9, 0.999, 1e-8), decay 0.01, clipping at 1, losses over all positions; learning rate ${rate}`,
    ],
    [
      "evaluation",
      `whole val, mean over rows, after ${at.length > 0 ? `${short(at)} and ` : ""}${made + begun} updates ` +
      `(checkpoint-${plan.last}); ${broken ? "no test, it is broken off" : "test at the end, where there is one"}`,
    ],
    ...(plan.reference === undefined ? [] : [["reference", plan.reference] as const]),
    ["results", results],
  ];
  return `What is run, in Mixlab's words\n${lines.map(([left, right]) => helpLine(left, right)).join("\n")}`;
}

/** Flags that are given and mean something else here than there; nothing where there are none. */
export function differenceWords({ values, given }: AioliLine): string {
  const lines = given.flatMap((name) => {
    const { otherwise } = FLAGS[name], words = typeof otherwise === "function" ? otherwise(values) : otherwise;
    return words === undefined ? [] : [helpLine(`--${name}`, words)];
  });
  const asked = METHODS.filter((name) => values[name]), over = asked.slice(1);
  if (over.length > 0) {
    lines.push(
      helpLine(over.map((name) => `--${name}`).join(" "), `passed over, here as there: --${asked[0]} goes first`),
    );
  }
  lines.push(helpLine("output.log, wandb", "not written; a run's own lines are in its run directory, metrics.jsonl"));
  return `What is otherwise than in Aioli's repository\n${lines.join("\n")}`;
}

/** Losses for people. */
export function lossWords(
  domains: readonly string[],
  losses: Readonly<Partial<Record<"start" | "val" | "test", readonly number[]>>>,
): string {
  const columns = Object.entries(losses),
    mean = (values: readonly number[]) => values.reduce((sum, loss) => sum + loss, 0) / values.length;
  return textTable(["", ...columns.map(([split]) => split)], [
    ...domains.map((domain, i) => [domain, ...columns.map(([, values]) => values[i].toFixed(4))]),
    ["mean", ...columns.map(([, values]) => mean(values).toFixed(4))],
    ["average perplexity", ...columns.map(([, values]) => averagePerplexity(values).toFixed(3))],
  ]);
}

/** Paths for people: those in the folder of results by their names there. */
export function writtenWords(results: string, paths: readonly string[]): string {
  const within = paths.filter((path) => path.startsWith(`${results}/`)),
    others = paths.filter((path) => !within.includes(path));
  const lines = [...within.map((path) => `  ${path.slice(results.length + 1)}`), ...others];
  return `Written to ${results}\n${lines.join("\n")}`;
}

function ruleWords({ rule, options }: RuleSpec): string {
  if (rule === "phases") {
    const phases = options.phases as unknown as (RuleSpec & { steps: number })[];
    return phases.map((phase) => `${phase.steps} updates of ${ruleWords(phase)}`).join("; then ");
  }
  return `rule ${rule} ${Object.entries(options).map(([name, value]) => `${name} ${valueWords(value)}`).join(", ")}`;
}

function valueWords(value: Json | undefined): string {
  if (typeof value === "number") return String(Number(value.toPrecision(6)));
  if (Array.isArray(value)) return `[${value.map(valueWords).join(" ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  return Object.entries(value).map(([name, share]) => `${name} ${valueWords(share)}`).join(" ");
}

function short(list: readonly string[]): string {
  return list.length <= 4 ? list.join(", ") : `${list.slice(0, 2).join(", ")}, … ${list.at(-1)}`;
}
