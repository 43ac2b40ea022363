import { join, resolve } from "node:path";
import { got, outOfRange, wrongKind } from "../errors.ts";
import { livePlace } from "./live_place.ts";

/**
 * Options of {@link task}.
 *
 * @example
 * ```ts
 * import { task, type TaskOptions } from "@mixlab/mixlab";
 * import { rejects } from "node:assert/strict";
 *
 * const stop = AbortSignal.abort(new Error("not today"));
 * const options: TaskOptions = { signal: stop, keep: 20 };
 * await rejects(task(["fit", "--help"], options), /not today/);
 * ```
 */
export interface TaskOptions {
  /** Lines of the command that are seen while it runs. Default 12. */
  readonly lines?: number;
  /** Last lines of the command that stay when it has ended. Default 0: what a command writes may hold times. */
  readonly keep?: number;
  /** Told of each line that the command writes. */
  readonly onLine?: (line: string) => void;
  /** Aborting it ends the command. */
  readonly signal?: AbortSignal;
}

/**
 * How a command ended.
 *
 * @example
 * ```ts
 * import type { TaskEnd } from "@mixlab/mixlab";
 * import { equal } from "node:assert/strict";
 *
 * const last = ({ log }: TaskEnd) => log.trimEnd().split("\n").at(-1);
 * equal(last({ code: 0, log: "one\ntwo\n" }), "two");
 * ```
 */
export interface TaskEnd {
  /** Its exit code: 0, for a command that fails throws. */
  readonly code: number;
  /** All that it wrote, on standard output and standard error, line by line as it came. */
  readonly log: string;
}

/** Shortest time from one redrawing to the next (ms), and from one sign of life to the next. */
const EVERY = 300, BEAT = 1_000;
/** A kernel that is silent for so long (ms) was interrupted for good: see task_guard.ts. */
const PATIENCE = 30_000;
/** Lines of a failed command in its error. */
const TOLD = 12;

/**
 * Runs `deno task ARGS` at the root of the repository and shows under the cell what it writes, as it comes.
 *
 * What stands there in the end is the command and its exit code. The command ends with the cell: when the signal is
 * aborted, when the kernel ends or is restarted, and when it is interrupted. Then it is told to end as by Ctrl-C, so that a
 * run saves a checkpoint. After Stop, Deno's kernel must mostly be restarted, and a command that it did not
 * end by then ends half a minute later by itself.
 *
 * @param args the name of the task and its arguments, one string each: no shell reads them.
 * @param options what is seen, and a signal that ends it.
 * @returns the exit code and the whole log
 * @throws {TypeError} when the arguments are no list of text, or Mixlab is not a folder on this machine.
 * @throws {RangeError} when there are none, or a number of lines is out of range.
 * @throws {Error} when the command fails, with its last lines; or the signal's reason.
 *
 * @example
 * ```ts
 * import { task } from "@mixlab/mixlab";
 * import { ok, rejects } from "node:assert/strict";
 *
 * // In a notebook, which may start programs:
 * const compare = () => task(["fit", "data/three_domains.csv", "--law", "auto"], { keep: 5 });
 * ok(compare);
 * await rejects(task([]), /task: wanted the name of a task and its arguments, got none/);
 * ```
 */
export async function task(args: readonly string[], options: TaskOptions = {}): Promise<TaskEnd> {
  const { lines = 12, keep = 0, onLine = () => {}, signal } = options, root = checked(args);
  for (const [name, value] of Object.entries({ lines, keep })) {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw outOfRange(`task: ${name}: wanted a whole number ≥ 0, got ${got(value)}`);
    }
  }
  signal?.throwIfAborted();
  const command = `deno task ${args.map(quoted).join(" ")}`, place = livePlace(), log: string[] = [];
  const tail = (n: number) => n > 0 ? log.slice(-n) : [];
  const put = (words: string) => place.put({ "text/plain": words });
  await put(`$ ${command}`);

  using stopped = interrupted(signal);
  await using guarded = guard(["task", ...args], root);
  let drawn = 0, drawing: Promise<void> | undefined;
  const take = (line: string) => {
    log.push(line);
    onLine(line);
    if (drawing !== undefined || performance.now() - drawn < EVERY) return;
    drawing = put([`$ ${command}`, ...tail(lines)].join("\n")).finally(() => {
      drawn = performance.now();
      drawing = undefined;
    });
    drawing.catch(() => {}); // the next one fails as well
  };
  const { child } = guarded;
  const ended = Promise.all([child.status, eachLine(child.stdout, take), eachLine(child.stderr, take)]);
  const [{ code }] = await Promise.race([ended, stopped.promise]);
  await drawing;
  await put([`$ ${command}`, ...tail(keep), `exit code ${code}`].join("\n"));
  if (code !== 0) throw new Error([`${command}: exit code ${code}; its last lines:`, ...tail(TOLD)].join("\n"));
  return { code, log: log.map((line) => `${line}\n`).join("") };
}

function checked(args: readonly string[]): string {
  if (!Array.isArray(args) || args.some((arg) => typeof arg !== "string")) {
    throw wrongKind(`task: wanted a list of text, such as ["fit", "data/three_domains.csv"], got ${got(args)}`);
  }
  if (args.length === 0) throw outOfRange("task: wanted the name of a task and its arguments, got none");
  return repositoryRoot();
}

/** The root of the clone that this file is in. */
export function repositoryRoot(): string {
  const here = import.meta.dirname;
  if (here === undefined) {
    throw wrongKind(`task: wanted a clone of the repository on this machine, got ${import.meta.url}`);
  }
  return resolve(here, "..", "..");
}

/** The command under its guard; disposing of it ends it and waits until it has ended. */
function guard(args: readonly string[], root: string) {
  const file = join(root, "lib", "notebook", "task_guard.ts");
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-config",
      "--no-lock",
      "--no-prompt",
      "--allow-run",
      file,
      String(PATIENCE),
      Deno.execPath(),
      ...args,
    ],
    cwd: root,
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const life = child.stdin.getWriter(), beat = new Uint8Array([10]);
  const beats = setInterval(() => life.write(beat).catch(() => {}), BEAT);
  return {
    child,
    async [Symbol.asyncDispose]() {
      clearInterval(beats);
      await life.close().catch(() => {}); // it has ended
      await child.status;
    },
  };
}

/** Fails when the signal is aborted, or when the kernel is interrupted by a signal. */
function interrupted(signal: AbortSignal | undefined) {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => {}); // it may come when nobody waits any more
  const aborted = () => reject(signal!.reason), pressed = () => reject(new Error("interrupted"));
  signal?.addEventListener("abort", aborted);
  Deno.addSignalListener("SIGINT", pressed);
  return {
    promise,
    [Symbol.dispose]() {
      signal?.removeEventListener("abort", aborted);
      Deno.removeSignalListener("SIGINT", pressed);
    },
  };
}

/** Hands on each line without what only a terminal understands: of a line that was written over, its last state. */
async function eachLine(bytes: ReadableStream<Uint8Array<ArrayBuffer>>, take: (line: string) => void): Promise<void> {
  let rest = "";
  // deno-lint-ignore no-control-regex -- escape codes begin with one
  const clean = (line: string) => line.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, "").replace(/\r$/, "").replace(/^.*\r/, "");
  for await (const text of bytes.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + text).split("\n");
    rest = parts.pop()!;
    for (const line of parts) take(clean(line));
  }
  if (rest !== "") take(clean(rest));
}

function quoted(arg: string): string {
  return /^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`;
}
