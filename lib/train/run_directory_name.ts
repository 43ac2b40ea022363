import { canonicalJson } from "../text/canonical_json.ts";
import { sha256Hex } from "../text/sha256_hex.ts";

/**
 * The name of a run: the first 12 hexadecimal digits of the SHA-256 of its resolved configuration as canonical JSON.
 * The order of members does not matter, every value does.
 *
 * @throws {TypeError | RangeError} when the configuration is no plain JSON.
 *
 * @example
 * ```ts
 * import { equal, notEqual } from "node:assert/strict";
 * import { runName } from "@mixlab/mixlab/train";
 *
 * equal(runName({ steps: 500, seed: 0 }), runName({ seed: 0, steps: 500 }));
 * notEqual(runName({ steps: 500, seed: 0 }), runName({ steps: 500, seed: 1 }));
 * ```
 */
export function runName(resolvedConfig: unknown): string {
  return sha256Hex(canonicalJson(resolvedConfig, "configuration")).slice(0, 12);
}
