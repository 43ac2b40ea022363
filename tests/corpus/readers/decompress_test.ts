import { deepEqual, equal, match, ok, rejects } from "../../assert.ts";
import { constants, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { isInputError } from "../../../lib/errors.ts";
import { openBytes } from "../../../lib/corpus/readers/decompress.ts";
import { zstdFrames } from "../../../lib/corpus/readers/zstd_frames.ts";
import { concat, gz, readAll, test, utf8, withFiles, zst } from "./reading.ts";

const TEXT = utf8("It was the best of times, it was the worst of times, it was the age of wisdom. ".repeat(5));
const CHECKED = new Uint8Array(zstdCompressSync(TEXT, { params: { [constants.ZSTD_c_checksumFlag]: 1 } }));
/** A skippable frame with three bytes inside. */
const SKIPPABLE = new Uint8Array([0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);

test("files come decompressed by their suffix", async () => {
  await withFiles({ "a.zst": zst(TEXT), "a.gz": gz(TEXT), "a.txt": TEXT, "A.ZST": CHECKED }, async (folder) => {
    for (const name of ["a.zst", "a.gz", "a.txt", "A.ZST"]) {
      deepEqual(await readAll(`${folder}/${name}`), { bytes: TEXT });
    }
  });
});

test("a zstd or gzip file cut at any byte is an error, after a prefix", async () => {
  // Blocks of several kinds: compressed, repeated, raw; with a checksum and without.
  const noise = new Uint8Array(300).map((_, i) => (i * i * 7919 + i * 31) >> 3);
  const content = concat(TEXT, new Uint8Array(200_000), noise);
  const whole = {
    "c.zst": zst(content),
    "s.zst": CHECKED,
    "r.zst": zst(noise),
    "k.zst": concat(SKIPPABLE, zst(TEXT)),
    "g.gz": gz(TEXT),
  };
  await withFiles(whole, async (folder) => {
    for (const [name, bytes] of Object.entries(whole)) {
      const { bytes: all, error: none } = await readAll(`${folder}/${name}`);
      equal(none, undefined);
      for (let cut = 0; cut < bytes.length; cut++) {
        if (name === "k.zst" && cut === SKIPPABLE.length) continue; // a whole file: an empty one
        const path = `${folder}/cut-${name}`;
        await Deno.writeFile(path, bytes.subarray(0, cut));
        const { bytes: some, error } = await readAll(path);
        ok(error !== undefined && isInputError(error), `${name} cut at ${cut} of ${bytes.length}: no error`);
        ok(error.message.startsWith(path), error.message);
        deepEqual(some, all.subarray(0, some.length), `${name} cut at ${cut}: not a prefix`);
      }
    }
  });
});

test("a cut file gives all that can be decompressed before the error", async () => {
  const frames = [TEXT, utf8("second"), utf8("third")];
  await withFiles({ "a.zst": concat(...frames.map(zst)).subarray(0, -1) }, async (folder) => {
    const { bytes, error } = await readAll(`${folder}/a.zst`);
    ok(bytes.length >= TEXT.length + "second".length, `${bytes.length} bytes`);
    match(error!.message, /a\.zst: byte \d+: the zstd file is cut off inside frame \d/);
  });
});

test("several frames, empty ones and skippable ones are read to the end", async () => {
  const many = Array.from({ length: 500 }, (_, i) => utf8(`${i},`));
  const big = new Uint8Array(700_000).map((_, i) => i >> 8);
  const frames = concat(SKIPPABLE, ...many.map(zst), zst(""), SKIPPABLE, zst(big), CHECKED, SKIPPABLE);
  await withFiles({ "a.zst": frames, "a.gz": concat(...many.map(gz), gz(big)) }, async (folder) => {
    deepEqual(await readAll(`${folder}/a.zst`), { bytes: concat(...many, big, TEXT) });
    deepEqual(await readAll(`${folder}/a.gz`), { bytes: concat(...many, big) });
  });
});

test("sizes at the edges of the buffers are read whole", async () => {
  for (const size of [1, 1 << 17, (1 << 18) - 1, 1 << 18, (1 << 18) + 1, 1 << 19]) {
    const content = new Uint8Array(size).map((_, i) => (i * i) >> 5);
    await withFiles({ "a.zst": concat(zst(content), zst(content)), "a.gz": gz(content) }, async (folder) => {
      const twice = await readAll(`${folder}/a.zst`), once = await readAll(`${folder}/a.gz`);
      equal(twice.error ?? once.error, undefined);
      equal(twice.bytes.length, 2 * size);
      deepEqual(once.bytes, content);
    });
  }
});

test("the walk gives the same bytes to decode however the chunks fall", () => {
  const file = concat(SKIPPABLE, zst("one"), SKIPPABLE, CHECKED, zst(new Uint8Array(300_000)), zst(""));
  const payload = concat(zst("one"), CHECKED, zst(new Uint8Array(300_000)), zst(""));
  for (const size of [1, 2, 3, 5, 11, 64, file.length]) {
    const walk = zstdFrames("a.zst"), pieces: Uint8Array[] = [];
    for (let at = 0; at < file.length; at += size) pieces.push(...walk.take(file.subarray(at, at + size)));
    walk.end();
    deepEqual(concat(...pieces), payload, `chunks of ${size}`);
  }
});

test("a window of 2 GiB is taken", async () => {
  const long = zstdCompressSync(TEXT, {
    params: { [constants.ZSTD_c_windowLog]: 31, [constants.ZSTD_c_contentSizeFlag]: 0 },
  });
  // The header's second byte is the window's: exponent 31 − 10 in the five high bits.
  equal(long[4] & 0x20, 0, "the encoder made one segment of it");
  const frame = new Uint8Array(long);
  frame[5] = 21 << 3;
  await withFiles({ "a.zst": frame }, async (folder) => deepEqual(await readAll(`${folder}/a.zst`), { bytes: TEXT }));
});

test("what is no whole zstd or gzip is named", async () => {
  const dictionary = zst("a"), reserved = zst("a"), checksum = CHECKED.slice();
  dictionary[4] |= 1;
  reserved[4] |= 8;
  checksum[CHECKED.length - 1] ^= 1;
  const files = {
    "garbage.zst": [concat(zst("a"), utf8("hello")), /byte \d+: wanted another zstd frame or the end of the file/],
    "short.zst": [concat(zst("a"), utf8("he")), /cut off|another zstd frame/],
    "text.zst": [utf8("plain text"), /this is no zstd file/],
    "empty.zst": [new Uint8Array(0), /this zstd file is empty/],
    "reserved.zst": [reserved, /reserved bit/],
    "dictionary.zst": [
      concat(dictionary.subarray(0, 5), new Uint8Array([9]), dictionary.subarray(5)),
      /needs a dictionary/,
    ],
    "checksum.zst": [checksum, /damaged or cut off .*checksum/],
    "garbage.gz": [concat(gz("a"), utf8("hello")), /damaged or cut off/],
    "empty.gz": [new Uint8Array(0), /damaged or cut off/],
    "zst.jsonl": [zst("a"), /this is zstd; name it \.zst/],
    "gz.jsonl": [gz("a"), /this is gzip; name it \.gz/],
  } satisfies Record<string, [Uint8Array, RegExp]>;
  await withFiles(Object.fromEntries(Object.entries(files).map(([name, [bytes]]) => [name, bytes])), async (folder) => {
    for (const [name, [, message]] of Object.entries(files)) {
      const { error } = await readAll(`${folder}/${name}`);
      ok(error instanceof SyntaxError && isInputError(error), `${name}: ${error}`);
      match(error.message, message);
    }
    const { error } = await readAll(`${folder}/none.zst`);
    ok(error instanceof TypeError && isInputError(error), `${error}`);
    await rejects(Array.fromAsync(openBytes(folder)), /wanted a file, got a directory/);
  });
});

test("leaving early closes the file", async () => {
  const content = new Uint8Array(8 << 20).map((_, i) => (i * i) >> 4); // many chunks are still to come
  await withFiles({ "a.zst": zst(content), "a.gz": gz(content), "a.txt": content }, async (folder) => {
    for (const name of ["a.zst", "a.gz", "a.txt"]) {
      let chunks = 0;
      for await (const _ of openBytes(`${folder}/${name}`)) if (++chunks === 2) break;
      equal(chunks, 2);
    }
  }); // what is left open, or still running, Deno reports
});

test("any bytes as zstd or gzip: an end or an error of the input, never more than the frames hold", async () => {
  const folder = await Deno.makeTempDir();
  const frame = fc.uint8Array({ maxLength: 300 }).map(zst);
  const spoilt = fc.tuple(
    fc.constantFrom(CHECKED, gz(TEXT)),
    fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
  )
    .map(([bytes, changes]) => {
      const copy = bytes.slice();
      for (const [at, value] of changes) copy[at % copy.length] = value;
      return copy;
    });
  const any = fc.oneof(
    fc.uint8Array({ maxLength: 80 }),
    fc.array(frame, { maxLength: 4 }).map((all) => concat(...all)),
    spoilt,
  );
  try {
    await fc.assert(
      fc.asyncProperty(any, fc.constantFrom("zst", "gz"), async (bytes, suffix) => {
        const path = `${folder}/any.${suffix}`;
        await Deno.writeFile(path, bytes);
        const { error } = await readAll(path);
        ok(error === undefined || isInputError(error), String(error));
      }),
      { numRuns: 400 },
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
