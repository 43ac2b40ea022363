/**
 * What `deno task fit` prints for a person.
 *
 * @module
 */
import type { FitReport } from "./fit_command.ts";
import { textTable } from "./text_table.ts";

const fixed = (digits: number) => (v: number | null | undefined) =>
  v === null || v === undefined ? "–" : Math.abs(v) < 1e4 ? v.toFixed(digits) : v.toExponential(2);
const loss = fixed(4), share = fixed(4);
const small = (v: number | null | undefined) => v === null || v === undefined ? "–" : v.toPrecision(3);
const range = (i: readonly [number, number] | null | undefined, digits = 4) =>
  i ? `${i[0].toFixed(digits)} – ${i[1].toFixed(digits)}` : "–";

/** The whole summary. */
export function summary(report: FitReport, written: readonly string[], seconds: number): string {
  const { answer, judged, critical } = report;
  const { table, fitted, best, average } = answer;
  const parts: string[] = [];
  const robust = report.delta === undefined ? "least squares" : `Huber δ = ${report.delta}`;
  parts.push([
    `${
      table.synthetic ? "SYNTHETIC DATA (a planted law, no model was trained)\n" : ""
    }${fitted.law}: ${answer.law.formula}`,
    `${table.source}: ${table.runs.length} runs of ${answer.mixtures} mixtures, ${table.domains.length} domains, ` +
    `${table.targets.length} target${table.targets.length === 1 ? "" : "s"}; ${robust}`,
    ...table.notes.map((note) => `note: ${note}`),
  ].join("\n"));

  if (answer.comparison) {
    parts.push(
      "Laws by leave-one-out error (means over targets, nats per token)\n" + textTable(
        ["law", "parameters", "MAE", "LOO MAE", "LOO R²", "LOO Spearman"],
        answer.comparison.filter((c) => c.leftOut === undefined).map((c) => [
          c.law,
          `${c.parameters}`,
          small(c.mae),
          small(c.looMae),
          loss(c.looR2),
          loss(c.looSpearman),
        ]),
      ) + answer.comparison.filter((c) => c.leftOut).map((c) => `\nleft out: ${c.law}: ${c.leftOut}`).join(""),
    );
  }

  const quality = fitted.perTarget.map((fit, i) => {
    const q = answer.inSample[i], o = answer.outOfSample?.[i];
    const c = fit.c === undefined ? [] : [loss(fit.c), small(fit.standardErrors.c)];
    const huber = report.delta === undefined ? [] : [fit.objective.toExponential(4)];
    const seeds = answer.seeds ? [small(answer.seeds.sd[i])] : [];
    return [
      fit.target,
      ...c,
      ...huber,
      small(q.mae),
      small(o?.mae),
      loss(q.r2),
      loss(o?.r2),
      loss(o?.spearman),
      ...seeds,
    ];
  });
  if (table.targets.length > 1) {
    const blank = (n: number) => new Array<string>(n).fill("");
    const hasC = fitted.perTarget[0].c !== undefined;
    quality.push([
      "mean",
      ...blank((hasC ? 2 : 0) + (report.delta === undefined ? 0 : 1)),
      small(average.inSample.mae),
      small(average.outOfSample?.mae),
      loss(average.inSample.r2),
      loss(average.outOfSample?.r2),
      loss(average.outOfSample?.spearman),
      ...blank(answer.seeds ? 1 : 0),
    ]);
  }
  parts.push(
    `Fit by target (nats per token; LOO: ${
      answer.folds === undefined
        ? "the run's mixture left out"
        : `the run's mixture left out, mixtures in ${answer.folds} groups`
    })\n` + textTable([
      "target",
      ...(fitted.perTarget[0].c === undefined ? [] : ["c", "± s.e."]),
      ...(report.delta === undefined ? [] : ["mean Huber"]),
      "MAE",
      "LOO MAE",
      "R²",
      "LOO R²",
      "LOO Spearman",
      ...(answer.seeds ? ["seed s.d."] : []),
    ], quality),
  );

  const vertices = fitted.perTarget.filter((fit) => fit.vertex);
  if (fitted.law.startsWith("log-linear") && table.domains.length <= 8) {
    parts.push(
      "Vertex exponents v (c + exp v: loss of the pure domain; ≤: bounded from above only)\n" + textTable(
        ["target", ...table.domains],
        vertices.map((fit) => [
          fit.target,
          ...table.domains.map((d) => {
            const bound = fit.oneSided[`v:${d}`]?.atMost, se = fit.standardErrors[`v:${d}`];
            if (bound !== undefined) return `≤ ${bound.toFixed(2)}`;
            return `${fixed(3)(fit.vertex![d])}${se === null || se === undefined ? "" : ` ± ${small(se)}`}`;
          }),
        ]),
      ),
    );
  }

  if (judged) {
    parts.push(
      `On ${judged.source} (${judged.runs} runs)\n` + textTable(
        ["target", "Spearman", "Kendall", "MAE", "R²", "top-1 regret", "top-5 regret"],
        judged.targets.map((t, i) => {
          const q = judged.quality[i];
          return [
            t,
            loss(q.spearman),
            loss(q.kendall),
            small(q.mae),
            loss(q.r2),
            small(q.regretTop1),
            small(q.regretTop5),
          ];
        }),
      ),
    );
  }

  parts.push(
    `Best mixture (${best.proof})\n` + textTable(
      [
        "domain",
        "share",
        "95 % interval",
        "prior",
        `best run (${best.bestRun.run})`,
        ...(best.epochs ? ["epochs"] : []),
      ],
      table.domains.map((d) => [
        d,
        share(best.mixture[d]),
        range(best.intervals?.[d], 3),
        share(best.prior.mixture[d]),
        share(best.bestRun.mixture[d]),
        ...(best.epochs ? [best.epochs[d].toFixed(2)] : []),
      ]),
    ) +
      `\nobjective ${loss(best.loss)} (95 % ${range(best.objectiveInterval)}); prior ${loss(best.prior.objective)}; ` +
      `best run ${loss(best.bestRun.objective)} predicted, ${loss(best.bestRun.measured)} measured`,
  );
  parts.push(answer.verdict.map((s) => `• ${s}`).join("\n"));

  if (critical) {
    parts.push(
      `Critical share of ${critical.domain} (${critical.target}, base loss ${critical.baseLoss}, ${critical.law})\n` +
        `${critical.message}${critical.interval ? `\n95 % interval ${range(critical.interval)}` : ""}` +
        critical.others.map((o) => `\n${o.law}: ${o.message}`).join(""),
    );
  }
  if (report.mixture) {
    parts.push(
      "Predicted losses of the mixture given\n" +
        textTable(["target", "loss"], Object.entries(report.mixture.losses).map(([t, l]) => [t, loss(l)])),
    );
  }
  parts.push(
    "What the papers' code would answer\n" + textTable(
      ["way", "objective", "mixture"],
      report.papers.map((p) => [p.name, loss(p.objective), p.mixture ? shares(p.mixture) : p.note]),
    ),
  );
  const warnings = [...answer.warnings, ...(critical?.warnings ?? [])];
  if (warnings.length > 0) parts.push("Warnings\n" + warnings.map((w) => `! ${w.message}`).join("\n"));
  if (written.length > 0) parts.push("Written\n" + written.map((w) => `  ${w}`).join("\n"));
  parts.push(`${seconds.toFixed(2)} s`);
  return parts.join("\n\n");
}

function shares(mixture: Readonly<Record<string, number>>): string {
  const all = Object.entries(mixture).filter(([, p]) => p >= 0.0005).sort((a, b) => b[1] - a[1]);
  return all.slice(0, 5).map(([d, p]) => `${d} ${p.toFixed(3)}`).join(" ") + (all.length > 5 ? " …" : "");
}
