/**
 * Seals of a configuration: hashes of what it was written with.
 *
 * @module
 */
import { got, outOfRange } from "../errors.ts";
import type { Seals } from "./train_values.ts";

/** @throws {RangeError} when a seal is not found again. */
export function checkSeals(configuration: Readonly<Record<string, unknown>>, seals: Seals): void {
  const what: Readonly<Record<keyof Seals, string>> = {
    "corpus-sha256": "the corpus",
    "model-sha256": "the model to begin with",
    "from-sha256": "the checkpoint to begin from",
    "from-step": "the step to begin from",
  };
  for (const [name, value] of Object.entries(seals)) {
    if (configuration[name] === value) continue;
    throw outOfRange(
      `${name}: ${what[name as keyof Seals]} is not the one that this configuration was written with: wanted ` +
        `${got(value)}, got ${got(configuration[name])}; to use it all the same, take ${name} out of the file`,
    );
  }
}
