/** Sweeps of a very small model, driven by the command in a working directory of their own. */
import { deepEqual, equal, ok } from "../../assert.ts";
import { inTrainFolder } from "../../cli/train/process.ts";
import { parseSweepPlan } from "../../../lib/sweep/parse_plan.ts";
import type { SweepPlan, SweepRun } from "../../../lib/sweep/plan.ts";
import { command, type Ended, kill, start, toEnd, until } from "./processes.ts";

const ROOT = new URL("../../..", import.meta.url).pathname;

/** The command, with the permissions of `deno task sweep`. */
const TASK = [
  ...[Deno.execPath(), "run", "-c", `${ROOT}deno.train.json`, "--no-prompt", "--allow-read", "--allow-write"],
  ...["--allow-env", "--allow-sys", "--allow-ffi", "--allow-run", `${ROOT}lib/cli/sweep.ts`],
];

/** Environment variables, all of them. */
export type Env = Readonly<Record<string, string>>;

/** A sweep with the working directory of its commands. */
export class TestSweep {
  /** The working directory. */
  readonly at: string;
  readonly plan: SweepPlan;
  readonly #env: Env;

  private constructor(at: string, plan: SweepPlan, env: Env) {
    this.at = at;
    this.plan = plan;
    this.#env = env;
  }

  /** Plans a sweep in a new folder below `base`, with the corpus that is there. */
  static async plan(base: string, name: string, env: Env, ...options: string[]): Promise<TestSweep> {
    const at = `${base}/${name}`;
    await Deno.mkdir(at);
    await Deno.symlink(`${base}/corpus`, `${at}/corpus`);
    const { code, err } = await command(
      [...TASK, "plan", ...options, "--no-measure", "--config", `${base}/run.json`, "--out", "sweep"],
      {
        ...{ cwd: at, env },
      },
    );
    equal(code, 0, err);
    return new TestSweep(at, parseSweepPlan(await Deno.readTextFile(`${at}/sweep/plan.json`)), env);
  }

  /** The same plan in another folder, of which nothing has run. */
  async again(name: string): Promise<TestSweep> {
    const at = `${this.at}/../${name}`;
    await Deno.mkdir(`${at}/sweep`, { recursive: true });
    await Deno.symlink(`${this.at}/corpus`, `${at}/corpus`);
    await Deno.copyFile(`${this.at}/sweep/plan.json`, `${at}/sweep/plan.json`);
    return new TestSweep(at, this.plan, this.#env);
  }

  /** Runs `deno task sweep NAME sweep …` to its end. */
  sweep(name: string, ...args: string[]): Promise<Ended> {
    return command([...TASK, name, "sweep", ...args], { cwd: this.at, env: this.#env, within: 120_000 });
  }

  /** Runs it on the cluster. */
  onCluster(...args: string[]): Promise<Ended> {
    return this.sweep("run", ...SLURM, ...args);
  }

  /** Runs it on the cluster, which must end well. */
  async run(...args: string[]): Promise<Ended> {
    const ended = await this.onCluster(...args);
    equal(ended.code, 0, `${ended.out}\n${ended.err}\n${this.logs()}`);
    return ended;
  }

  /** Begins to run it on the cluster, with more variables where the first argument has some. */
  begin(...args: readonly (string | Env)[]): Driver {
    const own = args.filter((one) => typeof one === "string"), env = args.filter((one) => typeof one !== "string");
    return new Driver([...TASK, "run", "sweep", ...SLURM, ...own], this.at, Object.assign({}, this.#env, ...env));
  }

  /** Whether a run has a result. */
  isComplete({ key }: Pick<SweepRun, "key">): boolean {
    return read(`${this.at}/runs/${key}/result.json`) !== undefined;
  }

  /** Keys of runs that have a result. */
  complete(): string[] {
    return this.plan.runs.filter((run) => this.isComplete(run)).map(({ key }) => key);
  }

  /** The furthest step that a run has a checkpoint of; -1 where there is none. */
  checkpointed({ key }: Pick<SweepRun, "key">): number {
    const steps = this.#attempts(key).flatMap((attempt) => list(`${attempt}/checkpoints`))
      .map((name) => Number(/^(?:step-)?0*(\d+)$/.exec(name)?.[1] ?? -1));
    return Math.max(-1, ...steps);
  }

  /** Waits until so many runs have checkpoints and no result: they are under way. */
  async underWay(runs: number, step = 20): Promise<SweepRun[]> {
    let found: SweepRun[] = [];
    await until(`${runs} runs are under way`, () => {
      found = this.plan.runs.filter((run) => !this.isComplete(run) && this.checkpointed(run) >= step);
      return found.length >= runs;
    }, { every: 50 });
    return found;
  }

  /** What the workers' clocks noted of a run, attempt by attempt: where it began and ended. */
  timing({ key }: Pick<SweepRun, "key">): { readonly begun: number[]; readonly ended: number[] } {
    const lines = this.#notes(key);
    const of = (name: "begun" | "ended") => lines.filter((line) => name in line).map(({ step }) => step);
    return { begun: of("begun"), ended: of("ended") };
  }

  /**
   * Results (but for the number of the attempt) and metrics of the attempts that published are those of another sweep,
   * byte for byte; no run was trained to its end more often than `times`.
   */
  equals(other: TestSweep, { times = 1 } = {}): void {
    for (const run of this.plan.runs) {
      deepEqual(this.#lasting(run), other.#lasting(run), `run ${run.id}, seed ${run.seed}`);
      const { ended } = this.timing(run);
      ok(
        ended.length >= 1 && ended.length <= times,
        `run ${run.id}, seed ${run.seed} was trained ${ended.length} times`,
      );
    }
  }

  /** The metrics of a run, attempt by attempt. */
  metrics({ key }: Pick<SweepRun, "key">): (string | undefined)[] {
    return this.#attempts(key).map((attempt) => read(`${attempt}/metrics.jsonl`));
  }

  /** How many runs were trained at the same time at most, by their workers' clocks. */
  mostAtOnce(): number {
    const spans = this.plan.runs.flatMap(({ key }) => this.#notes(key)).flatMap(({ begun, ended }) => [
      ...begun === undefined ? [] : [{ at: Date.parse(begun), by: 1 }],
      ...ended === undefined ? [] : [{ at: Date.parse(ended), by: -1 }],
    ]).sort((a, b) => a.at - b.at || a.by - b.by);
    let now = 0, most = 0;
    for (const { by } of spans) most = Math.max(most, now += by);
    return most;
  }

  /** The table that `sweep collect` makes. */
  async collected(): Promise<string> {
    const { code, err } = await this.sweep("collect", "--out", "table.csv");
    equal(code, 0, err);
    return await Deno.readTextFile(`${this.at}/table.csv`);
  }

  /** What `sweep status --json` says. */
  // deno-lint-ignore no-explicit-any -- tests look into all corners of the document
  async status(): Promise<any> {
    return JSON.parse((await this.sweep("status", "--json")).out);
  }

  /** What the rounds that were submitted hold: keys by element. */
  rounds(): string[][][] {
    return list(`${this.at}/sweep/slurm`).filter((name) => /^\d+$/.test(name)).sort()
      .map((id) => JSON.parse(read(`${this.at}/sweep/slurm/${id}/tasks.json`)!).elements);
  }

  /** All that workers said. */
  logs(): string {
    return list(`${this.at}/sweep/slurm`).flatMap((id) =>
      list(`${this.at}/sweep/slurm/${id}`).filter((name) => name.endsWith(".out"))
        .map((name) => `${id}/${name}:\n${read(`${this.at}/sweep/slurm/${id}/${name}`)}`)
    ).join("\n");
  }

  /** Why a run failed. */
  failure({ key }: Pick<SweepRun, "key">): { readonly state: string; readonly reason: string; readonly log?: string } {
    return JSON.parse(read(`${this.at}/sweep/failed/${key}.json`) ?? "{}");
  }

  #lasting({ key }: Pick<SweepRun, "key">): unknown {
    const text = read(`${this.at}/runs/${key}/result.json`);
    if (text === undefined) return "no result";
    const { attempt } = JSON.parse(text);
    return {
      result: text.replace(`"attempt": "${attempt}"`, '"attempt": ""'),
      metrics: read(`${this.at}/runs/${key}/attempts/${attempt}/metrics.jsonl`),
    };
  }

  #notes(key: string): { readonly begun?: string; readonly ended?: string; readonly step: number }[] {
    return this.#attempts(key).flatMap((attempt) => (read(`${attempt}/timing.jsonl`) ?? "").split("\n"))
      .filter((line) => line.startsWith("{") && line.endsWith("}")).map((line) => JSON.parse(line));
  }

  #attempts(key: string): string[] {
    const attempts = `${this.at}/runs/${key}/attempts`;
    return list(attempts).map((id) => `${attempts}/${id}`);
  }
}

/** What all calls on the cluster ask for. */
const SLURM = ["--executor", "slurm", "--mem", "300M", "--poll", "0.5"];

/** A process that submits and waits. */
export class Driver {
  readonly #child: Deno.ChildProcess;
  readonly ended: Promise<Ended>;

  constructor(line: readonly string[], cwd: string, env: Env) {
    this.#child = start(line, { cwd, env });
    this.ended = toEnd(this.#child, { within: 180_000 });
  }

  /** Kills it (SIGKILL). */
  async kill(): Promise<void> {
    kill(this.#child.pid, "SIGKILL");
    await this.ended;
  }
}

/** A folder with the corpus of tests/cli/train, a configuration, and two mixtures in `mixtures.txt`. */
export async function inSweepFolder(test: (base: string) => Promise<void>): Promise<void> {
  await inTrainFolder(async (base) => {
    const { "eval-every": _, ...run } = JSON.parse(await Deno.readTextFile(`${base}/run.json`));
    await Deno.writeTextFile(`${base}/run.json`, JSON.stringify(run));
    await Deno.writeTextFile(`${base}/mixtures.txt`, "0.25,0.75\n0.5,0.5\n");
    await test(base);
  });
}

function read(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return undefined;
    throw error;
  }
}

function list(folder: string): string[] {
  try {
    return Array.from(Deno.readDirSync(folder), ({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return [];
    throw error;
  }
}
