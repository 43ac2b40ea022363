/**
 * Memory of a worker at its peak (bytes), of the native backend: P parameters, L layers, D width, M inside the MLP, h heads,
 * V vocabulary, N = B T positions of the rows that are computed at a time.
 *
 *     140 MiB + C + 4 · (8 P + N · (L · (12.1 D + 2.7 M + 1.5 h T) + 2.72 V))
 *
 * - 140 MiB: Deno, the code, ONNX Runtime, compiled graphs; 10 MiB more for each thread after the first.
 * - C: files of the corpus that are held in memory: train of the domains that have a share, val and test of the targets,
 *   those of at most 32 MiB each.
 * - 8 P: parameters, gradients, two moments; while a checkpoint is saved, copies of three of them; what is left of the first
 *   parameters. One more where a batch is computed in several pieces: gradients to be added.
 * - N L (…): what a layer's forward pass keeps for its backward pass, and the gradients that flow: of the residual stream,
 *   norms, queries, keys and values (D), of the MLP (M), of attention's weights (h T a position).
 * - N V: logits, their softmax and their gradient.
 *
 * The coefficients were fitted by least squares of relative errors to the peaks (VmHWM) of 19 workers on three domains
 * (C = 32.5 MiB; 2026-11, Deno 2.9.6, ONNX Runtime 1.30.0, x64): tiny, small, pythia-14m, -70m, -160m and regmix-1m with B T
 * from 32 to 4,096 and V 257 or 50,304, 180 MB to 2.8 GB. The formula is within 6 % of each of them. `bench/sweep_memory.ts`
 * measures others, on six domains: it is within 4 % of eight, and 12 % above that of 85 M parameters, where it matters when
 * copies are collected. A run that has not touched a domain yet holds less.
 *
 * @module
 */
import { piecesOf } from "../../engine/native/pieces.ts";
import type { SweepRun } from "../plan.ts";
import { type CostEnvironment, RunKinds } from "./run_work.ts";

const MIB = 2 ** 20, BASE = 140 * MIB, THREAD = 10 * MIB;

/** Files up to this size are held (lib/cli/in_memory.ts). */
export const HELD = 32 * MIB;

/**
 * Estimates what a worker of a run takes at its peak, in bytes: within 6 % of the 19 workers of the native backend that it
 * was fitted to, from 180 MB to 2.8 GB, and within 12 % of nine others. Other backends were not measured. Executors replace
 * it by what they measure.
 *
 * @throws {TypeError | RangeError} when the run's settings are not right.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { type MethodEnvironment, memoryEstimate, type SweepPlan } from "@mixlab/mixlab/train";
 *
 * const most = (plan: SweepPlan, environment: MethodEnvironment) =>
 *   Math.max(...plan.runs.map((run) => memoryEstimate(environment, run)));
 * equal(most.length, 2);
 * ```
 */
export function memoryEstimate(environment: CostEnvironment, run: SweepRun): number {
  return memoryOf(new RunKinds(environment), run);
}

/** The same, of kinds of runs that are known. */
export function memoryOf(kinds: RunKinds, run: SweepRun): number {
  const { learner, parameters: P, batch, context: T } = kinds.of(run);
  const { vocabularySize: V, layers: L, width: D, mlpWidth: M, heads: h } = learner.model;
  const { microBatch = batch } = learner.settings, { threads } = learner.configuration;
  const pieces = piecesOf(microBatch, T, V), N = pieces[0] * T, added = pieces[0] < batch ? 1 : 0;
  const layer = 12.1 * D + 2.7 * M + 1.5 * h * T;
  const more = typeof threads === "number" ? (threads - 1) * THREAD : 0;
  return Math.round(BASE + more + corpusHeld(kinds, run, V) + 4 * ((8 + added) * P + N * (L * layer + 2.72 * V)));
}

/** Bytes of the corpus's files that a run holds. */
function corpusHeld(kinds: RunKinds, run: SweepRun, V: number): number {
  const { source, setting: { domains, targets } } = kinds.environment, ids = source.index?.vocabularySize ?? V;
  const width = ids <= 2 ** 8 ? 1 : ids <= 2 ** 16 ? 2 : 4;
  const files = [
    ...domains.filter((_, j) => run.shares[j] > 0).map((domain) => source.tokens(domain, "train")),
    ...targets.flatMap((target) => [source.tokens(target, "val"), source.tokens(target, "test")]),
  ].map((tokens) => tokens * width);
  return files.reduce((sum, size) => sum + (size <= HELD ? size : 0), 0);
}
