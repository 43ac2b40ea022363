/**
 * What a sitting says, as Markdown.
 *
 * @module
 */
import type { Outside } from "./outside.ts";
import { quantile } from "./quantile.ts";
import type { Result } from "./rounds.ts";
import type { Shape } from "./shapes.ts";

/** One shape with one number of threads. */
export interface Measured {
  readonly shape: Shape;
  readonly threads: number;
  /** Mixlab first. */
  readonly results: readonly Result[];
  readonly strangerCores: number;
  /** The products of a step: their operations, and their least time in milliseconds by each library and by the best. */
  readonly products: { readonly work: number; readonly torch?: number; readonly ort: number; readonly least: number };
  readonly outside: Outside;
}

/** Names of the contenders, in the order of the table's columns. */
export const MIXLAB = "Mixlab",
  EAGER = "PyTorch eager",
  COMPILED = "torch.compile",
  INSTALLED = "PyTorch as installed",
  WASM = "tfjs-wasm";

/** Smallest speed against a peer: at least eager PyTorch's, and 0.9 of the compiled. */
const BARS: Readonly<Record<string, number>> = { [EAGER]: 1, [COMPILED]: 0.9 };
/** Largest part of a step for data loader, clipping and metrics. */
const OUTSIDE = 0.02;
/** Largest relative difference of two losses after the same steps. */
const SAME_LOSS = 1e-4;
/** Processors that others may keep busy. */
const QUIET = 0.02;

/** Median step of a contender, in milliseconds. */
function medianStep({ rounds }: Result): number {
  return quantile(rounds.flat());
}

/** How many times faster than a peer: the median over the rounds that both took part in. */
export function ratio(ours: Result, peer: Result): number {
  const common = Math.min(ours.rounds.length, peer.rounds.length);
  return quantile(Array.from({ length: common }, (_, r) => quantile(peer.rounds[r]) / quantile(ours.rounds[r])));
}

/** The table for the README: a row for each shape and number of threads. */
export function summary(all: readonly Measured[]): string {
  const header = ["shape", "threads", "Mixlab: ms a step", "tokens/s", EAGER, COMPILED, INSTALLED, WASM]
    .concat("least time of the products", "peak MB: Mixlab, eager, compiled, as installed")
    .concat("build s: Mixlab, compiled");
  const rows = all.map(({ shape, threads, results, products }) => {
    const [ours] = results, ms = medianStep(ours), { least, work } = products;
    const of = (name: string) => results.find((result) => result.name === name);
    const beside = (name: string) => {
      const peer = of(name);
      if (peer) return `${figure(medianStep(peer))} ms, ${ratio(ours, peer).toFixed(2)}×`;
      return products.torch === undefined && name !== WASM ? "no PyTorch here" : "–";
    };
    const each = (names: readonly string[], show: (result: Result) => string) =>
      names.map((name) => of(name)).map((result) => result ? show(result) : "–").join(", ");
    return [
      shape.what,
      `${threads}`,
      `${figure(ms)} (${figure(quantile(ours.rounds.flat(), 0.1))}–${figure(quantile(ours.rounds.flat(), 0.9))})`,
      Math.round(shape.rows * shape.config.context / ms * 1000).toLocaleString("en"),
      beside(EAGER),
      beside(COMPILED),
      beside(INSTALLED),
      beside(WASM),
      `${figure(least)} ms (${Math.round(work / least / 1e6)} GFLOP/s)`,
      each([MIXLAB, EAGER, COMPILED, INSTALLED], (result) => result.peakMegabytes.toFixed(0)),
      each([MIXLAB, COMPILED], (result) => (result.buildMs / 1000).toFixed(1)),
    ];
  });
  return markdown(header, rows);
}

/** A row for each contender, with all that was measured of it. */
export function details({ shape, threads, results, products, outside }: Measured): string {
  const header = ["contender", "ms a step", "p10", "p90", "tokens/s", "Mixlab is", "peak MB", "build s", "cores"]
    .concat("steps", "loss after them", "Mixlab's");
  const [ours] = results;
  const rows = results.map((result) => {
    const ms = result.rounds.flat(), at = Math.min(result.losses.length, ours.losses.length) - 1;
    return [
      result.name,
      figure(quantile(ms)),
      figure(quantile(ms, 0.1)),
      figure(quantile(ms, 0.9)),
      Math.round(shape.rows * shape.config.context / quantile(ms) * 1000).toLocaleString("en"),
      result === ours ? "" : `${ratio(ours, result).toFixed(2)}×`,
      result.peakMegabytes.toFixed(0),
      (result.buildMs / 1000).toFixed(2),
      result.cores.toFixed(2),
      `${at + 1}`,
      result.losses[at].toFixed(5),
      ours.losses[at].toFixed(5),
    ];
  });
  const { work, torch, ort, least } = products,
    per = (ms: number) => `${(100 * ms / outside.step).toFixed(2)} % (${ms.toFixed(2)} ms)`;
  return [
    `${shape.what}, ${threads} ${threads === 1 ? "thread" : "threads"}`,
    "",
    markdown(header, rows),
    "",
    `Products of a step: ${(work / 1e9).toFixed(1)} GFLOP; least time ${figure(least)} ms, ` +
    `${torch === undefined ? "" : `PyTorch's ${figure(torch)} ms, `}onnxruntime's ${figure(ort)} ms. ` +
    `Around the engine ${per(outside.around)} of a step, clipping ${per(outside.clipping)}.`,
  ].join("\n");
}

/** What is not as it should be: bars that are missed, and what makes the figures doubtful. */
export function complaints({ shape, threads, results, strangerCores, outside }: Measured): string[] {
  const [ours, ...peers] = results, where = `${shape.name}, ${threads} t`, list: string[] = [];
  for (const peer of peers) {
    const speed = ratio(ours, peer), bar = BARS[peer.name];
    if (speed < bar) list.push(`${where}: ${speed.toFixed(2)}× ${peer.name}; wanted ${bar}× or more`);
    const at = Math.min(peer.losses.length, ours.losses.length) - 1, a = ours.losses[at], b = peer.losses[at];
    if (!(Math.abs(a - b) <= SAME_LOSS * a)) {
      list.push(`${where}: loss ${a} after ${at + 1} steps, ${peer.name} has ${b}; wanted the same to 4 digits`);
    }
    if (peer.name !== WASM && ours.peakMegabytes > peer.peakMegabytes) {
      const megabytes = [ours, peer].map((result) => result.peakMegabytes.toFixed(0));
      list.push(`${where}: ${megabytes[0]} MB at most; wanted no more than ${peer.name}'s ${megabytes[1]} MB`);
    }
  }
  const beside = (outside.around + outside.clipping) / outside.step;
  if (beside > OUTSIDE) {
    list.push(
      `${where}: loader, clipping and metrics took ${(100 * beside).toFixed(2)} % of a step; wanted 2 % or less`,
    );
  }
  for (const { name, idleCores, cores } of results) {
    if (idleCores > QUIET) list.push(`${where}: ${name} used ${idleCores.toFixed(3)} cores in the turns of others`);
    if (cores > threads + 0.1) list.push(`${where}: ${name} used ${cores.toFixed(2)} cores; wanted ${threads}`);
  }
  if (strangerCores > QUIET) {
    list.push(`${where}: other processes or the host took ${strangerCores.toFixed(2)} cores; measure again in quiet`);
  }
  return list;
}

/** Three digits. */
function figure(ms: number): string {
  return ms >= 100 ? ms.toFixed(0) : ms.toPrecision(3);
}

/** A table in Markdown. */
export function markdown(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((h, c) => Math.max(h.length, 3, ...rows.map((row) => row[c].length)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, c) => cell.padEnd(widths[c])).join(" | ")} |`;
  return [line(header), line(widths.map((w) => "-".repeat(w))), ...rows.map(line)].join("\n");
}
