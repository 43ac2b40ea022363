import { createHash } from "node:crypto";
import type { ParameterSpec } from "../engine/engine.ts";

/**
 * SHA-256 (hex) of a model: of each parameter in order its name, its shape and its float32 bytes.
 *
 * @throws {TypeError} when a parameter is missing.
 *
 * @example
 * ```ts
 * import { equal, notEqual } from "node:assert/strict";
 * import { modelHash } from "@mixlab/mixlab/train";
 *
 * const specs = [{ name: "w", shape: [2], decay: true }];
 * const of = (...values: number[]) => modelHash(specs, new Map([["w", Float32Array.from(values)]]));
 * equal(of(1, 2), of(1, 2));
 * notEqual(of(1, 2), of(2, 1));
 * ```
 */
export function modelHash(specs: readonly ParameterSpec[], values: ReadonlyMap<string, Float32Array>): string {
  const hash = createHash("sha256");
  for (const { name, shape } of specs) {
    const part = values.get(name);
    if (part === undefined) throw new TypeError(`model hash: wanted the parameter ${name}, got none`);
    hash.update(`${name}:${shape.join("x")}\n`);
    hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  }
  return hash.digest("hex");
}
