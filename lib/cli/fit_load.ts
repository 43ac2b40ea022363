/**
 * `deno task fit --load LAW.json`: a saved law predicts, is judged, and says which mixture is best.
 *
 * @module
 */
import { got, unparsable } from "../errors.ts";
import { bestMixture } from "../laws/best/best_mixture.ts";
import { judgeOn } from "../laws/judge_on.ts";
import { loadLaw } from "../laws/load_law.ts";
import { VERSION } from "../version.ts";
import type { FitValues } from "./fit.ts";
import { predictMixture, readOther } from "./fit_command.ts";
import { bestOptions, mixtureOption } from "./fit_options.ts";
import { jsonFile, numberOption } from "./option_values.ts";
import { textTable } from "./text_table.ts";

const FITTING: readonly (keyof FitValues)[] = [
  "law",
  "huber",
  "offset",
  "no-intercept",
  "rounds",
  "learning-rate",
  "leaves",
  "leaf-runs",
  "where",
  "bootstrap",
  "folds",
  "critical",
  "out",
  "simulation",
];

/** Uses a saved law. */
export async function useLaw(path: string, values: FitValues, began: number): Promise<void> {
  const senseless = FITTING.find((name) => values[name] !== undefined);
  if (senseless) {
    throw unparsable(
      `--${senseless} is for fitting; with --load wanted --predict, --mixture or what limits the best mixture`,
    );
  }
  const law = loadLaw(await jsonFile(path), path);
  const given = await mixtureOption("mixture", values.mixture);
  const mixture = given && predictMixture(law, given);
  const other = values.predict === undefined
    ? undefined
    : await readOther(values.predict, values["predict-where"], values);
  const judged = other && judgeOn(law, other);
  const best = law.segments ? undefined : bestMixture(law, {
    ...await bestOptions(values, law.targets),
    seed: numberOption("seed", values.seed, { least: 0, whole: true }) ?? 0,
  });
  const seconds = (performance.now() - began) / 1000;
  if (values.json) {
    const { shares: _, ...rest } = best ?? { shares: null };
    console.log(JSON.stringify(
      {
        mixlab: VERSION,
        law: law.law,
        domains: law.domains,
        targets: law.targets,
        ...(mixture && { mixture }),
        ...(judged && {
          predict: Object.fromEntries(judged.targets.map((t, i) => [t, judged.quality[i]])),
          predictSource: other.source,
          predictRuns: other.runs.length,
        }),
        ...(best && { best: rest }),
        warnings: law.warnings,
        seconds,
      },
      null,
      1,
    ));
    return;
  }
  const parts = [`${law.law} from ${path}: domains ${law.domains.join(", ")}; targets ${law.targets.join(", ")}`];
  if (mixture) {
    parts.push(
      "Predicted losses (nats per token)\n" +
        textTable(["target", "loss"], Object.entries(mixture.losses).map(([t, l]) => [t, l.toFixed(4)])),
    );
  }
  if (judged) {
    const show = (v: number | null) => v === null ? "–" : v.toFixed(4);
    parts.push(
      `On ${other.source} (${other.runs.length} runs)\n` + textTable(
        ["target", "Spearman", "Kendall", "MAE", "top-1 regret"],
        judged.targets.map((t, i) => {
          const q = judged.quality[i];
          return [t, show(q.spearman), show(q.kendall), show(q.mae), show(q.regretTop1)];
        }),
      ),
    );
  }
  if (best) {
    parts.push(
      `Best mixture (${best.proof})\n` +
        textTable(["domain", "share"], law.domains.map((d) => [d, best.mixture[d].toFixed(4)])) +
        `\nobjective ${best.loss.toFixed(4)} nats per token`,
    );
  } else if (!mixture && !judged) {
    throw unparsable(`${got(law.law)} is a law of segments: give --predict TABLE`);
  }
  console.log(parts.join("\n\n"));
}
