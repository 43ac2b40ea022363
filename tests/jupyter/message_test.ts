import { deepEqual, equal, match, throws } from "../assert.ts";
import { decodeMessage, encodeRequest, signature } from "../../lib/jupyter/message.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (part: Uint8Array) => new TextDecoder().decode(part);

Deno.test("message: signed with HMAC-SHA256 over the parts (RFC 4231, test case 2)", () => {
  const expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
  equal(signature("Jefe", ["what do ", "ya want ", "for ", "nothing?"].map(bytes)), expected);
});

Deno.test("message: a request has delimiter, signature, header, parent, metadata, content", () => {
  const parts = encodeRequest({ id: "i", session: "s", type: "execute_request", content: { code: "1" } }, "key");
  equal(parts.length, 6);
  equal(text(parts[0]), "<IDS|MSG>");
  equal(text(parts[1]), signature("key", parts.slice(2)));
  const { date, ...header } = JSON.parse(text(parts[2]));
  deepEqual(header, { msg_id: "i", session: "s", msg_type: "execute_request", username: "mixlab", version: "5.3" });
  match(date, /^\d{4}-\d\d-\d\dT/);
  deepEqual(parts.slice(3).map(text), ["{}", "{}", '{"code":"1"}']);
});

Deno.test("message: what the key signed is read, whatever identities go before; all else is refused", () => {
  const signed = [`{"msg_type":"status"}`, `{"msg_id":"p"}`, "{}", `{"execution_state":"idle"}`].map(bytes);
  const parts = [bytes("topic"), bytes("<IDS|MSG>"), bytes(signature("key", signed)), ...signed];
  deepEqual(decodeMessage(parts, "key"), { type: "status", parent: "p", content: { execution_state: "idle" } });
  equal(
    decodeMessage([
      ...parts.slice(0, 2),
      bytes(signature("key", [signed[0], bytes("{}"), ...signed.slice(2)])),
      signed[0],
      bytes("{}"),
      ...signed.slice(2),
    ], "key").parent,
    "",
  );
  throws(() => decodeMessage(parts, "other"), /a message came that the kernel did not sign/);
  throws(() => decodeMessage(parts.slice(0, 5), "key"), /wanted a message of Jupyter, got 5 parts without one/);
  throws(() => decodeMessage([bytes("a")], "key"), /got 1 parts without one/);
});
