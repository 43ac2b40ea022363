/** The command `deno task tables`, as a process: what it prints, what it leaves and how it ends. */
import assert from "../assert.ts";
import { bytesOf, closedPort, filesBelow, folder, publish, sourceOf } from "../tables/publisher.ts";

const COMMAND = new URL("../../lib/cli/tables.ts", import.meta.url).pathname;

async function tables(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const { code, stdout, stderr } = await start(args).output();
  return { code, out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr) };
}

function start(args: string[]): Deno.Command {
  const run = ["run", "--no-prompt", "--allow-read", "--allow-write", "--allow-net=127.0.0.1", COMMAND, ...args];
  return new Deno.Command(Deno.execPath(), { args: run, stdout: "piped", stderr: "piped", env: { NO_COLOR: "1" } });
}

const MIXTURES = bytesOf("index,train_the_pile_arxiv,train_the_pile_github\n1,0.25,0.75\n2,1.0,0.0\n");
const LOSSES = bytesOf("index,metric/the_pile_arxiv_val_loss\n2,4.80118989944458\n1,5.0\n");
const JOINED = "index,w_arxiv,w_github,loss_arxiv\n1,0.25,0.75,5.0\n2,1.0,0.0,4.80119\n";

/** A manifest of one RegMix pair, in `path/sources.json`. */
async function manifest(path: string, url: string): Promise<string> {
  const names = { "data/train_mixture_1m.csv": MIXTURES, "data/train_pile_loss_1m.csv": LOSSES };
  const files = await Promise.all(
    Object.entries(names).map(([name, bytes]) => sourceOf(bytes, name, `${url}/${name}`, "sail-sg/regmix")),
  );
  await Deno.writeTextFile(`${path}/sources.json`, JSON.stringify({ files }));
  return `${path}/sources.json`;
}

const serve = (path: string) => new Response(path.includes("mixture") ? MIXTURES : LOSSES);

Deno.test("tables: a wrong option or list ends with 2 and one line", async () => {
  const cases: [string[], RegExp][] = [
    [["--onyl", "nist"], /^mixlab: unknown option --onyl, did you mean --only\?; see --help\n$/],
    [["--only", "pile"], /^mixlab: --only wants names out of regmix, doremi, aioli, nist, .* got "pile"\n$/],
    [["--only"], /^mixlab: option --only wants a value, got nothing; write --only=VALUE\n$/],
    [["--only", "--list"], /^mixlab: option --only wants a value, got the option --list/],
    [["--list=yes"], /^mixlab: option --list takes no value, got "yes"\n$/],
    [["--out", "a", "--out", "b"], /^mixlab: option --out is given twice; give it once\n$/],
    [["nist"], /^mixlab: wanted options only, got "nist"; to choose tables write --only/],
    [["--base-url", "ftp://x"], /^mixlab: --base-url wants an http or https address, got "ftp:\/\/x"\n$/],
    [["--sources", "/nowhere.json"], /^mixlab: cannot read the list of files \/nowhere\.json: /],
  ];
  for (const [args, message] of cases) {
    const { code, out, err } = await tables(...args);
    assert.deepEqual([code, out], [2, ""], args.join(" "));
    assert.match(err, message);
  }
});

Deno.test("tables: help and list fetch nothing", async () => {
  const help = await tables("--help");
  assert.equal(help.code, 0);
  assert.match(help.out, /Examples\n {2}deno task tables --list\n/);
  const { code, out } = await tables("--list", "--only", "nist");
  assert.equal(code, 0);
  assert.match(out, /1853 {2}lmfit\/lmfit-py {2}US-government data/);
  assert.match(out, /27 files, \d+ bytes\n$/);
});

Deno.test("tables: fetches, makes, tells licences, and fetches nothing the second time", async () => {
  await using out = await folder();
  await using server = publish(serve);
  const sources = await manifest(out.path, server.url);
  const first = await tables("--sources", sources, "--out", `${out.path}/t`);
  assert.match(first.err, /^1\/2 sail-sg\/regmix data\/\S+: fetched, \d+ bytes\n2\/2 /);
  assert.match(
    first.out,
    /^2 files fetched, 0 already there, 0 failed\n\nregmix: sail-sg\/regmix at 0123456, licence: MIT/,
  );
  assert.match(first.out, /not made: regmix\/regmix_test_1B\.csv \(needs data\/test_mixture_1B\.csv and 1 more\)/);
  assert.equal(first.code, 1, "three of RegMix's tables lack their files in this list");
  assert.equal(await Deno.readTextFile(`${out.path}/t/regmix/regmix_train_1M.csv`), JOINED);
  const second = await tables("--sources", sources, "--out", `${out.path}/t`);
  assert.match(second.out, /^0 files fetched, 2 already there, 0 failed/);
  assert.equal(server.asked.length, 2);
});

Deno.test("tables: out of reach ends with 1, says so once, and leaves nothing", async () => {
  await using out = await folder();
  const sources = await manifest(out.path, closedPort());
  const { code, err } = await tables("--sources", sources, "--out", `${out.path}/t`);
  assert.equal(code, 1);
  assert.match(err, /cannot connect \(.*refused/i);
  assert.match(err, /mixlab: 2 files could not be fetched; .* run the same command again to go on, with --base-url/);
  assert.deepEqual(await filesBelow(out.path), ["sources.json"]);
});

Deno.test({
  name: "tables: an interrupt ends with 130 and leaves no half file",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using out = await folder();
    const { promise: asked, resolve } = Promise.withResolvers<void>();
    await using server = publish((path) => {
      if (path.includes("mixture")) return new Response(MIXTURES);
      resolve();
      return new Response(new ReadableStream({ start: (c) => c.enqueue(LOSSES.slice(0, 20)) }));
    });
    const process = start(["--sources", await manifest(out.path, server.url), "--out", `${out.path}/t`]).spawn();
    await asked;
    process.kill("SIGINT");
    const { code, stderr } = await process.output();
    assert.equal(code, 130);
    assert.match(new TextDecoder().decode(stderr), /mixlab: interrupted; no half file was left/);
    const left = await filesBelow(out.path);
    assert.deepEqual(left.filter((name) => name.includes("pile_loss") || name.endsWith(".part")), []);
  },
});
