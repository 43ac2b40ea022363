/**
 * How boosted trees are grown, unless the options say otherwise: RegMix's call of LightGBM.
 *
 * @module
 */
import { got, outOfRange } from "../../errors.ts";
import type { FitOptions } from "../law.ts";

/** How trees were grown, as written to law.json. */
export type TreeSettings = Readonly<Record<"rounds" | "learningRate" | "leaves" | "leafRuns", number>>;

interface Setting {
  readonly wanted: string;
  readonly usual: number;
  holds(value: number): boolean;
}

const whole = (from: number, to: number, usual: number): Setting => ({
  wanted: `a whole number from ${from} to ${to}`,
  usual,
  holds: (v) => Number.isInteger(v) && v >= from && v <= to,
});

/** What each setting may be, and what it is unless said otherwise. */
export const TREE_SETTINGS: Readonly<Record<keyof TreeSettings, Setting>> = {
  rounds: whole(1, 100_000, 1000),
  learningRate: { wanted: "a number above 0, at most 1", usual: 0.01, holds: (v) => v > 0 && v <= 1 },
  leaves: whole(2, 1024, 31),
  leafRuns: whole(1, 1_000_000, 20),
};

/** The settings that options state. @throws {RangeError} when one is out of range. */
export function treeSettings(options: FitOptions): TreeSettings {
  const one = (name: keyof TreeSettings) => {
    const value = options[name] ?? TREE_SETTINGS[name].usual;
    if (!TREE_SETTINGS[name].holds(value)) {
      throw outOfRange(`${name}: wanted ${TREE_SETTINGS[name].wanted}, got ${got(value)}`);
    }
    return value;
  };
  return {
    rounds: one("rounds"),
    learningRate: one("learningRate"),
    leaves: one("leaves"),
    leafRuns: one("leafRuns"),
  };
}
