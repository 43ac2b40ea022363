/**
 * Messages of the Jupyter protocol 5.3 as parts on the wire
 * (https://jupyter-client.readthedocs.io/en/stable/messaging.html#the-wire-protocol):
 * identities, `<IDS|MSG>`, signature, header, parent header, metadata, content.
 *
 * @module
 */
import { createHmac } from "node:crypto";
import type { JsonObject } from "./json.ts";

/** A message from a kernel. */
export interface Message {
  readonly type: string;
  /** The id of the request that it answers; empty when it answers none. */
  readonly parent: string;
  readonly content: JsonObject;
}

/** A message to a kernel. */
export interface Request {
  readonly id: string;
  readonly session: string;
  readonly type: string;
  readonly content: JsonObject;
}

const DELIMITER = "<IDS|MSG>";
const encoder = new TextEncoder(), decoder = new TextDecoder();

/** The signature: HMAC-SHA256 of the four parts one after the other, in hexadecimal. */
export function signature(key: string, parts: readonly Uint8Array[]): string {
  const mac = createHmac("sha256", key);
  for (const part of parts) mac.update(part);
  return mac.digest("hex");
}

/** The parts of a request. */
export function encodeRequest({ id, session, type, content }: Request, key: string): Uint8Array[] {
  const header = {
    msg_id: id,
    msg_type: type,
    session,
    username: "mixlab",
    date: new Date().toISOString(),
    version: "5.3",
  };
  const parts = [header, {}, {}, content].map((part) => encoder.encode(JSON.stringify(part)));
  return [encoder.encode(DELIMITER), encoder.encode(signature(key, parts)), ...parts];
}

/**
 * The message in parts.
 *
 * @throws Error when they are no message, or its signature is another's.
 */
export function decodeMessage(parts: readonly Uint8Array[], key: string): Message {
  const at = parts.findIndex((part) => part.length === DELIMITER.length && decoder.decode(part) === DELIMITER);
  const signed = parts.slice(at + 2, at + 6);
  if (at < 0 || signed.length < 4) {
    throw new Error(`wanted a message of Jupyter, got ${parts.length} parts without one`);
  }
  if (decoder.decode(parts[at + 1]) !== signature(key, signed)) {
    throw new Error("a message came that the kernel did not sign");
  }
  const [header, parent, , content] = signed.map((part) => JSON.parse(decoder.decode(part)) ?? {});
  return { type: header.msg_type, parent: parent.msg_id ?? "", content };
}
