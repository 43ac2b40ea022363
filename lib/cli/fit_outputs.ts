/**
 * The folder of `--out`: law.json, answer.json, report.html, and each figure as Plotly JSON, SVG and PNG.
 *
 * @module
 */
import { join } from "node:path";
import { wrongKind } from "../errors.ts";
import { toReport } from "../figures/report.ts";
import { rasterize } from "../figures/to_png.ts";
import { toSvg } from "../figures/to_svg.ts";
import { sha256 } from "../text/sha256.ts";
import { writeWhole } from "../files/write_whole.ts";
import type { FitReport } from "./fit_command.ts";
import { fitFigures, type NamedFigure } from "./fit_figures.ts";
import { answerJson } from "./fit_json.ts";
import { fitReport } from "./fit_report.ts";

/** An input file and what it held. */
export interface Input {
  readonly path: string;
  readonly sha256: string;
}

/** Writes everything; returns the paths written. Nothing is half written: each file appears whole or not at all. */
export async function writeOutputs(
  folder: string,
  report: FitReport,
  paths: readonly string[],
  began: number,
): Promise<string[]> {
  const figures = fitFigures(report), inputs = await hashes(paths);
  const written: string[] = [];
  const write = (name: string, content: string | Uint8Array<ArrayBuffer>) => {
    const path = join(folder, name);
    writeWhole(path, typeof content === "string" ? new TextEncoder().encode(content) : content);
    written.push(path);
  };
  try {
    await Deno.mkdir(join(folder, "figures"), { recursive: true });
    write("law.json", JSON.stringify(report.answer.fitted, null, 1) + "\n");
    const drawn: NamedFigure[] = [];
    for (const named of figures) {
      const svg = await toSvg(named.figure); // drawn once, for three files
      write(join("figures", `${named.name}.json`), JSON.stringify(named.figure));
      write(join("figures", `${named.name}.svg`), svg);
      write(join("figures", `${named.name}.png`), await rasterize(svg, 2));
      drawn.push({ ...named, svg });
    }
    write("report.html", await toReport(fitReport(report, drawn, inputs)));
    const seconds = (performance.now() - began) / 1000;
    write("answer.json", JSON.stringify({ ...answerJson(report, seconds), inputs }, null, 1) + "\n");
  } catch (error) {
    if (error instanceof Deno.errors.NotADirectory || error instanceof Deno.errors.AlreadyExists) {
      throw wrongKind(`--out: wanted a folder, got ${folder}, which is a file`);
    }
    if (error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable) {
      throw wrongKind(`--out: cannot write in ${folder}: ${error.message}`);
    }
    throw error;
  }
  return written;
}

async function hashes(paths: readonly string[]): Promise<Input[]> {
  const out: Input[] = [];
  for (const path of paths) {
    if ((await Deno.stat(path)).isFile) out.push({ path, sha256: await sha256(await Deno.readFile(path)) });
  }
  return out;
}
