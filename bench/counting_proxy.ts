/**
 * A local proxy that counts what passes through it: every byte that a process downloads over https.
 *
 * @module
 */

/** A running proxy. */
export interface CountingProxy extends AsyncDisposable {
  /** Address for HTTPS_PROXY. */
  readonly url: string;
  /** Bytes that came in so far, those of the encryption included. */
  readonly downloaded: number;
}

/**
 * Starts a proxy on a free local port. It joins the two ends without looking inside, so what is counted is what the
 * network carried. Requests that are not https are refused, not passed uncounted.
 *
 * @param upstream the proxy that this machine needs itself, if any (its HTTPS_PROXY).
 */
export function countingProxy(upstream?: string): CountingProxy {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.Conn>();
  const via = upstream ? new URL(upstream) : undefined;
  let downloaded = 0;
  const accepting = (async () => {
    for await (const client of listener) {
      open.add(client);
      join(client).catch(() => {}).finally(() => close(client)); // an end that goes away is the other end's to report
    }
  })();

  async function join(client: Deno.Conn): Promise<void> {
    const head = await headOf(client);
    const target = /^CONNECT ([^\s:]+):(\d+) /.exec(head);
    if (target === null) {
      await writeAll(client, new TextEncoder().encode("HTTP/1.1 501 Only https is counted\r\n\r\n"));
      return;
    }
    const [hostname, port] = via
      ? [via.hostname, Number(via.port || (via.protocol === "https:" ? 443 : 80))]
      : [target[1], Number(target[2])];
    const server = via?.protocol === "https:"
      ? await Deno.connectTls({ hostname, port })
      : await Deno.connect({ hostname, port });
    open.add(server);
    await writeAll(via ? server : client, new TextEncoder().encode(via ? head : "HTTP/1.1 200 Joined\r\n\r\n"));
    const up = pass(client, server).catch(() => {});
    await pass(server, client, (bytes) => downloaded += bytes).catch(() => {});
    close(server);
    close(client);
    await up;
  }

  function close(connection: Deno.Conn): void {
    if (open.delete(connection)) connection.close();
  }

  const { port } = listener.addr as Deno.NetAddr;
  const user = via?.username ? `${via.username}:${via.password}@` : "";
  return {
    url: `http://${user}127.0.0.1:${port}`,
    get downloaded() {
      return downloaded;
    },
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const connection of [...open]) close(connection);
      await accepting;
    },
  };
}

/** The first lines of a connection, up to the empty one. */
async function headOf(connection: Deno.Conn): Promise<string> {
  const buffer = new Uint8Array(1024);
  let head = "";
  while (!head.endsWith("\r\n\r\n")) {
    const count = await connection.read(buffer);
    if (count === null || head.length > 8192) throw new Error("no request");
    head += new TextDecoder("latin1").decode(buffer.subarray(0, count));
  }
  return head;
}

async function pass(from: Deno.Conn, to: Deno.Conn, count?: (bytes: number) => void): Promise<void> {
  const buffer = new Uint8Array(1 << 16);
  for (let got = await from.read(buffer); got !== null; got = await from.read(buffer)) {
    count?.(got);
    await writeAll(to, buffer.subarray(0, got));
  }
}

async function writeAll(to: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) done += await to.write(bytes.subarray(done));
}
