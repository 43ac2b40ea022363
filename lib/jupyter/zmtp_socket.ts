/**
 * One connection of ZMTP 3.0: greeting, handshake, messages.
 *
 * @module
 */
import { COMMAND, greeting, GREETING_LENGTH, LONG, message, MORE, ready, subscription } from "./zmtp_frames.ts";

/** What a connection is made of: `Deno.Conn` is one. */
export interface Wire {
  read(into: Uint8Array): Promise<number | null>;
  write(bytes: Uint8Array): Promise<number>;
  close(): void;
}

/** Longest frame taken (bytes): more is no message of a notebook. */
const LONGEST = 1 << 30;

/** A socket that is connected to one peer. */
export class ZmtpSocket {
  readonly #wire: Wire;
  #read: Uint8Array = new Uint8Array(0);
  #sending: Promise<void> = Promise.resolve();

  private constructor(wire: Wire) {
    this.#wire = wire;
  }

  /**
   * Shakes hands over a wire; a SUB socket asks to hear everything.
   *
   * @throws Error when the peer speaks something else; the wire is closed then.
   */
  static async over(wire: Wire, kind: "DEALER" | "SUB"): Promise<ZmtpSocket> {
    const socket = new ZmtpSocket(wire);
    try {
      await socket.#shakeHands(kind);
      return socket;
    } catch (error) {
      socket.close();
      throw error;
    }
  }

  async #shakeHands(kind: "DEALER" | "SUB"): Promise<void> {
    await this.#write(greeting());
    const theirs = await this.#take(GREETING_LENGTH);
    const mechanism = new TextDecoder().decode(theirs.subarray(12, 32)).replace(/\0+$/, "");
    if (theirs[0] !== 0xff || theirs[9] !== 0x7f || theirs[10] < 3 || mechanism !== "NULL") {
      throw new Error(`wanted a peer of ZMTP 3 without security, got version ${theirs[10]}, ${mechanism}`);
    }
    await this.#write(ready(kind));
    const { flags, body } = await this.#frame();
    const command = new TextDecoder().decode(body.subarray(1, 1 + body[0]));
    if (!(flags & COMMAND) || command !== "READY") throw new Error(`wanted the peer to be READY, got ${command}`);
    if (kind === "SUB") await this.#write(subscription());
  }

  /** Sends a message; messages go out in the order of the calls. */
  send(parts: readonly Uint8Array[]): Promise<void> {
    const sent = this.#sending.then(() => this.#write(message(parts)));
    this.#sending = sent.catch(() => {});
    return sent;
  }

  /** The parts of the next message; commands are passed over. */
  async receive(): Promise<Uint8Array[]> {
    const parts: Uint8Array[] = [];
    for (;;) {
      const { flags, body } = await this.#frame();
      if (flags & COMMAND) continue;
      parts.push(body);
      if (!(flags & MORE)) return parts;
    }
  }

  close(): void {
    try {
      this.#wire.close();
    } catch {
      // It was closed by the other end.
    }
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) at += await this.#wire.write(bytes.subarray(at));
  }

  async #frame(): Promise<{ flags: number; body: Uint8Array }> {
    const [flags] = await this.#take(1);
    const length = flags & LONG
      ? Number(new DataView((await this.#take(8)).buffer).getBigUint64(0))
      : (await this.#take(1))[0];
    if (length > LONGEST) throw new Error(`wanted a frame of at most ${LONGEST} bytes, got ${length}`);
    return { flags, body: await this.#take(length) };
  }

  /** So many bytes, as a copy of their own. */
  async #take(count: number): Promise<Uint8Array<ArrayBuffer>> {
    const taken = new Uint8Array(count);
    let filled = 0;
    for (;;) {
      const some = this.#read.subarray(0, count - filled);
      taken.set(some, filled);
      filled += some.length;
      this.#read = this.#read.subarray(some.length);
      if (filled === count) return taken;
      const piece = new Uint8Array(1 << 16), got = await this.#wire.read(piece);
      if (got === null) throw new Error("the other end closed the connection");
      this.#read = piece.subarray(0, got);
    }
  }
}
