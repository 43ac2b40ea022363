import { deepEqual, equal, ok, throws } from "../assert.ts";
import fc from "fast-check";
import { isInputError } from "../../lib/errors.ts";
import {
  decodeSafetensors,
  encodeSafetensors,
  type NamedTensor,
  readSafetensors,
} from "../../lib/model/safetensors.ts";
import { joined } from "./joined.ts";

const text = (s: string) => new TextEncoder().encode(s);

/** A file with this header, as it stands, and `size` bytes of data. */
function file(header: string | Uint8Array, size: number, length?: bigint): Uint8Array {
  const json = typeof header === "string" ? text(header) : header, bytes = new Uint8Array(8 + json.length + size);
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

const decode = (header: unknown, size: number, length?: bigint) =>
  decodeSafetensors(file(typeof header === "string" ? header : JSON.stringify(header), size, length), "m.safetensors");

/** The same bytes read as a file. */
function fromDisk<T>(bytes: Uint8Array, use: (path: string) => T): T {
  const path = Deno.makeTempFileSync({ suffix: ".safetensors" });
  try {
    Deno.writeFileSync(path, bytes);
    return use(path);
  } finally {
    Deno.removeSync(path);
  }
}

Deno.test("safetensors: what is written is read, every bit, from memory and from disk", () => {
  const tensor = fc.record({
    name: fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom("__proto__", "constructor", "0", "toString", '"')),
    shape: fc.array(fc.nat(5), { maxLength: 3 }),
  }).filter(({ name }) => name !== "__metadata__").chain(({ name, shape }) => {
    const size = shape.reduce((a, b) => a * b, 1), number = fc.float({ noNaN: true });
    return fc.array(number, { minLength: size, maxLength: size }).map((values) => (
      { name, shape, values: Float32Array.from(values) }
    ));
  });
  const tensors = fc.uniqueArray(tensor, { selector: ({ name }) => name, maxLength: 6 });
  fc.assert(fc.property(tensors, fc.string(), (tensors: NamedTensor[], note) => {
    const bytes = joined(encodeSafetensors(tensors, { metadata: { note } }));
    equal(Number(new DataView(bytes.buffer).getBigUint64(0, true)) % 8, 0);
    const read = decodeSafetensors(bytes, "memory");
    deepEqual({ ...read.metadata }, { format: "pt", note });
    deepEqual(new Set(read.tensors.keys()), new Set(tensors.map(({ name }) => name)));
    for (const { name, shape, values } of tensors) {
      deepEqual(read.tensors.get(name), { shape, values });
    }
    deepEqual(fromDisk(bytes, readSafetensors), read);
  }));
});

Deno.test("safetensors: F16 and BF16 round to nearest, ties to even, and pieces join", () => {
  const roundTrip = (dtype: "F16" | "BF16", ...values: number[]) => {
    const bytes = joined(
      encodeSafetensors([{ name: "a", shape: [values.length], values: Float32Array.from(values) }], { dtype }),
    );
    equal(bytes.length - 8 - Number(new DataView(bytes.buffer).getBigUint64(0, true)), 2 * values.length);
    return [...decodeSafetensors(bytes, "memory").tensors.get("a")!.values];
  };
  const u = 2 ** -8; // half a step of BF16 above 1
  deepEqual(
    roundTrip("BF16", 1 + u, 1 + 3 * u, 1 + u * 1.01, -1 - u, 3.3895e38, Infinity, -Infinity, -0, 1e-40, NaN),
    [1, 1 + 4 * u, 1 + 2 * u, -1, 3.3895313892515355e38, Infinity, -Infinity, -0, 2 ** -133, NaN],
  );
  const v = 2 ** -11;
  deepEqual(
    roundTrip("F16", 1 + v, 1 + 3 * v, 1 + v * 1.01, 65519, Infinity, -0, 2 ** -24, 2 ** -25, NaN),
    [1, 1 + 4 * v, 1 + 2 * v, 65504, Infinity, -0, 2 ** -24, 0, NaN],
  );
  const one = (value: number) => [{ name: "a", shape: [2], values: Float32Array.of(1, value) }];
  throws(() => encodeSafetensors(one(65520), { dtype: "F16" }), /a\[1\] is 65520, too large for F16; write F32/);
  throws(() => encodeSafetensors(one(3.4e38), { dtype: "BF16" }), /too large for BF16/);
  ok(joined(encodeSafetensors(one(3.4e38))).length > 0);

  // NaN keeps being one, whatever its bits: a carry must not make it an infinity.
  const bits = Uint32Array.of(0x7fffffff, 0xffffffff, 0x7f800001),
    tensors = [{ name: "a", shape: [3], values: new Float32Array(bits.buffer) }];
  ok(
    decodeSafetensors(joined(encodeSafetensors(tensors, { dtype: "BF16" })), "m").tensors.get("a")!.values.every(
      Number.isNaN,
    ),
  );

  const many = Float32Array.from({ length: (1 << 20) + 3 }, (_, i) => i % 2048);
  const bytes = joined(encodeSafetensors([{ name: "a", shape: [many.length], values: many }], { dtype: "F16" }));
  deepEqual(fromDisk(bytes, (path) => readSafetensors(path).tensors.get("a")!.values), many);
});

Deno.test("safetensors: bytes are those of the format's own library", () => {
  // safetensors.numpy.save({"a": np.array([[1, -2]], np.float32)}, {"format": "pt"}) of safetensors 0.8.0, as base64.
  const golden =
    "WAAAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJmb3JtYXQiOiJwdCJ9LCJhIjp7ImR0eXBlIjoiRjMyIiwic2hhcGUiOlsxLDJdLCJkYXRhX29mZnNldHMiOlswLDhdfX0gAACAPwAAAMA=";
  const bytes = joined(encodeSafetensors([{ name: "a", shape: [1, 2], values: Float32Array.of(1, -2) }]));
  equal(btoa(String.fromCharCode(...bytes)), golden);
});

Deno.test("safetensors: what cannot be written", () => {
  const values = new Float32Array(2), a = { name: "a", shape: [2], values };
  throws(() => encodeSafetensors([a, a]), /wanted each name once, got "a" again/);
  throws(() => encodeSafetensors([{ ...a, name: "__metadata__" }]), /wanted each name once, got "__metadata__" again/);
  throws(() => encodeSafetensors([{ ...a, shape: [3] }]), /a: wanted numbers for the shape \[3\], got 2/);
  throws(() => encodeSafetensors([a], { dtype: "F64" as never }), /dtype: wanted F32, F16 or BF16, got "F64"/);
});

Deno.test("safetensors: what is wrong in a file is named", () => {
  const a = { dtype: "F32", shape: [2], data_offsets: [0, 8] }, b = { ...a, data_offsets: [8, 16] };
  equal(decode({ a, b }, 16).tensors.size, 2);
  const cases: [unknown, number, RegExp, bigint?][] = [
    [{ a }, 8, /a header of 18446744073709552000; the file is cut short or of another format/, 2n ** 64n - 1n],
    [{ a }, 8, /a header of 9007199254740992/, 2n ** 53n + 1n],
    ["", 0, /header: wanted "{" first, got ""/],
    ["[]", 0, /wanted "{" first, got "\["/],
    [' {"a":{}}', 0, /wanted "{" first, got " "/],
    ['{"a":', 0, /header: not JSON/],
    ["{}x", 0, /header: not JSON/],
    [`{"a":${JSON.stringify(a)},"a":${JSON.stringify(a)}}`, 8, /the name "a" stands twice/],
    [`{"\\u0061":${JSON.stringify(a)},"a":${JSON.stringify(a)}}`, 8, /the name "a" stands twice/],
    [{ a: 3 }, 8, /tensor "a": wanted an object, got 3/],
    [{ a: [] }, 8, /tensor "a": wanted an object/],
    [{ a: null }, 8, /tensor "a": wanted an object, got null/],
    [{ a: { ...a, dtype: "F31" } }, 8, /dtype: wanted one of BOOL, .*, got "F31"/],
    [{ a: { ...a, dtype: "constructor" } }, 8, /dtype: wanted one of/],
    [{ a: { ...a, dtype: ["F32"] } }, 8, /dtype: wanted one of/],
    [{ a: { ...a, shape: [2.5] } }, 8, /shape: wanted a list of whole numbers/],
    [{ a: { ...a, shape: [-2] } }, 8, /shape: wanted a list/],
    [{ a: { ...a, shape: "2" } }, 8, /shape: wanted a list/],
    [{ a: { ...a, shape: [2 ** 53] } }, 8, /shape: wanted a list/],
    [{ a: { ...a, shape: Array(40).fill(2 ** 40) } }, 8, /wanted Infinity bytes/],
    [{ a: { ...a, shape: [3] } }, 8, /wanted 12 bytes for F32 of shape \[3\], got 8/],
    [{ a: { ...a, data_offsets: [8, 0] } }, 8, /data_offsets: wanted two whole numbers ≥ 0 in order/],
    [{ a: { ...a, data_offsets: [0] } }, 8, /data_offsets/],
    [{ a: { ...a, data_offsets: [-8, 0] } }, 8, /data_offsets/],
    [{ a: { ...a, data_offsets: null } }, 8, /data_offsets/],
    [{ a, b: { ...b, data_offsets: [4, 12] } }, 12, /the bytes of "a" and "b" overlap/],
    [{ a, b: a }, 8, /overlap/],
    [{ a, b: { ...b, data_offsets: [12, 20] } }, 20, /the bytes of "a" and "b" leave a gap/],
    [{ b }, 16, /the bytes of the header and "b" leave a gap/],
    [{ a, b }, 15, /the file has .* bytes, 1 fewer than its tensors need/],
    [{ a }, 9, /the file has .* bytes, 1 more than its tensors need/],
    [
      { a: { ...a, data_offsets: [0, 2 ** 53 - 1], dtype: "U8", shape: [2 ** 53 - 1] } },
      8,
      /fewer than its tensors need/,
    ],
    [{ __metadata__: null, a }, 8, /__metadata__: wanted an object, got null/],
    [{ __metadata__: { n: 1 }, a }, 8, /__metadata__: "n": wanted a text, got 1/],
    [
      { a: { dtype: "I64", shape: [1], data_offsets: [0, 8] } },
      8,
      /tensor "a": wanted one of F32, F16 and BF16, got I64/,
    ],
  ];
  for (const [header, size, message, length] of cases) {
    throws(() => decode(header, size, length), (error) => {
      ok(isInputError(error), String(error));
      ok(message.test(error.message) && error.message.startsWith("m.safetensors"), error.message);
      return true;
    });
  }
  throws(() => decodeSafetensors(new Uint8Array(7), "m"), /m: wanted a safetensors file, got only 7 bytes/);
  throws(
    () => decodeSafetensors(file(Uint8Array.of(0x7b, 0xff, 0x7d), 0), "m"),
    /m: header:1:2: byte 0xFF is not UTF-8/,
  );
  equal(
    decode('{"__proto__":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}  ', 4).tensors.get("__proto__")!.values[0],
    0,
  );
});

Deno.test("safetensors: tensors of other types can be skipped", () => {
  const header = {
    a: { dtype: "BOOL", shape: [3], data_offsets: [0, 3] },
    b: { dtype: "F32", shape: [1], data_offsets: [3, 7] }, // not aligned, as a file may be
  };
  fromDisk(file(JSON.stringify(header), 7), (path) => {
    deepEqual([...readSafetensors(path, { skip: (name) => name === "a" }).tensors.keys()], ["b"]);
    throws(() => readSafetensors(path), /got BOOL/);
  });
});

Deno.test("readSafetensors: a file of more than 4 GiB, of which only what is asked for is read", () => {
  const most = 5 * 2 ** 30 + 1,
    header = {
      a: { dtype: "U8", shape: [most], data_offsets: [0, most] },
      b: { dtype: "F32", shape: [2], data_offsets: [most, most + 8] },
    };
  fromDisk(file(JSON.stringify(header), 0), (path) => {
    const values = Float32Array.of(0.5, -3), { size } = Deno.statSync(path);
    using large = Deno.openSync(path, { write: true });
    large.truncateSync(size + most); // a hole, which takes no room
    large.seekSync(size + most, Deno.SeekMode.Start);
    large.writeSync(new Uint8Array(values.buffer));
    deepEqual(readSafetensors(path, { skip: (name) => name === "a" }).tensors.get("b")!.values, values);
  });
});

Deno.test("readSafetensors: no file, a folder", () => {
  throws(() => readSafetensors("/nowhere.safetensors"), /there is no such file/);
  throws(() => readSafetensors("/tmp"), /wanted a file, got a directory/);
});

Deno.test("safetensors: altered files are read or refused, never a crash", () => {
  const tensors = [
    { name: "a", shape: [2, 3], values: Float32Array.from([1, 2, 3, 4, 5, 6]) },
    { name: "b", shape: [1], values: Float32Array.of(7) },
  ];
  const whole = joined(encodeSafetensors(tensors));
  const change = fc.tuple(fc.nat(whole.length - 1), fc.oneof(fc.nat(255), fc.constantFrom(...text('{}[]",:019-e\\'))));
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), fc.nat(whole.length), (changes, cut) => {
      const bytes = whole.slice(0, cut % 3 === 0 ? whole.length - cut : whole.length);
      for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
      let read;
      try {
        read = decodeSafetensors(bytes, "altered.safetensors");
      } catch (error) {
        ok(isInputError(error) && error.message.startsWith("altered.safetensors: "), String(error));
        return;
      }
      for (const { shape, values } of read.tensors.values()) equal(values.length, shape.reduce((a, b) => a * b, 1));
    }),
    { numRuns: 3000 },
  );
});
