/**
 * What a run gave, for people.
 *
 * @module
 */
import type { DomainLoss, Evaluation } from "../train/evaluate.ts";
import { textTable } from "./text_table.ts";
import type { RunOutcome } from "./train_run.ts";

/** The table of a run: losses at start and end, and what the whole splits gave. */
export function runReport(
  { evaluations, configuration, step, startStep, tokens, parameters, outcome }: RunOutcome,
): string {
  const { start, end, final } = evaluations;
  const head = `${outcome} after step ${step}${startStep > 0 ? ` (begun at ${startStep})` : ""}: ` +
    `${tokens} tokens, ${parameters} parameters`;
  const last = end ?? start;
  if (last === null) return head;
  const shares = (configuration.mixture as { domains: Record<string, number> }).domains;
  const ofSplit = (split: string) => final.find((evaluation) => evaluation.split === split);
  const val = ofSplit("val"), test = ofSplit("test"), told = val ?? last;
  const rows = last.domains.map(({ domain }) => [
    domain,
    (100 * (shares[domain] ?? 0)).toFixed(1),
    loss(of(start, domain)),
    loss(of(end, domain)),
    ...(val && val !== end ? [loss(of(val, domain))] : []),
    of(told, domain)?.perplexity.toFixed(2) ?? "–",
    of(told, domain)?.bitsPerByte?.toFixed(3) ?? "–",
    ...(test ? [loss(of(test, domain))] : []),
  ]);
  const average = [
    "average",
    "",
    start?.averageLoss.toFixed(3) ?? "–",
    end?.averageLoss.toFixed(3) ?? "–",
    ...(val && val !== end ? [val.averageLoss.toFixed(3)] : []),
    told.averagePerplexity.toFixed(2),
    "",
    ...(test ? [test.averageLoss.toFixed(3)] : []),
  ];
  const { split } = last, startRows = configuration["eval-sequences"], finalRows = configuration["final-sequences"];
  const limits = [
    ...(startRows === 0 ? [] : [`${split} at start and end: ${startRows} rows of each domain, evenly spread`]),
    ...(finalRows === 0 || final.length === 0 ? [] : [`val and test: ${finalRows}`]),
  ].map((limit) => `; ${limit}`).join("");
  return `${head}\n\n${
    textTable(
      [
        "domain",
        "share %",
        `${split} loss at start`,
        "at end",
        ...(val && val !== end ? ["val"] : []),
        "perplexity",
        "bits per byte",
        ...(test ? ["test"] : []),
      ],
      [...rows, average],
    )
  }\nLosses are mean nats per token${limits}.`;
}

function of(evaluation: Evaluation | null, domain: string): DomainLoss | undefined {
  return evaluation?.domains.find((found) => found.domain === domain);
}

function loss(found: DomainLoss | undefined): string {
  return found?.loss.toFixed(3) ?? "–";
}
