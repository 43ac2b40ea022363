/**
 * The folder of `--out` of an analysis.
 *
 * @module
 */
import { join } from "node:path";
import type { AnalysisAnswer } from "../../analysis/analysis.ts";
import { type ReportFigure, type ReportSection, toReport } from "../figures/report.ts";
import { rasterize } from "../figures/to_png.ts";
import { toSvg } from "../figures/to_svg.ts";
import { writeWhole } from "../files/write_whole.ts";
import { outUnwritable } from "./out_folder.ts";

/**
 * Writes report, numbers and figures, each whole or not at all; returns the paths written.
 *
 * @throws {TypeError} when the folder cannot be written.
 */
export async function writeAnalysis(folder: string, answer: AnalysisAnswer): Promise<string[]> {
  try {
    return await writeAll(folder, answer);
  } catch (error) {
    throw outUnwritable(error, folder);
  }
}

async function writeAll(folder: string, { report, numbers }: AnalysisAnswer): Promise<string[]> {
  const written: string[] = [];
  const write = (name: string, content: string | Uint8Array) => {
    const path = join(folder, name);
    writeWhole(path, typeof content === "string" ? new TextEncoder().encode(content) : content);
    written.push(path);
  };
  write("numbers.json", `${JSON.stringify(numbers, null, 1)}\n`);
  const sections: ReportSection[] = [];
  let count = 0;
  for (const section of report.sections) {
    const figures: ReportFigure[] = [];
    for (const one of section.figures ?? []) {
      const name = join("figures", `figure_${++count}`), svg = await toSvg(one.figure); // drawn once, for three files
      write(`${name}.json`, JSON.stringify(one.figure));
      write(`${name}.svg`, svg);
      write(`${name}.png`, await rasterize(svg, 2));
      figures.push({ ...one, svg });
    }
    sections.push(section.figures === undefined ? section : { ...section, figures });
  }
  write("report.html", await toReport({ ...report, sections }));
  return written;
}
