import { type EagerBackend, loadBackend } from "../backends/load_backend.ts";
import type { Engine, Program } from "../engine.ts";
import { EagerEngine } from "./eager_engine.ts";

/**
 * Opens an engine that computes the operations of tfjs one by one. Its parameters and moments begin with zeros.
 *
 * @param threads of one operation; `tfjs-node` alone can have more than 1.
 * @throws {TypeError} when the machine has not what the backend needs.
 * @throws {RangeError} when the number of threads is not to be had.
 */
export async function openEager(
  program: Program,
  backend: EagerBackend,
  { threads }: { readonly threads?: number } = {},
): Promise<Engine> {
  return new EagerEngine(backend, program, await loadBackend(backend, threads));
}
