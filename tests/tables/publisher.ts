/** A publisher on this machine, for the tests of the downloader: files, and ways in which a server can fail. */
import { sha256 } from "../../lib/text/sha256.ts";
import type { Source } from "../../lib/tables/published/source.ts";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";

export const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** A source as a manifest would list it; `url` may be anything. */
export async function sourceOf(
  bytes: Uint8Array<ArrayBuffer>,
  path: string,
  url: string,
  repository = "someone/tables",
): Promise<Source> {
  return { repository, commit: COMMIT, path, url, bytes: bytes.length, sha256: await sha256(bytes), licence: "MIT" };
}

export interface Publisher extends AsyncDisposable {
  readonly url: string;
  /** Paths that were asked for, decoded, in order. */
  readonly asked: string[];
}

/** Serves on 127.0.0.1 until disposed of; `answer` gets the decoded path and how often it was asked for before. */
export function publish(answer: (path: string, before: number) => Response | Promise<Response>): Publisher {
  const asked: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const path = decodeURIComponent(new URL(request.url).pathname);
    const before = asked.filter((p) => p === path).length;
    asked.push(path);
    return answer(path, before);
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    asked,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** A server that promises `promised` bytes and closes the connection after `body`. */
export function breakOff(body: Uint8Array, promised: number): Publisher {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const asked: string[] = [];
  const done = (async () => {
    for await (const connection of listener) {
      const request = new TextDecoder().decode(await read(connection));
      asked.push(request.split(" ")[1]);
      await connection.write(bytesOf(`HTTP/1.1 200 OK\r\nContent-Length: ${promised}\r\n\r\n`));
      await connection.write(body);
      connection.close();
    }
  })();
  return {
    url: `http://127.0.0.1:${(listener.addr as Deno.NetAddr).port}`,
    asked,
    async [Symbol.asyncDispose]() {
      listener.close();
      await done;
    },
  };
}

async function read(connection: Deno.Conn): Promise<Uint8Array> {
  const buffer = new Uint8Array(4096);
  return buffer.subarray(0, await connection.read(buffer) ?? 0);
}

/** An address on which nothing listens. */
export function closedPort(): string {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  return `http://127.0.0.1:${port}`;
}

/** A folder that is gone after the test. */
export async function folder(): Promise<{ path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir({ prefix: "mixlab-tables-" });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** All files below a folder, hidden ones too, as sorted paths relative to it. */
export async function filesBelow(path: string): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of Deno.readDir(path)) {
    if (entry.isFile) found.push(entry.name);
    else found.push(...(await filesBelow(`${path}/${entry.name}`)).map((name) => `${entry.name}/${name}`));
  }
  return found.sort();
}
