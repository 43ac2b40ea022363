/**
 * A kernel of Deno that runs, and what is said to it: a client of the Jupyter protocol in nothing but Deno.
 *
 * @module
 */
import type { JsonObject } from "./json.ts";
import { atMost, type KernelProcess, pause, startKernelProcess } from "./kernel_process.ts";
import { decodeMessage, encodeRequest, type Message } from "./message.ts";
import { ZmtpSocket } from "./zmtp_socket.ts";

/** How long a kernel may take to start (ms). */
const START = 60_000;

/** A kernel that ended by itself. */
export class KernelDied extends Error {
  override name = "KernelDied";
}

/** How a kernel is started. */
export interface KernelOptions {
  /** The working folder of the cells. */
  readonly folder: string;
  /** Takes lines that the kernel writes on its own streams. */
  readonly tell?: (line: string) => void;
  /** Aborting it gives up the start. */
  readonly signal?: AbortSignal;
}

/** A request that was sent. */
export interface Asked {
  readonly id: string;
  /** The content of its reply. */
  readonly reply: Promise<JsonObject>;
}

/** The channels of a kernel that are used. */
type Sockets = Readonly<Record<"shell" | "control" | "published", ZmtpSocket>>;

/** A kernel; disposing ends it. */
export class Kernel implements AsyncDisposable {
  /** Takes all that the kernel publishes. */
  onPublished: (message: Message) => void = () => {};
  /** Fails with {@link KernelDied} when the kernel ends before it is stopped; never comes. */
  readonly died: Promise<never>;

  readonly #process: KernelProcess;
  readonly #sockets: Sockets;
  readonly #session = crypto.randomUUID();
  readonly #waiting = new Map<string, (content: JsonObject) => void>();
  #stopped = false;
  #fail!: (error: Error) => void;

  private constructor(process: KernelProcess, sockets: Sockets) {
    this.#process = process;
    this.#sockets = sockets;
    this.died = new Promise((_, reject) => this.#fail = reject);
    this.died.catch(() => {}); // whoever waits hears of it
    process.ended.then((how) => this.#fail(new KernelDied(`the kernel ${how}`)));
    this.#listen(sockets.published, (message) => this.onPublished(message));
    const answered = ({ parent, content }: Message) => {
      this.#waiting.get(parent)?.(content);
      this.#waiting.delete(parent);
    };
    this.#listen(sockets.shell, answered);
    this.#listen(sockets.control, answered);
  }

  /** Starts a kernel; returns when it answers. */
  static async start({ folder, tell = () => {}, signal }: KernelOptions): Promise<Kernel> {
    // Between the choice of a port and its use another process may take it: then the kernel ends at once.
    for (let attempt = 1;; attempt++) {
      signal?.throwIfAborted();
      const process = await startKernelProcess(folder, tell);
      let kernel: Kernel | undefined;
      try {
        kernel = new Kernel(process, await connected(process));
        await kernel.#subscribed();
        return kernel;
      } catch (error) {
        if (kernel === undefined) await process.stop();
        else await kernel[Symbol.asyncDispose]();
        if (attempt === 3 || !(error instanceof KernelDied)) throw error;
      }
    }
  }

  /** Sends a request: on the control channel it is heard while a cell runs. */
  ask(type: string, content: JsonObject, channel: "shell" | "control" = "shell"): Asked {
    const id = crypto.randomUUID(), parts = encodeRequest({ id, session: this.#session, type, content }, this.#key);
    const { promise, resolve } = Promise.withResolvers<JsonObject>();
    this.#waiting.set(id, resolve);
    this.#sockets[channel].send(parts).catch((error) => this.#lost(error));
    return { id, reply: Promise.race([promise, this.died]) };
  }

  /** Asks the kernel to leave what it computes, as the Stop button does. */
  async interrupt(): Promise<void> {
    await this.ask("interrupt_request", {}, "control").reply;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true;
    await this.#process.stop();
    for (const socket of Object.values(this.#sockets)) socket.close();
  }

  get #key(): string {
    return this.#process.connection.key;
  }

  async #listen(socket: ZmtpSocket, hear: (message: Message) => void): Promise<void> {
    try {
      for (;;) hear(decodeMessage(await socket.receive(), this.#key));
    } catch (error) {
      this.#lost(error as Error);
    }
  }

  /** A connection broke: mostly the kernel has ended, and how is told better. */
  async #lost(error: Error): Promise<void> {
    if (this.#stopped) return;
    await atMost(2_000, this.#process.ended);
    this.#fail(new KernelDied(`the connection to the kernel broke: ${error.message}`));
  }

  /** What is published reaches a subscriber only some time after it subscribed: ask until something comes. */
  async #subscribed(): Promise<void> {
    let heard = false;
    this.onPublished = () => heard = true;
    const end = Date.now() + START;
    while (!heard) {
      if (Date.now() > end) throw new Error(`the kernel published nothing for ${START / 1000} s`);
      await this.ask("kernel_info_request", {}).reply;
      await pause(heard ? 0 : 20);
    }
    this.onPublished = () => {};
  }
}

async function connected({ connection, ended }: KernelProcess): Promise<Sockets> {
  const opened: ZmtpSocket[] = [];
  const open = async (port: number, kind: "DEALER" | "SUB") => {
    const socket = await connect(port, kind, ended);
    opened.push(socket);
    return socket;
  };
  try {
    return {
      shell: await open(connection.shell_port, "DEALER"),
      control: await open(connection.control_port, "DEALER"),
      published: await open(connection.iopub_port, "SUB"),
    };
  } catch (error) {
    for (const socket of opened) socket.close();
    throw error;
  }
}

/** Connects as soon as the kernel listens. */
async function connect(port: number, kind: "DEALER" | "SUB", ended: Promise<string>): Promise<ZmtpSocket> {
  const dead = ended.then((how) => {
    throw new KernelDied(`the kernel ${how} before it listened`);
  });
  dead.catch(() => {}); // an end after the start is told by the kernel itself
  for (const end = Date.now() + START;;) {
    try {
      const wire = await Deno.connect({ hostname: "127.0.0.1", port });
      wire.setNoDelay(true);
      return await Promise.race([ZmtpSocket.over(wire, kind), dead]);
    } catch (error) {
      if (!(error instanceof Deno.errors.ConnectionRefused)) throw error;
      if (Date.now() > end) throw new Error(`the kernel did not listen within ${START / 1000} s`);
      await Promise.race([pause(20), dead]);
    }
  }
}
