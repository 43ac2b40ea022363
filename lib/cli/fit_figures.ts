/**
 * The figures of a fit, by the names of their files.
 *
 * @module
 */
import { fittedFigures } from "../../analysis/fitted/fitted_figures.ts";
import type { Figure } from "../figures/figure.ts";
import type { ReportFigure } from "../figures/report.ts";
import type { FitReport } from "./fit_command.ts";

/** A figure with the name of its files and what it shows. */
export interface NamedFigure {
  readonly name: string;
  readonly figure: Figure;
  readonly caption: string;
  /** The figure as SVG, once it is drawn. */
  readonly svg?: string;
}

/** All figures of a fit. */
export function fitFigures({ answer, objective }: FitReport): NamedFigure[] {
  const { bestMixture, predicted, isolines, lossAgainstShare } = fittedFigures(answer, { objective });
  return [
    named("best_mixture", bestMixture),
    named("predicted_against_observed", predicted),
    ...(isolines ? [named("ternary_isolines", isolines)] : []),
    ...Object.entries(lossAgainstShare).map(([target, figure]) =>
      named(`loss_against_share_${fileName(target)}`, figure)
    ),
  ];
}

function named(name: string, { figure, caption = "" }: ReportFigure): NamedFigure {
  return { name, figure, caption };
}

/** A target's name as part of a file name. */
function fileName(target: string): string {
  return target.replaceAll(/[^\p{L}\p{N}._-]+/gu, "_");
}
