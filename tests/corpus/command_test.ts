/** `deno task corpus`, run as a person would, on small sources of its own. */
import assert from "../assert.ts";
import { join } from "node:path";
import { readMixture } from "../../lib/mixture/read_mixture.ts";

const ROOT = new URL("../..", import.meta.url).pathname;

async function corpus(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-c", join(ROOT, "deno.corpus.json"), "--no-prompt", "--allow-read", "--allow-write", "--allow-env"],
      ...["--allow-sys", join(ROOT, "lib/cli/corpus.ts"), ...args],
    ],
    env: { NO_COLOR: "1" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr) };
}

/** A folder of two domains with documents of their own words. */
async function source(folder: string): Promise<string> {
  for (const [domain, word] of [["web", "river"], ["code", "const"]]) {
    await Deno.mkdir(join(folder, "source", domain), { recursive: true });
    const lines = Array.from({ length: 60 }, (_, n) => {
      const text = Array.from({ length: 12 }, (_, w) => `${word}${(n * 37 + w * w * 11) % 997}`).join(" ");
      return JSON.stringify({ text });
    });
    await Deno.writeTextFile(join(folder, "source", domain, "part.jsonl"), lines.join("\n") + "\n");
  }
  return join(folder, "source");
}

async function temporary<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "mixlab-corpus-" });
  try {
    return await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("build, inspect, mixtures and verify; a flipped bit is found; the same again is done at once", () =>
  temporary(async (folder) => {
    const from = await source(folder), out = join(folder, "out");
    const options = ["--format", "folders", "--val", "0.2", "--test", "0.2", "--out", out];
    const built = await corpus("build", from, ...options);
    assert.equal(built.code, 0, built.err);
    assert.match(built.out, /web +train +\d+ +\d+/);

    const { code, out: json } = await corpus("inspect", out, "--json");
    assert.equal(code, 0);
    const index = JSON.parse(json);
    const documents = Object.values(index.domains.web as Record<string, { documents: number }>);
    assert.equal(documents.reduce((sum, { documents }) => sum + documents, 0), 60);
    assert.match(index.samples.web, /^river\d+ river\d+/);

    const { code: mixed } = await corpus("mixtures", out, "--out", join(folder, "mixtures"));
    assert.equal(mixed, 0);
    const { web, code: share } = index.domains;
    const { mixture } = await readMixture(join(folder, "mixtures", "natural.json"));
    const natural = web.train.tokens / (web.train.tokens + share.train.tokens);
    assert.ok(Math.abs(mixture.share("web") - natural) < 1e-9);

    const before = await Deno.readFile(join(out, "index.json"));
    assert.equal((await corpus("build", from, ...options)).code, 0);
    assert.deepEqual(await Deno.readFile(join(out, "index.json")), before);

    assert.equal((await corpus("verify", out)).code, 0);
    const shard = join(out, "web", "train.bin"), bytes = await Deno.readFile(shard);
    bytes[100] ^= 1;
    await Deno.writeFile(shard, bytes);
    const faulty = await corpus("verify", out);
    assert.equal(faulty.code, 1);
    assert.match(faulty.err, /web\/train\.bin: altered/);
    await Deno.writeFile(shard, bytes.subarray(0, 101));
    const cut = await corpus("inspect", out);
    assert.equal(cut.code, 2);
    assert.match(cut.err, /web\/train\.bin/);
  }));

Deno.test("a trained tokenizer is kept beside the shards and reads them back", () =>
  temporary(async (folder) => {
    const from = await source(folder), out = join(folder, "out");
    const built = await corpus("build", from, "--val", "0.2", "--test", "0.2", "--tokenizer", "bpe:300", "--out", out);
    assert.equal(built.code, 0, built.err);
    const { out: text } = await corpus("inspect", out, "--split", "val");
    assert.match(text, /tokenizer bpe-300, 300 ids as u16/);
    assert.match(text, /code \(val\): "const\d+ const\d+/);
  }));

Deno.test("a domain map merges and leaves out; a name that it lacks is an error", () =>
  temporary(async (folder) => {
    const from = await source(folder), map = join(folder, "map.json");
    await Deno.writeTextFile(map, JSON.stringify({ web: "all", code: "all" }));
    const out = join(folder, "out");
    const built = await corpus("build", from, "--domain-map", map, "--val", "0.2", "--test", "0.2", "--out", out);
    assert.equal(built.code, 0, built.err);
    assert.deepEqual(Object.keys(JSON.parse((await corpus("inspect", out, "--json")).out).domains), ["all"]);
    await Deno.writeTextFile(map, JSON.stringify({ web: "all" }));
    const lacking = await corpus("build", from, "--domain-map", map, "--out", join(folder, "other"));
    assert.equal(lacking.code, 2);
    assert.match(lacking.err, /^mixlab: .*"code"/);
  }));

Deno.test("a broken line is named, counted and left out", () =>
  temporary(async (folder) => {
    const from = await source(folder), out = join(folder, "out");
    await Deno.writeTextFile(join(from, "web", "part.jsonl"), '{"text": "half\n', { append: true });
    const built = await corpus("build", from, "--val", "0.2", "--test", "0.2", "--out", out);
    assert.equal(built.code, 0, built.err);
    assert.match(built.err, /left out: .*part\.jsonl:61/);
    assert.deepEqual(Object.values(JSON.parse((await corpus("inspect", out, "--json")).out).problems), [1]);
  }));

Deno.test("what cannot be meant is refused with exit code 2 and one line", async () => {
  const cases: [string[], RegExp][] = [
    [["bulid"], /did you mean build/],
    [["build", "/nowhere"], /\/nowhere/],
    [["build", "builtin", "--domains", "scriptur"], /scripture/],
    [["build", "builtin", "--format", "pile"], /--format/],
    [["build", "builtin", "--tokenizer", "bpe"], /bpe:SIZE/],
    [["build", "builtin", "--val", "abc"], /--val/],
    [["build", "builtin", "--split", "half"], /--split/],
    [["inspect"], /wanted the folder/],
    [["inspect", "/nowhere"], /\/nowhere/],
    [["verify", "--json", "/tmp"], /takes no --json/],
    [["mixtures", "/nowhere"], /--out/],
  ];
  for (const [args, wanted] of cases) {
    const { code, out, err } = await corpus(...args);
    assert.equal(code, 2, `${args.join(" ")}: ${err}`);
    assert.match(err, wanted);
    assert.match(err, /^mixlab: [^\n]+\n$/, `${args.join(" ")} should say one line, said ${err}`);
    assert.equal(out, "");
  }
});
