import { deepEqual, equal, match } from "../../assert.ts";
import fc from "fast-check";
import { lineRuns } from "../../../lib/corpus/readers/lines.ts";
import { concat, linesOf, test, utf8 } from "./reading.ts";

test("lines end with LF or CRLF; the last need not", async () => {
  const text = "one\r\ntwo\n\nthree\rfour\r\n\r\n“five”";
  for (let chunk = 1; chunk < 40; chunk++) {
    deepEqual((await linesOf(utf8(text), chunk)).lines, ["one", "two", "", "three\rfour", "", "“five”"]);
  }
  deepEqual(await linesOf(utf8("one\n"), 3), { lines: ["one"], faults: {} });
  deepEqual(await linesOf(utf8("\n"), 3), { lines: [""], faults: {} });
  deepEqual(await linesOf(utf8(""), 3), { lines: [], faults: {} });
});

test("a byte order mark is dropped at the start of the file only", async () => {
  for (let chunk = 1; chunk < 20; chunk++) {
    deepEqual((await linesOf(utf8("\ufeffone\n\ufefftwo\ufeff\n"), chunk)).lines, ["one", "\ufefftwo\ufeff"]);
    deepEqual((await linesOf(utf8("\ufeff\ufeffone"), chunk)).lines, ["\ufeffone"]);
    deepEqual((await linesOf(utf8("\ufeff"), chunk)).lines, []);
    deepEqual((await linesOf(utf8("\ufeff\n"), chunk)).lines, [""]);
  }
});

test("bytes that are no UTF-8 are named by line and byte, and spoil no other line", async () => {
  const bad: [number[], number, string][] = [
    [[0x61, 0xe9, 0x62], 2, "E9"],
    [[0xc0, 0x80], 1, "C0"],
    [[0xed, 0xa0, 0x80], 1, "ED"],
    [[0xf4, 0x90, 0x80, 0x80], 1, "F4"],
    [[0x61, 0x62, 0xe2, 0x82], 3, "E2"],
    [[0xff], 1, "FF"],
    [[0xe2, 0x82, 0xac, 0x80], 4, "80"],
  ];
  for (const [bytes, at, hex] of bad) {
    for (const chunk of [1, 4, 100]) {
      const { lines, faults } = await linesOf(concat(utf8("à\n"), new Uint8Array(bytes), utf8("\nb")), chunk);
      deepEqual(lines, ["à", "", "b"]);
      deepEqual(faults, { 2: `not UTF-8: byte 0x${hex} at byte ${at} of the line` });
    }
  }
});

test("a line beyond the limit is named without being held", async () => {
  for (const chunk of [1, 7, 1000]) {
    const { lines, faults } = await linesOf(utf8(`ab\n${"c".repeat(50)}\n\ufeffd\n${"e".repeat(30)}`), chunk, 20);
    deepEqual(lines, ["ab", "", "\ufeffd", ""]);
    deepEqual(Object.keys(faults), ["2", "4"]);
    match(faults[2], /longer than 20 bytes/);
    deepEqual((await linesOf(utf8(`\ufeff${"a".repeat(20)}`), chunk, 20)).faults, {}, "the mark counts");
  }
});

test("a line of 30 MB comes whole", async () => {
  const middle = utf8("“long” ".repeat(2_800_000));
  async function* chunks() {
    yield utf8("first\n");
    for (let at = 0; at < middle.length; at += 1 << 18) yield middle.subarray(at, at + (1 << 18));
    yield utf8("\nlast");
  }
  const lines = (await Array.fromAsync(lineRuns(chunks()))).flatMap((run) => run.lines);
  equal(lines.length, 3);
  equal(lines[1].length, "“long” ".length * 2_800_000);
  equal(lines[1].slice(-7), "“long” ");
  equal(lines[2], "last");
});

test("any text comes back, in any chunks", async () => {
  const line = fc.string({ unit: "binary", maxLength: 30 }).map((text) => text.replace(/[\r\n\ufeff]/g, "·"));
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 20 }), fc.integer({ min: 1, max: 50 }), async (lines, chunk) => {
      deepEqual(await linesOf(utf8(lines.map((text) => `${text}\n`).join("")), chunk), { lines, faults: {} });
    }),
  );
});

test("any bytes: as many lines as there are ends, each decoded as TextDecoder does or named", async () => {
  const byte = fc.oneof(fc.nat(255), fc.constantFrom(10, 13, 0xef, 0xbb, 0xbf, 0xe2, 0x82, 0xac));
  await fc.assert(
    fc.asyncProperty(fc.array(byte, { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), async (list, chunk) => {
      const bytes = new Uint8Array(list), { lines, faults } = await linesOf(bytes, chunk);
      const bare = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? list.slice(3) : list;
      const parts: number[][] = [[]];
      for (const b of bare) b === 10 ? parts.push([]) : parts.at(-1)!.push(b);
      if (parts.at(-1)!.length === 0) parts.pop();
      equal(lines.length, parts.length);
      for (const [i, part] of parts.entries()) {
        let text: string | undefined;
        try {
          text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(new Uint8Array(part));
        } catch {
          text = undefined;
        }
        equal(text === undefined, faults[i + 1] !== undefined, `line ${i + 1}`);
        equal(lines[i], text?.replace(/\r$/, "") ?? "");
      }
    }),
    { numRuns: 500 },
  );
});
