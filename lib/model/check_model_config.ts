import { got, outOfRange, wrongKind } from "../errors.ts";
import type { ModelConfig } from "./config.ts";

const COUNTS = ["vocabularySize", "context", "width", "layers", "heads", "mlpWidth"] as const;
/** Sizes beyond these are mistakes: no array could hold a matrix of them, and no model is as deep. */
const LARGEST = 2 ** 31 - 1, DEEPEST = 10000;

/**
 * Refuses a configuration from which no model can be made.
 *
 * @param name where it comes from, for messages.
 * @throws {TypeError} when a member is of the wrong kind.
 * @throws {RangeError} when a member is out of range, heads do not divide the width, or the rotated part of a head is
 *   not an even number of dimensions.
 *
 * @example
 * ```ts
 * import { throws } from "node:assert/strict";
 * import { checkModelConfig, modelPreset } from "@mixlab/mixlab/train";
 *
 * const config = modelPreset("tiny", { vocabularySize: 256 });
 * checkModelConfig(config);
 * throws(() => checkModelConfig({ ...config, heads: 5 }), /wanted heads that divide the width 64, got 5/);
 * ```
 */
export function checkModelConfig(config: ModelConfig, name = "model"): void {
  for (const key of COUNTS) {
    const n = finite(config[key], name, key);
    const most = key === "layers" ? DEEPEST : LARGEST;
    if (!Number.isInteger(n) || n < 1 || n > most) {
      throw outOfRange(`${name}: ${key}: wanted a whole number from 1 to ${most}, got ${n}`);
    }
  }
  const { width, heads, rotaryFraction, rotaryBase, layerNormEpsilon, residual, tiedEmbeddings } = config;
  if (width % heads !== 0) {
    throw outOfRange(`${name}: heads: wanted heads that divide the width ${width}, got ${heads}`);
  }
  const fraction = finite(rotaryFraction, name, "rotaryFraction");
  if (!(fraction > 0 && fraction <= 1)) {
    throw outOfRange(`${name}: rotaryFraction: wanted a number above 0 and at most 1, got ${fraction}`);
  }
  const rotated = rotaryDimensions(config);
  if (rotated < 2 || rotated % 2 !== 0) {
    throw outOfRange(
      `${name}: rotaryFraction: wanted an even number of rotated dimensions, got ${rotated} of the ${width / heads} ` +
        `of a head (${fraction} of them)`,
    );
  }
  if (!(finite(rotaryBase, name, "rotaryBase") > 1)) {
    throw outOfRange(`${name}: rotaryBase: wanted a number above 1, got ${rotaryBase}`);
  }
  if (!(finite(layerNormEpsilon, name, "layerNormEpsilon") > 0)) {
    throw outOfRange(`${name}: layerNormEpsilon: wanted a number above 0, got ${layerNormEpsilon}`);
  }
  if (residual !== "parallel" && residual !== "sequential") {
    throw outOfRange(`${name}: residual: wanted "parallel" or "sequential", got ${got(residual)}`);
  }
  if (typeof tiedEmbeddings !== "boolean") {
    throw wrongKind(`${name}: tiedEmbeddings: wanted true or false, got ${got(tiedEmbeddings)}`);
  }
}

/** How many dimensions at the head of each attention head are rotated. */
export function rotaryDimensions(config: ModelConfig): number {
  return Math.floor(config.width / config.heads * config.rotaryFraction);
}

function finite(value: unknown, name: string, key: string): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw wrongKind(`${name}: ${key}: wanted a finite number, got ${got(value)}`);
}
