/**
 * A process of its own that is driven over its standard input and output: a line of JSON in, a line `@` + JSON out.
 * What else it prints is passed on to standard error.
 *
 * @module
 */
import { TextLineStream } from "./text_lines.ts";
import { processorSeconds } from "./process_figures.ts";

/** How to start one. */
export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  /** All of its environment, beside PATH, HOME and TMPDIR. */
  readonly env: Readonly<Record<string, string>>;
}

/** What every worker says once when it is built. */
export interface Ready {
  /** What computes: library, version, threads. */
  readonly device: string;
  /** From the end of loading code to being built, in milliseconds. */
  readonly openMs: number;
}

const ROOT = new URL("../../", import.meta.url).pathname;

/** A worker that is built and waits. */
export class Worker implements AsyncDisposable {
  private constructor(
    readonly name: string,
    private readonly process: Deno.ChildProcess,
    private readonly lines: ReadableStreamDefaultReader<string>,
    private readonly input: WritableStreamDefaultWriter<Uint8Array>,
  ) {}

  ready!: Ready;

  /** Starts one and waits until it is ready. */
  static async start(name: string, { command, args, env }: Command): Promise<Worker> {
    // Nothing else is inherited: OPENBLAS_* or OMP_* of the caller would slow one contender and not the other.
    const inherited = Object.fromEntries(
      ["PATH", "HOME", "TMPDIR", "DENO_DIR"].flatMap((key) => Deno.env.has(key) ? [[key, Deno.env.get(key)!]] : []),
    );
    const process = new Deno.Command(command, {
      args: [...args],
      cwd: ROOT,
      clearEnv: true,
      env: { NO_COLOR: "1", LANG: "C.UTF-8", ...inherited, ...env },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const lines = process.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream()).getReader();
    const worker = new Worker(name, process, lines, process.stdin.getWriter());
    worker.keepErrors();
    worker.ready = (await worker.answer() as { ready: Ready }).ready;
    return worker;
  }

  get pid(): number {
    return this.process.pid;
  }

  /** Processor time so far, in seconds. */
  processorSeconds(): number {
    return processorSeconds(this.pid);
  }

  /** Sends a request and waits for its answer. */
  async ask<T>(request: unknown): Promise<T> {
    await this.input.write(new TextEncoder().encode(JSON.stringify(request) + "\n"));
    return await this.answer() as T;
  }

  private async answer(): Promise<unknown> {
    for (;;) {
      const { value, done } = await this.lines.read();
      if (done) {
        const { code } = await this.process.status;
        throw new Error(`${this.name} ended with ${code}: ${this.errors.trim().slice(-1500)}`);
      }
      if (value.startsWith("@")) return JSON.parse(value.slice(1));
      console.error(`${this.name}: ${value}`);
    }
  }

  private errors = "";
  private async keepErrors(): Promise<void> {
    for await (const text of this.process.stderr.pipeThrough(new TextDecoderStream())) {
      this.errors = (this.errors + text).slice(-20_000);
    }
  }

  /** Closes its input, at which it ends; it is stopped when it has not after ten seconds. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.input.close().catch(() => {});
    const late = setTimeout(() => this.process.kill("SIGKILL"), 10_000);
    await this.process.status;
    clearTimeout(late);
    await this.lines.cancel();
  }
}
