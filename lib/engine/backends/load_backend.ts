import { enableProdMode } from "@tensorflow/tfjs-core";
import { got, outOfRange } from "../../errors.ts";
import type { BackendName } from "../engine.ts";
import { loadCpu } from "./load_cpu.ts";
import { loadTfjsNode } from "./load_tfjs_node.ts";
import { loadWasm } from "./load_wasm.ts";
import { loadWebgpu } from "./load_webgpu.ts";
import type { LoadedBackend } from "./loaded_backend.ts";

/** Backends that compute the operations of tfjs one by one, as they are called. */
export type EagerBackend = Exclude<BackendName, "native">;

const LOADERS = { cpu: loadCpu, wasm: loadWasm, webgpu: loadWebgpu };
const loaded = new Map<string, Promise<LoadedBackend>>();

/**
 * Loads a backend of tfjs when it is first asked for.
 *
 * @param threads of one operation; `tfjs-node` alone can have more than 1.
 * @throws {TypeError} when the machine has not what it needs.
 * @throws {RangeError} when the number of threads is not to be had.
 */
export function loadBackend(name: EagerBackend, threads?: number): Promise<LoadedBackend> {
  enableProdMode(); // no advice to install other backends
  if (name === "tfjs-node" || name === "tfjs-node-gpu") return loadTfjsNode(name, threads);
  if (threads !== undefined && threads !== 1) {
    const error = outOfRange(`threads: leave it out for the backend ${name}, wanted 1 there, got ${got(threads)}`);
    return Promise.reject(error);
  }
  const before = loaded.get(name);
  if (before) return before;
  const now = LOADERS[name]();
  loaded.set(name, now);
  now.catch(() => loaded.delete(name)); // a driver may be there the next time
  return now;
}
