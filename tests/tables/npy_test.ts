import { deepEqual, equal, ok, throws } from "../assert.ts";
import fc from "fast-check";
import { decodeNpy } from "../../lib/tables/decode_npy.ts";
import { encodeNpy } from "../../lib/tables/encode_npy.ts";
import type { NpyType } from "../../lib/tables/npy.ts";
import golden from "../golden/tables/npy.json" with { type: "json" };

const file = (name: string) => Deno.readFileSync(new URL(`../golden/tables/npy/${name}.npy`, import.meta.url));

/** A number of Python's float.hex(). */
function fromHex(text: string): number {
  const [, sign, whole, part = "", power] = /^(-?)0x([01])(?:\.([0-9a-f]+))?p([+-]\d+)$/.exec(text)!;
  const mantissa = Number(BigInt(`0x${whole}${part}`)) / 2 ** (4 * part.length);
  // In two steps: 2 ** -1074 alone would do, but not with a mantissa below 1.
  const half = Math.trunc(Number(power) / 2);
  return (sign === "-" ? -1 : 1) * mantissa * 2 ** half * 2 ** (Number(power) - half);
}

for (const [name, wanted] of Object.entries(golden)) {
  Deno.test(`NumPy's ${name}.npy (made by golden/tables/npy.py)`, () => {
    const bytes = file(name), array = decodeNpy(bytes, name), numbers = wanted.hex.map(fromHex);
    deepEqual(array.shape, wanted.shape);
    equal(array.type, wanted.type);
    deepEqual([...array.data], numbers);
    if (!wanted.same) return;
    deepEqual(encodeNpy({ shape: wanted.shape, data: numbers, type: wanted.type as NpyType }), bytes);
  });
}

Deno.test("npy: what is written reads back", () => {
  const shapes = fc.array(fc.nat(4), { maxLength: 5 });
  fc.assert(
    fc.property(shapes, fc.constantFrom("float64", "float32", "int64", "int32"), fc.nat(), (shape, type, seed) => {
      const count = shape.reduce((n, length) => n * length, 1);
      const [number] = fc.sample(
        fc.array(
          type === "float64" ? fc.double() : type === "float32" ? fc.float() : fc.integer(),
          { minLength: count, maxLength: count },
        ),
        { numRuns: 1, seed },
      );
      const array = decodeNpy(encodeNpy({ shape, data: number, type }));
      deepEqual(array, { shape, data: Float64Array.from(number), type });
    }),
  );
});

Deno.test("npy: a view into other bytes is read where it lies", () => {
  const bytes = encodeNpy({ shape: [2], data: [1.5, 2.5] }), held = new Uint8Array(bytes.length + 10).fill(7);
  held.set(bytes, 3);
  deepEqual([...decodeNpy(held.subarray(3, 3 + bytes.length)).data], [1.5, 2.5]);
});

const refuses = (bytes: Uint8Array, message: RegExp) =>
  throws(() => decodeNpy(bytes, "f.npy"), { name: "SyntaxError", message });

Deno.test("npy: other kinds of arrays are refused by name, at their type's byte", () => {
  const types = { bool: "\\|b1", text: "<U1", object: "\\|O", int8: "\\|i1" };
  for (const [name, type] of Object.entries(types)) {
    refuses(file(`refused_${name}`), new RegExp(`^f.npy:1:21: .*got "${type}"; save it with .astype`));
  }
  refuses(file("refused_record"), /^f.npy:1:21: .*wanted the type of plain numbers, such as '<f8', got "\[\('a'/);
  refuses(file("refused_huge"), /^f.npy:1:129: .*the integer 1152921504606846976 is too large to be exact/);
});

/** A file of the header's text and n zero bytes. */
function withHeader(text: string, n = 16): Uint8Array {
  const header = new TextEncoder().encode(text), length = [header.length & 255, header.length >> 8];
  return Uint8Array.from([
    0x93,
    ...new TextEncoder().encode("NUMPY"),
    1,
    0,
    ...length,
    ...header,
    ...new Uint8Array(n),
  ]);
}

Deno.test("npy: headers in other orders and quotes are read, wrong ones refused at their byte", () => {
  deepEqual(decodeNpy(withHeader(`{"shape":(2,),"descr":"<f8","fortran_order":False}`)).shape, [2]);
  deepEqual(decodeNpy(withHeader(`{'shape': (2, 1) , 'fortran_order': True, 'descr': '<f8' , } \n`)).shape, [2, 1]);
  const bad: [string, RegExp][] = [
    ["", /:1:11: .*wanted \{, got ""/],
    ["[1]", /:1:11: .*wanted \{, got "\[1\]"/],
    ["{'shape': (2,)", /:1:25: .*wanted , or \}, got ""/],
    ["{'shape': (2,)}", /:1:11: .*wanted descr, fortran_order and shape/],
    ["{'shape': (2), }", /:1:23: .*wanted a comma after the only length/],
    ["{'shape': (-2,), }", /:1:22: .*wanted the length of an axis, got "-2,\), \}"/],
    ["{'shape': (2 3), }", /:1:24: .*wanted a comma/],
    ["{'shape': (9007199254740993,), }", /:1:22: .*the axis is too long/],
    [`{'shape': (${"1,".repeat(65)}), }`, /:1:21: .*at most 64 axes, got 65/],
    ["{'shape': (2,), 'shape': (2,), }", /:1:27: .*shape stands twice/],
    ["{'size': 2}", /:1:12: .*wanted descr, fortran_order or shape, got "'size': 2}"/],
    ["{'fortran_order': 0, }", /:1:29: .*wanted True or False, got "0, \}"/],
    ["{'descr': '<f8', 'fortran_order': False, 'shape': (2,), } x", /:1:69: .*nothing but space after/],
    ["{'descr': 'f8', 'fortran_order': False, 'shape': (2,), }", /:1:21: .*got "f8"/],
    ["{'descr': '<f2', 'fortran_order': False, 'shape': (2,), }", /:1:21: .*<f8, <f4, <i8, <i4, got "<f2"/],
  ];
  for (const [text, message] of bad) refuses(withHeader(text), message);
});

Deno.test("npy: files cut short, drawn out or altered are refused with their byte, never misread", () => {
  const whole = file("graph");
  for (let n = 0; n < whole.length; n++) refuses(whole.subarray(0, n), /^f.npy:1:\d+: not a .npy file/);
  refuses(whole.subarray(0, 190), /^f.npy:1:191: .*it ends early: wanted 9 numbers of 8 bytes, up to byte 200/);
  refuses(Uint8Array.from([...whole, 0]), /^f.npy:1:201: .*wanted its end after 9 numbers of 8 bytes, got 1 more/);
  refuses(Uint8Array.from([...whole.subarray(0, 6), 4, ...whole.subarray(7)]), /^f.npy:1:7: .*got 4\.0/);
  refuses(new TextEncoder().encode("0.5,0.5\n"), /^f.npy:1:1: .*wanted \\x93NUMPY at the beginning/);
  // A header said to be of 4 GB, and lengths whose product is past every number.
  refuses(
    Uint8Array.from([...whole.subarray(0, 6), 2, 0, 255, 255, 255, 255, 0]),
    /^f.npy:1:9: .*longer than the rest/,
  );
  refuses(
    withHeader(`{'descr': '<f8', 'fortran_order': False, 'shape': (${"9007199254740991, ".repeat(40)}), }`),
    /ends early/,
  );
  let read = 0;
  for (let i = 0; i < whole.length; i++) {
    for (const byte of [0, 0x27, 0x28, 0x29, 0x2c, 0x30, 0x39, 0x7d, 0xff]) {
      const altered = whole.slice();
      altered[i] = byte;
      try {
        equal(decodeNpy(altered, "f.npy").data.length, 9);
        read += 1;
      } catch (error) {
        ok(error instanceof SyntaxError && error.message.startsWith("f.npy:1:"), String(error));
      }
    }
  }
  ok(read >= 9 * 72, "the numbers themselves may be anything");
});

Deno.test("encodeNpy: shapes and numbers that do not fit are refused", () => {
  const wrong = (array: unknown, name: string, message: RegExp) =>
    throws(() => encodeNpy(array as Parameters<typeof encodeNpy>[0]), { name, message });
  wrong({ shape: [2], data: [1] }, "RangeError", /wanted 2 numbers for the shape 2, got 1/);
  wrong({ shape: [1.5], data: [1] }, "RangeError", /shape\[0\]: wanted a whole number/);
  wrong({ shape: [-1], data: [] }, "RangeError", /shape\[0\]/);
  wrong({ shape: new Array(65).fill(1), data: [1] }, "RangeError", /at most 64 axes/);
  wrong({ shape: [1], data: [1], type: "int8" }, "TypeError", /wanted one of float64, .*got "int8"/);
  wrong({ shape: [1], data: [0.5], type: "int64" }, "RangeError", /data\[0\]: wanted an integer/);
  wrong(
    { shape: [2], data: [0, 2 ** 31], type: "int32" },
    "RangeError",
    /data\[1\]: wanted an integer from -2147483648/,
  );
  wrong({ shape: [1], data: [2 ** 53], type: "int64" }, "RangeError", /data\[0\]/);
  wrong({ shape: [1], data: ["1"] }, "TypeError", /data\[0\]: wanted a number, got "1"/);
});
