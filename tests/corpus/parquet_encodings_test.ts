import { deepEqual, equal, throws } from "../assert.ts";
import fc from "fast-check";
import { hybrid } from "../../lib/corpus/readers/parquet/hybrid.ts";
import { snappy } from "../../lib/corpus/readers/parquet/snappy.ts";

/** Numbers of `width` bits as groups of eight, lowest bit first, after the header of their number of groups. */
function packed(values: readonly number[], width: number): number[] {
  const groups = Math.ceil(values.length / 8), bytes = new Array<number>(groups * width).fill(0);
  values.forEach((value, i) => {
    for (let b = 0; b < width; b++) {
      const at = i * width + b;
      if (Math.floor(value / 2 ** b) % 2 === 1) bytes[at >> 3] |= 1 << (at & 7);
    }
  });
  return [...varint(groups * 2 + 1), ...bytes];
}

function run(value: number, count: number, width: number): number[] {
  const bytes = Array.from({ length: (width + 7) >> 3 }, (_, i) => Math.floor(value / 2 ** (8 * i)) % 256);
  return [...varint(count * 2), ...bytes];
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [value % 0x80 + 0x80, ...varint(Math.floor(value / 0x80))];
}

const stretches = fc.integer({ min: 1, max: 32 }).chain((width) => {
  const value = fc.integer({ min: 0, max: 2 ** width - 1 });
  const stretch = fc.oneof(
    fc.record({ value, count: fc.integer({ min: 1, max: 300 }) }),
    fc.array(value, { minLength: 8, maxLength: 64 }).map((v) => v.slice(0, v.length - v.length % 8)),
  );
  return fc.record({ width: fc.constant(width), stretches: fc.array(stretch, { maxLength: 6 }) });
});

Deno.test("hybrid reads runs and packed numbers of every width, and refuses what is cut off", () => {
  fc.assert(fc.property(stretches, ({ width, stretches }) => {
    const values: number[] = [], bytes: number[] = [];
    for (const stretch of stretches) {
      if (Array.isArray(stretch)) {
        values.push(...stretch);
        bytes.push(...packed(stretch, width));
      } else {
        values.push(...new Array<number>(stretch.count).fill(stretch.value));
        bytes.push(...run(stretch.value, stretch.count, width));
      }
    }
    const read = Uint8Array.from(bytes);
    deepEqual([...hybrid(read, width, values.length)], values);
    if (values.length > 0) throws(() => hybrid(read.subarray(0, read.length - 1), width, values.length));
    throws(() => hybrid(read, width, values.length + 8));
  }));
});

Deno.test("hybrid stops at altered bytes", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(33), fc.nat(1000), (bytes, width, count) => {
    try {
      equal(hybrid(bytes, width, count).length, count);
    } catch (error) {
      equal((error as Error).constructor, Error);
    }
  }));
});

Deno.test("snappy copies what overlaps, near and far", () => {
  const text = (...bytes: number[]) => new TextDecoder().decode(snappy(Uint8Array.from(bytes), bytes[0]));
  const ab = [0x61, 0x62];
  equal(text(10, 1 << 2, ...ab, (8 - 4) << 2 | 1, 2), "ababababab");
  equal(text(10, 1 << 2, ...ab, 7 << 2 | 2, 2, 0), "ababababab");
  equal(text(10, 1 << 2, ...ab, 7 << 2 | 3, 2, 0, 0, 0), "ababababab");
  equal(text(2, 60 << 2, 1, ...ab), "ab");
});

Deno.test("snappy stops at altered bytes", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(200), (bytes, size) => {
    try {
      equal(snappy(bytes, size).length, size);
    } catch (error) {
      equal((error as Error).constructor, Error);
    }
  }));
  // A length of four bytes with its highest bit set, which runs backwards where it is taken for a negative number.
  throws(() => snappy(Uint8Array.of(10, 63 << 2, 0, 0, 0, 0x80, 1, 2, 3), 10), /a run goes too far/);
});
