/**
 * A table of a proxy's weights over its updates: columns run, seed, step, `average:DOMAIN` (their running mean, which
 * DoReMi hands to the main run) and `weight:DOMAIN` (those of that step), as data/doremi_weights.csv has them.
 *
 * @module
 */
import { outOfRange, unparsable } from "../../lib/errors.ts";
import { parseCsv, type Sheet, writeCsv } from "../../lib/tables/csv.ts";
import { parseNumber } from "../../lib/text/number.ts";

/**
 * The weights of one proxy.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { WeightsOverSteps } from "@mixlab/mixlab/analysis";
 *
 * const proxy: WeightsOverSteps = {
 *   ...{ run: "proxy/1", seed: 0, domains: ["web", "code"], steps: [20, 40] },
 *   ...{ averages: [[0.5, 0.5], [0.6, 0.4]], weights: [[0.5, 0.5], [0.7, 0.3]] },
 * };
 * equal(proxy.averages.length, proxy.steps.length);
 * ```
 */
export interface WeightsOverSteps {
  /** Which proxy: `proxy/1` is that of the first round. */
  readonly run: string;
  /** Its seed. */
  readonly seed: number;
  /** The m domains. */
  readonly domains: readonly string[];
  /** Updates done, rising. */
  readonly steps: readonly number[];
  /** The running mean of the weights at each of them (m). */
  readonly averages: readonly (readonly number[])[];
  /** The weights at each of them (m). */
  readonly weights: readonly (readonly number[])[];
}

const AVERAGE = "average:", WEIGHT = "weight:", SUM_OFF = 1e-6;

/** Whether a text is such a table, by its header. */
export function isWeightsTable(text: string): boolean {
  const [header] = text.split("\n", 1);
  return header.includes(AVERAGE) && header.includes(WEIGHT);
}

/**
 * The proxies of a table of weights, in the order in which they appear.
 *
 * @param text CSV.
 * @param file its name, for messages.
 * @throws {SyntaxError} when a column is missing or a cell is no number.
 * @throws {RangeError} when steps do not rise, or weights are negative or do not sum to 1.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { weightsOverSteps } from "@mixlab/mixlab/analysis";
 *
 * const [proxy] = weightsOverSteps(`run,seed,step,average:web,average:code,weight:web,weight:code
 * proxy/1,0,20,0.5,0.5,0.5,0.5
 * proxy/1,0,40,0.6,0.4,0.7,0.3`);
 * deepEqual([proxy.domains, proxy.averages.at(-1)], [["web", "code"], [0.6, 0.4]]);
 * ```
 */
export function weightsOverSteps(text: string, file = "weights"): WeightsOverSteps[] {
  const sheet = parseCsv(text, file), { header, rows } = sheet;
  const own = (prefix: string) => header.filter((name) => name.startsWith(prefix)).map((n) => n.slice(prefix.length));
  const domains = own(AVERAGE);
  for (const name of ["run", "seed", "step", ...domains.map((domain) => WEIGHT + domain)]) {
    if (!header.includes(name)) {
      throw unparsable(`${sheet.at(-1, 0)}: wanted a column ${name}, got ${header.join(", ")}`);
    }
  }
  if (domains.length === 0) throw unparsable(`${sheet.at(-1, 0)}: wanted columns ${AVERAGE}DOMAIN, got none`);
  if (rows.length === 0) throw unparsable(`${file}: a header and no rows; wanted a row a step of a proxy`);
  const found = new Map<
    string,
    { run: string; seed: number; steps: number[]; averages: number[][]; weights: number[][] }
  >();
  rows.forEach((row, r) => {
    const run = row[header.indexOf("run")], seed = cell(sheet, r, "seed"), step = cell(sheet, r, "step");
    const key = JSON.stringify([run, seed]),
      proxy = found.get(key) ?? { run, seed, steps: [], averages: [], weights: [] };
    if (!(step > (proxy.steps.at(-1) ?? -1))) {
      throw outOfRange(`${sheet.at(r, header.indexOf("step"))}: wanted steps that rise, got ${step}`);
    }
    proxy.steps.push(step);
    proxy.averages.push(simplexPoint(sheet, r, domains, AVERAGE));
    proxy.weights.push(simplexPoint(sheet, r, domains, WEIGHT));
    found.set(key, proxy);
  });
  return [...found.values()].map(({ run, seed, ...lists }) => ({ run, seed, domains, ...lists }));
}

function cell(sheet: Sheet, r: number, name: string): number {
  const field = sheet.header.indexOf(name), value = parseNumber(sheet.rows[r][field]);
  if (value !== undefined && Number.isFinite(value)) return value;
  throw unparsable(`${sheet.at(r, field)}: ${name}: wanted a number, got ${JSON.stringify(sheet.rows[r][field])}`);
}

function simplexPoint(sheet: Sheet, r: number, domains: readonly string[], prefix: string): number[] {
  const point = domains.map((domain) => cell(sheet, r, prefix + domain));
  const sum = point.reduce((a, b) => a + b, 0), low = point.findIndex((share) => share < 0);
  const at = sheet.at(r, sheet.header.indexOf(prefix + domains[Math.max(0, low)]));
  if (low >= 0) throw outOfRange(`${at}: wanted a weight from 0 to 1, got ${point[low]}`);
  if (Math.abs(sum - 1) > SUM_OFF) throw outOfRange(`${at}: wanted weights that sum to 1, got ${sum}`);
  return point;
}

/**
 * Proxies as such a table.
 *
 * @throws {RangeError} when there is none, or they weigh different domains.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { type WeightsOverSteps, weightsOverSteps, writeWeights } from "@mixlab/mixlab/analysis";
 *
 * const proxy: WeightsOverSteps = {
 *   ...{ run: "proxy/1", seed: 0, domains: ["web", "code"], steps: [20] },
 *   ...{ averages: [[0.5, 0.5]], weights: [[0.25, 0.75]] },
 * };
 * deepEqual(weightsOverSteps(writeWeights([proxy])), [proxy]);
 * ```
 */
export function writeWeights(proxies: readonly WeightsOverSteps[]): string {
  const domains = sameDomains(proxies);
  return writeCsv([
    ["run", "seed", "step", ...[AVERAGE, WEIGHT].flatMap((what) => domains.map((domain) => what + domain))],
    ...proxies.flatMap(({ run, seed, steps, averages, weights }) =>
      steps.map((step, s) => [run, ...[seed, step, ...averages[s], ...weights[s]].map(String)])
    ),
  ]);
}

/** The domains that all proxies weigh. */
export function sameDomains(proxies: readonly WeightsOverSteps[]): readonly string[] {
  if (proxies.length === 0) throw outOfRange("weights: wanted at least one proxy, got none");
  const [{ domains }] = proxies, other = proxies.find((one) => one.domains.join("\n") !== domains.join("\n"));
  if (other === undefined) return domains;
  throw outOfRange(
    `weights: wanted proxies of the same domains, got ${domains.join(", ")} and ${other.domains.join(", ")}`,
  );
}
