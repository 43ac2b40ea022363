import { got, outOfRange, unparsable, wrongKind } from "../../lib/errors.ts";
import { count, finite, list, object } from "../../lib/text/json_values.ts";
import { readText } from "../../lib/text/read_text.ts";
import type { EffectRound, EffectTrajectory } from "./believed_effects.ts";

/**
 * The runs of methods up to where they were broken off, as data/method_effects.json has them. m domains, k targets.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { readTrajectories, type Trajectories } from "@mixlab/mixlab/analysis";
 *
 * const found: Trajectories = await readTrajectories("data/method_effects.json");
 * equal(found.trajectories[0].method, "aioli");
 * ```
 */
export interface Trajectories {
  /** The m domains that A has columns of. */
  readonly domains: readonly string[];
  /** The k targets that it has rows of. */
  readonly targets: readonly string[];
  /** Updates that the runs were laid out for. */
  readonly steps: number;
  /** Updates after which they were broken off. */
  readonly breakAt: number;
  /** One a method and seed. */
  readonly trajectories: readonly (EffectTrajectory & { readonly seed: number; readonly parent: string })[];
}

/**
 * Reads a file of trajectories.
 *
 * @throws {SyntaxError} when it is no JSON.
 * @throws {TypeError | RangeError} when something is missing, of the wrong kind or size, or a method and seed stand twice.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { readTrajectories } from "@mixlab/mixlab/analysis";
 *
 * const { domains, breakAt } = await readTrajectories("data/method_effects.json");
 * deepEqual([...domains, breakAt], ["legal", "python", "scripture", 500]);
 * ```
 */
export async function readTrajectories(path: string): Promise<Trajectories> {
  const text = await readText(path);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw unparsable(`${path}: wanted JSON: ${(error as Error).message}`);
  }
  const file = object(value, path);
  if (file.format !== "mixlab/method-effects" || file.version !== 1) {
    const found = file.format === undefined ? "none" : `${got(file.format)} of version ${got(file.version)}`;
    throw wrongKind(`${path}: wanted format "mixlab/method-effects" of version 1, got ${found}`);
  }
  const domains = names(file.domains, `${path}: domains`), targets = names(file.targets, `${path}: targets`);
  const sizes = { m: domains.length, k: targets.length }, seen = new Set<string>();
  const trajectories = list(file.trajectories, `${path}: trajectories`).map((each, n) => {
    const at = `${path}: trajectories[${n}]`, { method, seed, parent, rounds, graph } = object(each, at);
    const found = {
      ...{
        method: name(method, `${at}.method`),
        seed: count(seed, `${at}.seed`),
        parent: name(parent, `${at}.parent`),
      },
      rounds: list(rounds, `${at}.rounds`).map((round, r) => roundOf(round, `${at}.rounds[${r}]`, sizes)),
      ...(graph !== undefined && { graph: rows(graph, `${at}.graph`, sizes.m, sizes.k) }),
    };
    const key = `${found.method}, seed ${found.seed}`;
    if (seen.has(key)) throw outOfRange(`${at}: ${key} stands twice`);
    seen.add(key);
    return found;
  });
  const [steps, breakAt] = [count(file.steps, `${path}: steps`), count(file.breakAt, `${path}: breakAt`)];
  return { domains, targets, steps, breakAt, trajectories };
}

function name(value: unknown, at: string): string {
  if (typeof value === "string" && value !== "") return value;
  throw wrongKind(`${at}: wanted a name, got ${got(value)}`);
}

function names(value: unknown, at: string): string[] {
  return list(value, at).map((each, n) => name(each, `${at}[${n}]`));
}

function roundOf(value: unknown, at: string, { m, k }: { readonly m: number; readonly k: number }): EffectRound {
  const { step, steps, A } = object(value, at);
  return { step: count(step, `${at}.step`), steps: count(steps, `${at}.steps`), A: rows(A, `${at}.A`, k, m) };
}

function rows(value: unknown, at: string, height: number, width: number): number[][] {
  const found = list(value, at).map((row, i) => list(row, `${at}[${i}]`).map((x, j) => finite(x, `${at}[${i}][${j}]`)));
  if (found.length === height && found.every((row) => row.length === width)) return found;
  const sizes = [...new Set(found.map((row) => row.length))].join(", ");
  throw outOfRange(`${at}: wanted ${height} rows of ${width} numbers, got ${found.length} of ${sizes}`);
}
