/**
 * The bytes of ZMTP 3.0 (https://rfc.zeromq.org/spec/23/) that one end of a connection sends, with the mechanism NULL.
 *
 * @module
 */

/** Bits of the first byte of a frame: more frames follow, its length takes 8 bytes, it is a command. */
export const MORE = 1, LONG = 2, COMMAND = 4;
/** Bytes of a greeting. */
export const GREETING_LENGTH = 64;

const encoder = new TextEncoder();

/** The greeting: signature, version 3.0, mechanism NULL, not as server, filler. */
export function greeting(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(GREETING_LENGTH);
  bytes.set([0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 0]);
  bytes.set(encoder.encode("NULL"), 12);
  return bytes;
}

/** A frame; its length takes one byte up to 255 and else eight. */
export function frame(body: Uint8Array, flags = 0): Uint8Array<ArrayBuffer> {
  const long = body.length > 255, head = long ? 9 : 2;
  const bytes = new Uint8Array(head + body.length);
  bytes[0] = long ? flags | LONG : flags;
  if (long) new DataView(bytes.buffer).setBigUint64(1, BigInt(body.length));
  else bytes[1] = body.length;
  bytes.set(body, head);
  return bytes;
}

/** A message: a frame a part. */
export function message(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return joined(parts.map((part, n) => frame(part, n < parts.length - 1 ? MORE : 0)));
}

/** The command READY with the kind of socket. */
export function ready(socket: "DEALER" | "SUB"): Uint8Array<ArrayBuffer> {
  const properties = { "Socket-Type": socket, ...(socket === "DEALER" && { Identity: "" }) };
  const parts = [Uint8Array.of(5), encoder.encode("READY")];
  for (const [name, value] of Object.entries(properties)) {
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, value.length);
    parts.push(Uint8Array.of(name.length), encoder.encode(name), length, encoder.encode(value));
  }
  return frame(joined(parts), COMMAND);
}

/** What a SUB socket sends to hear everything: a message of 1 and an empty topic. */
export function subscription(): Uint8Array<ArrayBuffer> {
  return frame(Uint8Array.of(1));
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
