/**
 * The folder of `--out` of an analysis.
 *
 * @module
 */
import { join } from "node:path";
import type { AnalysisAnswer } from "../../analysis/analysis.ts";
import { wrongKind } from "../errors.ts";
import { toReport } from "../figures/report.ts";
import { rasterize } from "../figures/to_png.ts";
import { toSvg } from "../figures/to_svg.ts";
import { unwritable } from "../files/unwritable.ts";
import { CannotWrite, writeWhole } from "../files/write_whole.ts";

/** Refuses a file in the place of the folder, before anything is computed. */
export function refuseFile(folder: string): void {
  let isFile: boolean;
  try {
    isFile = !Deno.statSync(folder).isDirectory;
  } catch {
    return; // it is not there, or may not be looked at: writing will tell
  }
  if (isFile) throw wrongKind(`--out: wanted a folder, got ${folder}, which is a file`);
}

/**
 * Writes report, numbers and figures, each whole or not at all; returns the paths written.
 *
 * @throws {TypeError} when the folder cannot be written.
 */
export async function writeAnalysis(folder: string, answer: AnalysisAnswer): Promise<string[]> {
  try {
    return await writeAll(folder, answer);
  } catch (error) {
    if (error instanceof CannotWrite) throw unwritable(error.cause, `--out: ${folder}`);
    throw error;
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
  let count = 0;
  for (const { figures = [] } of report.sections) {
    for (const { figure } of figures) {
      const name = join("figures", `figure_${++count}`), svg = await toSvg(figure);
      write(`${name}.json`, JSON.stringify(figure));
      write(`${name}.svg`, svg);
      write(`${name}.png`, await rasterize(svg, 2));
    }
  }
  write("report.html", await toReport(report));
  return written;
}
