import { deepEqual, equal, rejects } from "../assert.ts";
import { frame, greeting, message, ready, subscription } from "../../lib/jupyter/zmtp_frames.ts";
import { type Wire, ZmtpSocket } from "../../lib/jupyter/zmtp_socket.ts";

// All bytes below follow from the grammar of https://rfc.zeromq.org/spec/23/.
const hex = (bytes: Uint8Array) => bytes.toHex();
const text = (value: string) => new TextEncoder().encode(value);
const NULL = "4e554c4c" + "00".repeat(16);
const GREETING = `ff00000000000000007f0300${NULL}00${"00".repeat(31)}`;
const READY_ROUTER = "0419" + "055245414459" + "0b536f636b65742d5479706500000006" + "524f55544552"; // body of 28 bytes

Deno.test("zmtp: a greeting is signature, version 3.0, NULL, no server, filler", () => {
  equal(hex(greeting()), GREETING);
  equal(greeting().length, 64);
});

Deno.test("zmtp: READY names the kind of socket", () => {
  equal(
    hex(ready("DEALER")),
    // flags, 41 bytes, READY, Socket-Type (11) = DEALER (6), Identity (8) = "" (0)
    "0429" + "055245414459" + "0b536f636b65742d54797065000000064445414c4552" + "084964656e7469747900000000",
  );
  equal(hex(ready("SUB")), "0419" + "055245414459" + "0b536f636b65742d5479706500000003535542");
  equal(hex(subscription()), "000101");
});

Deno.test("zmtp: lengths take one byte up to 255 and else eight; all parts but the last say that more follow", () => {
  equal(hex(frame(text("a"))), "000161");
  equal(hex(frame(new Uint8Array(255)).subarray(0, 2)), "00ff");
  equal(hex(frame(new Uint8Array(256)).subarray(0, 9)), "020000000000000100");
  equal(frame(new Uint8Array(256)).length, 265);
  equal(hex(message([text("a"), new Uint8Array(0), text("b")])), "010161" + "0100" + "000162");
});

/** A peer that says what was written down, so many bytes at a time. */
class Scripted implements Wire {
  readonly said: number[] = [];
  closed = false;
  #left: Uint8Array;
  readonly #step: number;

  constructor(script: string, step: number) {
    this.#left = Uint8Array.fromHex(script);
    this.#step = step;
  }
  read(into: Uint8Array): Promise<number | null> {
    const some = this.#left.subarray(0, Math.min(this.#step, into.length));
    into.set(some);
    this.#left = this.#left.subarray(some.length);
    return Promise.resolve(some.length === 0 ? null : some.length);
  }
  write(bytes: Uint8Array): Promise<number> {
    const some = bytes.subarray(0, 5); // a write may take fewer bytes than it was given
    this.said.push(...some);
    return Promise.resolve(some.length);
  }
  close(): void {
    this.closed = true;
  }
}

const PEER = GREETING + READY_ROUTER.replace("0419", "041c");

Deno.test("zmtp: a socket shakes hands and takes messages, however they are cut", async () => {
  const ping = "0407" + "0450494e47" + "0000"; // a command of ZMTP 3.1: passed over
  const long = "02" + "0000000000000104" + "7a".repeat(260);
  for (const step of [1, 3, 64, 4096]) {
    const wire = new Scripted(PEER + "010161" + "0100" + long + ping + "000162", step);
    const socket = await ZmtpSocket.over(wire, "DEALER");
    equal(hex(Uint8Array.from(wire.said)), GREETING + hex(ready("DEALER")));
    deepEqual((await socket.receive()).map(hex), ["61", "", "7a".repeat(260)]);
    deepEqual((await socket.receive()).map(hex), ["62"]);
    await rejects(socket.receive(), /the other end closed the connection/);
  }
});

Deno.test("zmtp: messages go out one after the other; a SUB socket asks for everything", async () => {
  const wire = new Scripted(PEER, 4096), socket = await ZmtpSocket.over(wire, "SUB");
  await Promise.all([socket.send([text("first"), text("part")]), socket.send([text("second")])]);
  equal(
    hex(Uint8Array.from(wire.said)),
    GREETING + hex(ready("SUB")) + "000101" + hex(message([text("first"), text("part")])) +
      hex(message([text("second")])),
  );
});

Deno.test("zmtp: a peer that speaks something else is refused and left", async () => {
  const refused = async (script: string, words: RegExp) => {
    const wire = new Scripted(script, 4096);
    await rejects(ZmtpSocket.over(wire, "DEALER"), words);
    equal(wire.closed, true);
  };
  await refused(GREETING.replace("7f03", "7f01"), /wanted a peer of ZMTP 3 without security, got version 1, NULL/);
  await refused(GREETING.replace("4e554c4c", "504c4149"), /got version 3, PLAI/);
  await refused(hex(text("HTTP/1.1 400 Bad Request\r\n".padEnd(64))), /wanted a peer of ZMTP 3/);
  await refused(GREETING + "0406" + "054552524f52", /wanted the peer to be READY, got ERROR/);
  await refused(GREETING.slice(0, 40), /the other end closed/);
  const huge = new Scripted(PEER + "02" + "00000100000000ff", 4096);
  await rejects((await ZmtpSocket.over(huge, "DEALER")).receive(), /wanted a frame of at most 1073741824 bytes/);
});
