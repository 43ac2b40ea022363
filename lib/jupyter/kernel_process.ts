/**
 * The process of a kernel and the file that tells it where to listen.
 *
 * @module
 */
import { join } from "node:path";

/** No colours, and numbers and dates written alike on every machine. */
const EVERYWHERE = { NO_COLOR: "1", LC_ALL: "en_US.UTF-8", TZ: "UTC" };

/** What a connection file holds (the ports of 127.0.0.1 and the key of signatures). */
export interface Connection {
  readonly shell_port: number;
  readonly iopub_port: number;
  readonly stdin_port: number;
  readonly control_port: number;
  readonly hb_port: number;
  readonly key: string;
}

/** A kernel that was started. */
export interface KernelProcess {
  readonly connection: Connection;
  /** Comes when it has ended, however that was, with words for it. */
  readonly ended: Promise<string>;
  /** Ends it and removes its file; returns when it is gone. */
  stop(): Promise<void>;
}

/**
 * Starts `deno jupyter`.
 *
 * @param folder the working folder of the cells: imports and paths are relative to it.
 * @param tell takes what the kernel says of itself; the cells' own streams go another way.
 */
export async function startKernelProcess(folder: string, tell: (line: string) => void): Promise<KernelProcess> {
  const connection = { ...freePorts(), key: crypto.randomUUID() };
  // The file holds the key, so its folder is this user's alone (Deno makes it so).
  const own = await Deno.makeTempDir({ prefix: "mixlab-kernel-" }), file = join(own, "connection.json");
  const fixed = { transport: "tcp", ip: "127.0.0.1", signature_scheme: "hmac-sha256", kernel_name: "deno" };
  try {
    await Deno.writeTextFile(file, JSON.stringify({ ...fixed, ...connection }));
    const child = new Deno.Command(Deno.execPath(), {
      args: ["jupyter", "--kernel", "--conn", file],
      cwd: folder,
      env: EVERYWHERE,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      // A group of its own, so that what cells start ends with it.
      detached: true,
    }).spawn();
    const told = Promise.all([child.stdout, child.stderr].map((stream) => tellLines(stream, tell)));
    const ended = child.status.then(({ code, signal }) => signal ? `ended by ${signal}` : `ended with code ${code}`);
    return {
      connection,
      ended,
      async stop() {
        killAll(child);
        await ended;
        await atMost(500, told); // a process that left the group may hold the streams open
        await Deno.remove(own, { recursive: true });
      },
    };
  } catch (error) {
    await Deno.remove(own, { recursive: true });
    throw error;
  }
}

/** Ends a kernel and all that its cells started. */
function killAll(child: Deno.ChildProcess): void {
  try {
    if (Deno.build.os === "windows") child.kill("SIGKILL");
    else Deno.kill(-child.pid, "SIGKILL");
  } catch {
    // They have ended already.
  }
}

/** Ports that nobody listens on: all are held until all are known. */
function freePorts() {
  const held = Array.from({ length: 5 }, () => Deno.listen({ hostname: "127.0.0.1", port: 0 }));
  const [shell_port, iopub_port, stdin_port, control_port, hb_port] = held.map(({ addr }) => addr.port);
  for (const listener of held) listener.close();
  return { shell_port, iopub_port, stdin_port, control_port, hb_port };
}

async function tellLines(stream: ReadableStream<Uint8Array<ArrayBuffer>>, tell: (line: string) => void): Promise<void> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    lines.filter(worthTelling).forEach(tell);
  }
  if (worthTelling(rest)) tell(rest);
}

/** The kernel warns at each start that its command is unstable. */
function worthTelling(line: string): boolean {
  return line.trim() !== "" && !/^Warning "deno jupyter" is unstable/.test(line);
}

/** Comes after some time (ms). */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Waits for something, but no longer than some time (ms). */
export async function atMost(ms: number, something: Promise<unknown>): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>(), timer = setTimeout(resolve, ms);
  await Promise.race([something, late]);
  clearTimeout(timer);
}
