import { deepEqual, equal, ok, rejects } from "../assert.ts";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { isInputError } from "../../lib/errors.ts";
import { importTokenBins, type TokenBinsOptions } from "../../lib/corpus/readers/token_bins.ts";

const pythia: TokenBinsOptions = { vocabularySize: 50277, tokenizer: { name: "pythia" } };

async function inFolder(test: (root: string) => Promise<void>): Promise<void> {
  const root = await Deno.makeTempDir();
  try {
    await test(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

async function write(path: string, ids: Uint8Array | Uint16Array | Uint32Array): Promise<string> {
  await Deno.mkdir(path.replace(/\/[^/]*$/, ""), { recursive: true });
  const bytes = new Uint8Array(ids.buffer);
  await Deno.writeFile(path, bytes);
  return createHash("sha256").update(bytes).digest("hex");
}

Deno.test("Aioli's layout becomes an index of domains and splits", () =>
  inFolder(async (root) => {
    const ids = Uint16Array.from({ length: 700_001 }, (_, i) => (i * 7919) % 50277);
    const long = await write(`${root}/book/train.bin`, ids);
    const short = await write(`${root}/arxiv/val.bin`, new Uint16Array([1, 2, 50276]));
    const { index, files } = await importTokenBins(root, pythia);
    deepEqual(files, { arxiv: { val: `${root}/arxiv/val.bin` }, book: { train: `${root}/book/train.bin` } });
    deepEqual(index, {
      format: "mixlab/corpus",
      version: 1,
      dtype: "u16",
      vocabularySize: 50277,
      tokenizer: { name: "pythia", sha256: "" },
      endOfDocument: { rule: "none", id: 0 },
      domains: {
        arxiv: { val: { tokens: 3, documents: 1, bytes: 0, sha256: short } },
        book: { train: { tokens: 700_001, documents: 1, bytes: 0, sha256: long } },
      },
      sources: [{ name: root.split("/").at(-1), licence: "unknown" }],
      problems: {},
    });
  }));

Deno.test("nanoGPT's layout is one domain, its documents counted by their ends", () =>
  inFolder(async (root) => {
    const end = 50256, options = { ...pythia, endOfDocument: end };
    await write(`${root}/openwebtext/train.bin`, new Uint16Array([5, 6, end, 7, end]));
    await write(`${root}/openwebtext/val.bin`, new Uint16Array([5, end, 7]));
    const { index } = await importTokenBins(`${root}/openwebtext`, options);
    equal(index.domains.openwebtext.train?.documents, 2);
    equal(index.domains.openwebtext.val?.documents, 2);
    deepEqual(index.endOfDocument, { rule: "append", id: end });
    const renamed = await importTokenBins(`${root}/openwebtext`, { ...options, domain: "web" });
    deepEqual(Object.keys(renamed.index.domains), ["web"]);
  }));

Deno.test("other types of ids are read when they are named", () =>
  inFolder(async (root) => {
    await write(`${root}/a/train.bin`, new Uint32Array([70_000, 3]));
    await write(`${root}/a/val.bin`, new Uint32Array([1]));
    const options = { ...pythia, vocabularySize: 70_001 };
    const { index } = await importTokenBins(root, { ...options, dtype: "u32" });
    deepEqual([index.domains.a.train?.tokens, index.domains.a.val?.tokens], [2, 1]);
    await rejects(
      importTokenBins(root, options),
      /vocabularySize: wanted a whole number from 1 to 65536 \(u16\), got 70001/,
    );
  }));

Deno.test("files that do not fit are refused by name and place", () =>
  inFolder(async (root) => {
    const path = `${root}/a/train.bin`;
    await write(path, new Uint16Array([1, 2, 50277, 3]));
    await rejects(importTokenBins(root, pythia), {
      name: "RangeError",
      message: `${path}: token 2 is 50277, and the vocabulary has 50277 ids; ` +
        "were the files made with another tokenizer, or as another type than u16?",
    });
    await write(path, new Uint8Array([1, 0, 2]));
    await rejects(importTokenBins(root, pythia), {
      name: "SyntaxError",
      message: `${path}: 3 bytes are no whole number of ids of 2 bytes (u16); it is cut off, or of another type`,
    });
    await write(path, new Uint8Array());
    await rejects(importTokenBins(root, pythia), {
      name: "SyntaxError",
      message: `${path}: wanted token ids, got an empty file`,
    });
    await write(path, new Uint16Array([1]));
    await write(`${root}/train.bin`, new Uint16Array([1]));
    await rejects(importTokenBins(root, pythia), /token files stand both in this folder and in a\//);
    await Deno.mkdir(`${root}/none`);
    await rejects(importTokenBins(`${root}/none`, pythia), {
      name: "TypeError",
      message: /wanted train.bin, val.bin or/,
    });
    await rejects(importTokenBins(`${root}/nowhere`, pythia), { name: "TypeError", message: /there is no such file/ });
  }));

Deno.test("options out of range are refused by name", async () => {
  const wrong: [Record<string, unknown>, RegExp][] = [
    [{ dtype: "i16" }, /dtype: wanted u8, u16 or u32, got "i16"/],
    [{ vocabularySize: "50277" }, /vocabularySize: wanted a number, got "50277"/],
    [{ vocabularySize: NaN }, /vocabularySize: wanted a whole number/],
    [{ vocabularySize: 257, dtype: "u8" }, /from 1 to 256 \(u8\), got 257/],
    [{ endOfDocument: 50277 }, /endOfDocument: wanted an id from 0 to 50276, got 50277/],
    [{ tokenizer: undefined }, /tokenizer: wanted the name/],
  ];
  for (const [option, message] of wrong) {
    await rejects(importTokenBins("x", { ...pythia, ...option } as TokenBinsOptions), (error: Error) => {
      ok(isInputError(error) && message.test(error.message), error.message);
      return true;
    });
  }
});

Deno.test("any bytes are either counted exactly or refused", () =>
  inFolder(async (root) => {
    const sizes = { u8: 1, u16: 2, u32: 4 } as const;
    await fc.assert(fc.asyncProperty(
      fc.uint8Array({ maxLength: 64 }),
      fc.constantFrom("u8", "u16", "u32"),
      fc.integer({ min: 1, max: 256 }),
      async (bytes, dtype, vocabularySize) => {
        await write(`${root}/d/test.bin`, bytes);
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length), width = sizes[dtype];
        const whole = bytes.length > 0 && bytes.length % width === 0;
        const ids = Array.from({ length: Math.floor(bytes.length / width) }, (_, i) => {
          return width === 1
            ? view.getUint8(i)
            : width === 2
            ? view.getUint16(i * 2, true)
            : view.getUint32(i * 4, true);
        });
        const reading = importTokenBins(root, { ...pythia, dtype, vocabularySize });
        if (whole && ids.every((id) => id < vocabularySize)) {
          equal((await reading).index.domains.d.test?.tokens, ids.length);
        } else await rejects(reading, isInputError);
      },
    ));
  }));
