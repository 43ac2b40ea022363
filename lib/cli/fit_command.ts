/**
 * Fitting, as the command does it: read, fit, write, print.
 *
 * @module
 */
import { unparsable } from "../errors.ts";
import { type CriticalShare, criticalShare } from "../laws/best/critical_share.ts";
import type { Objective } from "../laws/best/objective.ts";
import type { PaperAnswer } from "../laws/best/paper_answer.ts";
import { paperAnswers } from "../laws/best/paper_answers.ts";
import { combineTargets } from "../laws/combine_targets.ts";
import { fitTable, type FitTableOptions, type TableAnswer } from "../laws/fit_table.ts";
import { judgeOn } from "../laws/judge_on.ts";
import { type Interval, interval } from "../laws/intervals.ts";
import type { FittedLaw } from "../laws/law.ts";
import { lawNamed } from "../laws/registry.ts";
import { priorShares } from "../laws/best/prior.ts";
import type { Quality } from "../laws/quality.ts";
import { parseTable } from "../tables/parse_table.ts";
import { readTable } from "../tables/read_table.ts";
import type { RunTable } from "../tables/run_table.ts";
import type { FitValues } from "./fit.ts";
import { answerJson } from "./fit_json.ts";
import { bestOptions, mixtureOption, readOptions, treeOptions } from "./fit_options.ts";
import { summary } from "./fit_summary.ts";
import { numberOption } from "./option_values.ts";
import { progress } from "./progress.ts";

/** Another table on which the law was judged. */
export interface Judged {
  readonly source: string;
  readonly runs: number;
  readonly targets: readonly string[];
  readonly quality: readonly Quality[];
}

/** The answer to `--critical`. */
export interface CriticalAnswer extends CriticalShare {
  /** The law that the share comes from. */
  readonly law: string;
  readonly domain: string;
  readonly baseLoss: number;
  readonly target: string;
  readonly fitted: FittedLaw;
  readonly interval: Interval | null;
  /** What other laws say. */
  readonly others: readonly { readonly law: string; readonly share: number | null; readonly message: string }[];
}

/** All that the command found out. */
export interface FitReport {
  readonly answer: TableAnswer;
  readonly delta?: number;
  readonly objective: Objective;
  readonly papers: readonly PaperAnswer[];
  readonly judged?: Judged;
  readonly critical?: CriticalAnswer;
  readonly mixture?: {
    readonly shares: Readonly<Record<string, number>>;
    readonly losses: Readonly<Record<string, number>>;
  };
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly args: readonly string[];
}

/** Reads, fits, writes and prints. */
export async function fitCommand(paths: string[], values: FitValues, args: string[], began: number): Promise<void> {
  const table = paths.length === 0 ? await embedded(values) : await readTable(paths, readOptions(values));
  const report = await work(table, values, args);
  let written: string[] = [];
  if (values.out !== undefined) {
    const { writeOutputs } = await import("./fit_outputs.ts");
    written = await writeOutputs(values.out, report, paths, began);
  }
  const seconds = (performance.now() - began) / 1000;
  if (values.json) console.log(JSON.stringify(answerJson(report, seconds), null, 1));
  else console.log(summary(report, written, seconds));
}

/** The embedded table: a sweep that Mixlab ran (data/README.md). */
async function embedded(values: FitValues): Promise<RunTable> {
  const { default: text } = await import("../../data/three_domains.csv", { with: { type: "text" } });
  return parseTable(text, { ...readOptions(values), name: "data/three_domains.csv" });
}

/** Everything but input and output. */
async function work(table: RunTable, values: FitValues, args: string[]): Promise<FitReport> {
  const delta = numberOption("huber", values.huber, { above: 0 });
  const offset = numberOption("offset", values.offset, { least: 0 });
  const trees = treeOptions(values);
  const seed = numberOption("seed", values.seed, { least: 0, whole: true }) ?? 0;
  if (values.law !== undefined && values.law !== "auto") lawNamed(values.law); // a wrong name before anything slow
  const best = await bestOptions(values, table.targets);
  const replicates = numberOption("bootstrap", values.bootstrap, { least: 0, whole: true });
  const folds = numberOption("folds", values.folds, { least: 2, whole: true });
  const line = progress((refits) => `${Number(refits.toPrecision(3))} refits`);
  const options: FitTableOptions = {
    ...(values.law !== undefined && { law: values.law }),
    ...(delta !== undefined && { delta }),
    ...(offset !== undefined && { offset }),
    ...(values["no-intercept"] && { intercept: false }),
    ...trees,
    ...(replicates !== undefined && { replicates }),
    ...(folds !== undefined && { folds }),
    seed,
    best,
    ...(Deno.stderr.isTerminal() && { onLaw: (name: string) => console.error(`trying ${name} …`) }),
    onRefit: (done, total) => line.update(done, total),
  };
  const mixture = await mixtureOption("mixture", values.mixture);
  const other = values.predict === undefined
    ? undefined
    : await readOther(values.predict, values["predict-where"], values, table);
  const answer = fitTable(table, options);
  line.end();
  const { fitted } = answer;
  const papers = paperAnswers(fitted, { ...best, seed, at: answer.at, simulation: values.simulation ?? false }, table);
  return {
    answer,
    ...(delta !== undefined && { delta }),
    objective: best.objective!,
    papers,
    ...(other && { judged: { source: other.source, runs: other.runs.length, ...judgeOn(fitted, other) } }),
    ...(values.critical !== undefined && { critical: critical(table, values, options) }),
    ...(mixture && { mixture: predictMixture(fitted, mixture, answer.at) }),
    options: { ...values },
    args,
  };
}

/** Reads the table of `--predict`: two files are a pair. */
export async function readOther(
  paths: string,
  where: string | undefined,
  values: FitValues,
  like?: RunTable,
): Promise<RunTable> {
  const { domains, targets } = readOptions(values);
  return await readTable(paths.split(","), {
    ...(domains && { domains }),
    ...(targets && like && { targets }),
    ...(where !== undefined && { where }),
  });
}

/** Predicted losses of one mixture. */
export function predictMixture(fitted: FittedLaw, mixture: Record<string, number>, at?: TableAnswer["at"]) {
  const shares = priorShares(mixture, fitted.domains, "--mixture");
  const losses = fitted.predict(shares, at);
  return {
    shares: Object.fromEntries(fitted.domains.map((d, j) => [d, shares[j]])),
    losses: Object.fromEntries(fitted.targets.map((t, i) => [t, losses[i]])),
  };
}

/**
 * The critical share, from a law fitted to the objective itself: one weighted loss, as the paper fits it. With two
 * domains the log-linear law is fitted in the paper's two steps, and the answer of the joint fit stands beside it.
 */
function critical(table: RunTable, values: FitValues, options: FitTableOptions): CriticalAnswer {
  const asked = values.critical!, bare = asked.replace(/^(share:|[pwr]_)/, "");
  const domain = table.domains.includes(asked) ? asked : bare;
  const baseLoss = numberOption("base-loss", values["base-loss"], { above: 0 })!;
  const objective = options.best?.objective ?? { kind: "mean" };
  if (objective.kind === "worst") {
    throw unparsable("--critical wants one loss: --objective mean, a target or a file of weights, not worst");
  }
  const weights = objective.kind === "weighted"
    ? objective.weights
    : objective.kind === "target"
    ? { [objective.target]: 1 }
    : Object.fromEntries(table.targets.map((t) => [t, 1]));
  const target = objective.kind === "target" ? objective.target : `${objective.kind} of targets`;
  const single = combineTargets(table, weights, target);
  const asLaw = values.law === undefined || values.law === "auto" ? "log-linear" : lawNamed(values.law).name;
  const paper = table.domains.length === 2 && asLaw === "log-linear" ? "log-linear-two-step" : asLaw;
  const [main, ...others] = [...new Set([paper, asLaw])].map((law) => {
    const answer = fitTable(single, { ...options, law, best: {} });
    const ask = (fitted: FittedLaw) =>
      criticalShare(fitted, { domain, baseLoss, prior: options.best?.prior, runs: single, at: answer.at });
    return { law, answer, ask, found: ask(answer.fitted) };
  });
  const again = main.answer.replicates.map((law) => main.ask(law).share).filter((s) => s !== null);
  const all = main.found.share !== null && again.length > 0 && again.length === main.answer.replicates.length;
  return {
    ...main.found,
    law: main.law,
    domain,
    baseLoss,
    target,
    fitted: main.answer.fitted,
    interval: all ? clip(interval(main.found.share!, again, main.answer.factor!)) : null,
    others: others.map(({ law, found }) => ({ law, share: found.share, message: found.message })),
  };
}

function clip([low, high]: Interval): Interval {
  return [Math.max(0, low), Math.min(1, high)];
}
