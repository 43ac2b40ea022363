/**
 * The shapes that training is measured on. B rows, T positions a row.
 *
 * @module
 */
import type { ModelConfig } from "../../lib/model/config.ts";
import { modelPreset } from "../../lib/model/presets.ts";

/** A model, a batch, and how long a turn is. */
export interface Shape {
  readonly name: string;
  /** In words, for a table. */
  readonly what: string;
  readonly config: ModelConfig;
  /** Rows a batch, B. */
  readonly rows: number;
  /** Timed steps of a turn: about one second or more, so that waking up counts little. */
  readonly steps: number;
}

const shape = (name: string, preset: string, rows: number, T: number, steps: number, V?: number): Shape => {
  const config = modelPreset(preset, { context: T, ...(V && { vocabularySize: V }) });
  const { layers, width, heads, vocabularySize } = config;
  const sizes = `L${layers} D${width} h${heads} V${vocabularySize} T${T} B${rows}`;
  return { name, what: `${name}: ${/^pythia/.test(preset) ? `${preset}, ` : ""}${sizes}`, config, rows, steps };
};

/** By name; the first four are measured by default. */
export const SHAPES: Readonly<Record<string, Shape>> = {
  S: shape("S", "tiny", 8, 64, 60, 256),
  M: shape("M", "small", 8, 128, 6, 4096),
  P14: shape("P14", "pythia-14m", 4, 256, 4),
  P70: shape("P70", "pythia-70m", 2, 256, 3),
  P160: shape("P160", "pythia-160m", 1, 256, 2),
};
