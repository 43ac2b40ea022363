/**
 * How fast JSON lines in zstd become documents, beside the bare loop over the same file (node:zlib, split, JSON.parse);
 * and how much memory reading takes when the source grows.
 *
 *     deno run -c deno.train.json --allow-read --allow-write --allow-run bench/corpus_readers.ts [megabytes …]
 *
 * The sources are generated into a temporary folder: words with Zipf's frequencies, 40 to 2,000 characters a document,
 * one document in ten with characters beyond Latin-1.
 *
 * @module
 */
import { createReadStream } from "node:fs";
import { createZstdCompress, createZstdDecompress } from "node:zlib";
import { random } from "../lib/numerics/random.ts";
import { readPile } from "../lib/corpus/readers/pile.ts";
import { median } from "./fit/measurement.ts";

const ROUNDS = 7;
/** Least share of the bare loop's speed. */
const WANTED = 0.9;

/** Writes a source of so many bytes of JSON lines, compressed at zstd's level 3. */
export async function generate(path: string, bytes: number): Promise<void> {
  const rng = random(1), zstd = createZstdCompress();
  const letters = "etaoinshrdlucmfwypvbgkqjxz";
  const words = Array.from({ length: 20_000 }, () => {
    const length = 2 + rng.below(9);
    return Array.from({ length }, () => letters[Math.floor(26 * rng.uniform() ** 2)]).join("");
  });
  const names = ["ArXiv", "Pile-CC", "Github", "Wikipedia (en)", "FreeLaw"];
  using file = await Deno.open(path, { write: true, create: true, truncate: true });
  const writing = (async () => {
    for await (const chunk of zstd) {
      for (let at = 0; at < chunk.length;) at += await file.write(chunk.subarray(at));
    }
  })();
  for (let written = 0; written < bytes;) {
    const lines: string[] = [];
    for (let i = 0; i < 500; i++) {
      const length = 40 * 50 ** rng.uniform(), picked: string[] = [];
      for (let n = 0; n < length; n += picked.at(-1)!.length + 1) {
        picked.push(words[Math.floor(words.length ** rng.uniform()) - 1]);
        if (rng.below(12) === 0) picked.push("said,\n");
      }
      if (rng.below(10) === 0) picked.push("“naïve”");
      const text = picked.join(" ");
      lines.push(JSON.stringify({ text, meta: { pile_set_name: names[rng.below(names.length)] } }), "\n");
    }
    const batch = new TextEncoder().encode(lines.join(""));
    written += batch.length;
    await new Promise<void>((taken) => zstd.write(batch, () => taken()));
  }
  zstd.end();
  await writing;
}

/** What a loop saw: enough that two loops over the same file can be compared. */
interface Seen {
  documents: number;
  characters: number;
}

/** The least that reads such a file at all: no checks, no names, no places. */
export async function bareLoop(path: string): Promise<Seen> {
  const seen: Seen = { documents: 0, characters: 0 }, decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of createReadStream(path).pipe(createZstdDecompress())) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop()!;
    for (const line of lines) {
      const { text } = JSON.parse(line);
      seen.documents += 1;
      seen.characters += text.length;
    }
  }
  return seen;
}

/** The same with Mixlab's reader. */
export async function readerLoop(path: string): Promise<Seen> {
  const seen: Seen = { documents: 0, characters: 0 };
  for await (const { text } of readPile(path)) {
    seen.documents += 1;
    seen.characters += text.length;
  }
  return seen;
}

async function seconds(loop: () => Promise<Seen>): Promise<{ time: number; seen: Seen }> {
  const start = performance.now(), seen = await loop();
  return { time: (performance.now() - start) / 1000, seen };
}

/** Largest memory that this process has held, in bytes (Linux). */
async function peak(): Promise<number> {
  const status = await Deno.readTextFile("/proc/self/status");
  return 1024 * Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]);
}

/** Peak memory of a fresh process that reads the file, in MB. */
async function peakOf(path: string, loop: "reader" | "bare"): Promise<number> {
  const config = new URL("../deno.train.json", import.meta.url).pathname, script = new URL(import.meta.url).pathname;
  const { stdout, success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-c", config, "--allow-all", /* /proc */ script, "--peak", loop, path],
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`reading ${path} failed`);
  return Number(new TextDecoder().decode(stdout)) / 1e6;
}

/** Reads the file by turns, and compares the middle times. */
async function race(path: string): Promise<boolean> {
  const bare: number[] = [], ours: number[] = [];
  let size = 0;
  for (let round = 0; round <= ROUNDS; round++) {
    const one = await seconds(() => bareLoop(path)), other = await seconds(() => readerLoop(path));
    if (JSON.stringify(one.seen) !== JSON.stringify(other.seen)) throw new Error("the loops saw different documents");
    size = one.seen.characters;
    if (round > 0) { // the first warms up
      bare.push(one.time);
      ours.push(other.time);
    }
  }
  const ratio = median(bare) / median(ours);
  const speed = (times: number[]) => `${(size / 1e6 / median(times)).toFixed(0)} Mchar/s`;
  console.log(
    `speed: reader ${speed(ours)}, bare loop ${speed(bare)}; ratio ${
      ratio.toFixed(3)
    } (wanted ${WANTED}; medians of ${ROUNDS})`,
  );
  return ratio >= WANTED;
}

async function bench(megabytes: readonly number[]): Promise<number> {
  const folder = await Deno.makeTempDir();
  let good = true;
  try {
    for (const [i, size] of megabytes.entries()) {
      const path = `${folder}/00.jsonl.zst`;
      await generate(path, size * 1e6);
      console.log(`source of ${size} MB (${((await Deno.stat(path)).size / 1e6).toFixed(1)} MB compressed)`);
      if (i === 0) good = await race(path);
      const [reader, bare] = [await peakOf(path, "reader"), await peakOf(path, "bare")];
      console.log(`peak memory: reader ${reader.toFixed(0)} MB, bare loop ${bare.toFixed(0)} MB`);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  return good ? 0 : 1;
}

if (import.meta.main) {
  if (Deno.args[0] === "--peak") {
    await (Deno.args[1] === "bare" ? bareLoop : readerLoop)(Deno.args[2]);
    console.log(await peak());
  } else {
    Deno.exitCode = await bench(Deno.args.length > 0 ? Deno.args.map(Number) : [50, 1000]);
  }
}
