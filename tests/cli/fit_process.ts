/** The command `deno task fit` as a process with the task's permissions, and small tables for it. */
import { equal, match } from "../assert.ts";
import { dirichlet } from "../../lib/mixture/dirichlet.ts";
import { random } from "../../lib/numerics/random.ts";

const COMMAND = new URL("../../lib/cli/fit.ts", import.meta.url).pathname;
const TASK = ["run", "--no-prompt", "--allow-read", "--allow-write"];

/** How a run of the command ended. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command in a folder. */
export async function fit(folder: string, ...args: string[]): Promise<Ended> {
  const command = new Deno.Command(Deno.execPath(), {
    args: [...TASK, COMMAND, ...args],
    cwd: folder,
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1" },
  });
  const { code, stdout, stderr } = await command.output();
  return { code, out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr) };
}

// deno-lint-ignore no-explicit-any -- the tests look into all corners of the document
export type Document = any;

/** The one document of a run with `--json`, which must hold nothing else and complain of nothing. */
export async function fitJson(folder: string, ...args: string[]): Promise<Document> {
  const { code, out, err } = await fit(folder, ...args, "--json");
  equal(err, "");
  equal(code, 0);
  match(out, /^\{[^]*\}\n$/);
  return JSON.parse(out);
}

/** What a run printed for people. */
export async function fitText(folder: string, ...args: string[]): Promise<string> {
  const { code, out, err } = await fit(folder, ...args);
  equal(err, "");
  equal(code, 0);
  equal(/NaN|undefined|Infinity|\[object/.exec(out), null, out);
  return out;
}

/** The law that the tables below obey exactly (to the six decimals written): c and v by target. */
export const PLANTED: Readonly<Record<string, { c: number; v: readonly number[] }>> = {
  x: { c: 2, v: [-1.5, 0.2, -0.3] },
  y: { c: 1.2, v: [0.1, -1.2, -0.4] },
};
export const DOMAINS = ["a", "b", "c"];

/** Loss of a target under the planted law. */
export function planted(target: string, shares: readonly number[]): number {
  const { c, v } = PLANTED[target];
  return c + Math.exp(shares.reduce((sum, p, j) => sum + p * v[j], 0));
}

/** Mixtures of three domains, in thousandths. */
export function mixtures(count: number, seed: number): number[][] {
  const rng = random(seed);
  return Array.from({ length: count }, () => {
    const [a, b] = Array.from(dirichlet(rng, [1.5, 1.5, 1.5]), (p) => Math.round(1000 * p));
    return [a / 1000, b / 1000, (1000 - a - b) / 1000];
  });
}

/** The lines of a table: the header, then a run a mixture. `noise` is the half-width of a fixed error (nats per token). */
export function table(
  shares: readonly (readonly number[])[],
  loss: (target: string, shares: readonly number[]) => number = planted,
  noise = 0,
): string[] {
  const targets = Object.keys(PLANTED), rng = random(99);
  return [
    ["run", ...DOMAINS.map((d) => `share:${d}`), ...targets.map((t) => `loss:${t}`)].join(),
    ...shares.map((p, n) =>
      [`r${n}`, ...p, ...targets.map((t) => (loss(t, p) + noise * (2 * rng.uniform() - 1)).toFixed(6))].join()
    ),
  ];
}

/** Lines as a file. */
export function csv(lines: readonly string[]): string {
  return lines.join("\n") + "\n";
}

/** Where a document holds null, as paths with targets and positions left open. */
export function nulls(value: Document, path = ""): string[] {
  if (value === null) return [path];
  if (typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, entry]) =>
    nulls(entry, `${path}.${Array.isArray(value) || path === ".perTarget" ? "*" : key}`)
  ).filter((found, i, all) => all.indexOf(found) === i);
}

/** Paths at which two documents differ, with positions in lists left open. */
export function differences(a: Document, b: Document, path = ""): string[] {
  if (typeof a !== "object" || a === null || typeof b !== "object" || b === null) return Object.is(a, b) ? [] : [path];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) =>
    differences(a[key], b[key], `${path}.${Array.isArray(a) ? "*" : key}`)
  ).filter((found, i, all) => all.indexOf(found) === i);
}

/** The least value of a function of shares on a grid of the simplex of three, where it is defined. */
export function leastOnGrid(value: (p: readonly number[]) => number | undefined, steps = 100) {
  let least = { value: Infinity, shares: [0, 0, 0] };
  for (let i = 0; i <= steps; i++) {
    for (let j = 0; i + j <= steps; j++) {
      const shares = [i / steps, j / steps, (steps - i - j) / steps], found = value(shares);
      if (found !== undefined && found < least.value) least = { value: found, shares };
    }
  }
  return least;
}
