import { got, outOfRange, unparsable } from "../../lib/errors.ts";
import type { RoundRecord } from "../../lib/methods/round_record.ts";
import type { WeightsOverSteps } from "./weights_over_steps.ts";

/**
 * The weights of one proxy, from the rounds that its rule logged: what a round found stands at its end.
 *
 * @param who the proxy's name and seed.
 * @param domains the m domains.
 * @param rounds what the rule `doremi` told of each.
 * @throws {RangeError} when there is no round, or one has no weights.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { weightsOfRounds } from "@mixlab/mixlab/analysis";
 *
 * const { steps, averages } = weightsOfRounds({ run: "proxy/1", seed: 0 }, ["web", "code"], [{
 *   ...{ kind: "round", round: 0, step: 0, mixture: { web: 0.6, code: 0.4 }, weights: { web: 0.7, code: 0.3 } },
 *   ...{ steps: 20, tokens: 10240, estimation: { steps: 0, share: 0 }, evaluations: 0 },
 * }]);
 * deepEqual([steps, averages], [[20], [[0.6, 0.4]]]);
 * ```
 */
export function weightsOfRounds(
  who: { readonly run: string; readonly seed: number },
  domains: readonly string[],
  rounds: readonly Pick<RoundRecord, "step" | "steps" | "mixture" | "weights">[],
): WeightsOverSteps {
  if (rounds.length === 0) throw outOfRange(`${who.run}: wanted rounds of a proxy, got none`);
  const weightsAt = ({ weights, step }: typeof rounds[number]) => {
    if (weights === undefined) {
      throw outOfRange(`${who.run}: wanted rounds of a proxy, which have weights, got none at step ${step}`);
    }
    return domains.map((domain) => weights[domain]);
  };
  return {
    ...{ run: who.run, seed: who.seed, domains },
    steps: rounds.map(({ step, steps }) => step + steps),
    averages: rounds.map(({ mixture }) => domains.map((domain) => mixture[domain])),
    weights: rounds.map(weightsAt),
  };
}

/**
 * The proxies of a rounds.jsonl, as `deno task mix --method doremi` writes it.
 *
 * @param text a line a round.
 * @param file its name, for messages.
 * @throws {SyntaxError} when a line is no JSON.
 * @throws {RangeError} when there is no proxy in it.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { proxyRounds } from "@mixlab/mixlab/analysis";
 *
 * const line = { run: "proxy/1", seed: 0, step: 0, steps: 20, mixture: { web: 1 }, weights: { web: 1 } };
 * deepEqual(proxyRounds(JSON.stringify(line)).map(({ run, steps }) => [run, steps]), [["proxy/1", [20]]]);
 * ```
 */
export function proxyRounds(text: string, file = "rounds.jsonl"): WeightsOverSteps[] {
  const proxies = new Map<string, (RoundRecord & { run: string; seed: number })[]>();
  text.split("\n").forEach((line, n) => {
    if (line.trim() === "") return;
    const record = parseLine(line, `${file}:${n + 1}:1`);
    if (!record.run?.startsWith("proxy/")) return;
    const key = JSON.stringify([record.run, record.seed]);
    proxies.set(key, [...proxies.get(key) ?? [], record]);
  });
  if (proxies.size === 0) throw outOfRange(`${file}: wanted rounds of a proxy, got none`);
  return [...proxies.values()].map((rounds) => weightsOfRounds(rounds[0], Object.keys(rounds[0].mixture), rounds));
}

function parseLine(line: string, at: string) {
  try {
    return JSON.parse(line);
  } catch {
    throw unparsable(`${at}: wanted a line of JSON, got ${got(line)}`);
  }
}
