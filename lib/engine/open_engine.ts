import { got, outOfRange } from "../errors.ts";
import { nearest } from "../nearest.ts";
import { type BackendName, BACKENDS, type Engine, type Program } from "./engine.ts";

/**
 * Options of {@link openEngine}.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { EngineOptions } from "@mixlab/mixlab/train";
 *
 * const options: EngineOptions = { backend: "native", threads: navigator.hardwareConcurrency };
 * equal(options.backend, "native");
 * ```
 */
export interface EngineOptions {
  /** Where tensors are computed. */
  readonly backend: BackendName;
  /** Threads; default 1 for the native backend. tfjs-node takes as many as there are processors, others have one. */
  readonly threads?: number;
}

/**
 * Opens an engine for a program; its parameters and moments are 0. Nothing falls back: a backend that is not there is
 * an error that says what to install.
 *
 * @throws {RangeError} when there is no such backend, or threads is no whole number from 1.
 * @throws {TypeError} when the backend cannot be had on this machine.
 *
 * @example
 * ```ts
 * import { equal, rejects } from "node:assert/strict";
 * import { type BackendName, languageModel, modelPreset, openEngine } from "@mixlab/mixlab/train";
 *
 * const model = languageModel(modelPreset("tiny", { vocabularySize: 256 }));
 * await using engine = await openEngine(model, { backend: "cpu" }); // "native" wants --allow-ffi, and is for work
 * equal(engine.backend, "cpu");
 * await rejects(openEngine(model, { backend: "natve" as BackendName }), /did you mean native\?/);
 * ```
 */
export async function openEngine(program: Program, { backend, threads }: EngineOptions): Promise<Engine> {
  if (!BACKENDS.includes(backend)) {
    const meant = nearest(String(backend), BACKENDS);
    throw outOfRange(
      `backend: wanted ${BACKENDS.join(", ")}, got ${got(backend)}${meant ? `; did you mean ${meant}?` : ""}`,
    );
  }
  if (threads !== undefined && !(Number.isSafeInteger(threads) && threads >= 1)) {
    throw outOfRange(`threads: wanted a whole number from 1, got ${got(threads)}`);
  }
  if (backend === "native") return await (await import("./native/native_engine.ts")).openNative(program, threads ?? 1);
  return await (await import("./eager/open_eager.ts")).openEager(
    program,
    backend,
    threads === undefined ? {} : { threads },
  );
}
