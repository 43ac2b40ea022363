/** The downloader against servers on this machine: a file is there whole and verified, or not at all. */
import assert from "../assert.ts";
import { isInputError } from "../../lib/errors.ts";
import { download, DownloadFailed } from "../../lib/tables/published/download.ts";
import { downloadAll } from "../../lib/tables/published/download_all.ts";
import { originalPath } from "../../lib/tables/published/make_tables.ts";
import { readSources } from "../../lib/tables/published/source.ts";
import { CannotWrite, writeWhole } from "../../lib/files/write_whole.ts";
import { breakOff, bytesOf, closedPort, filesBelow, folder, publish, sourceOf } from "./publisher.ts";

const TABLE = bytesOf("index,a,b\n1,0.25,0.75\n");
const QUICK = { tries: 2, pauseMs: 1, timeoutMs: 2000 };

Deno.test("a good file is published, and not asked for again", async () => {
  await using out = await folder();
  await using server = publish(() => new Response(TABLE));
  const source = await sourceOf(TABLE, "data/a.csv", `${server.url}/a.csv`);
  const path = `${out.path}/deep/a.csv`;
  assert.equal(await download(source, path, QUICK), "fetched");
  assert.deepEqual(await Deno.readFile(path), TABLE);
  assert.equal(await download(source, path, QUICK), "kept");
  assert.deepEqual(server.asked, ["/a.csv"]);
});

Deno.test("a wrong hash: nothing is kept, both hashes are told", async () => {
  await using out = await folder();
  const other = TABLE.toReversed();
  await using server = publish(() => new Response(other));
  const source = await sourceOf(TABLE, "a.csv", `${server.url}/a.csv`);
  await assert.rejects(download(source, `${out.path}/a.csv`, QUICK), (error: Error) => {
    assert.equal(error.name, "DownloadFailed");
    assert.equal(isInputError(error as unknown), false);
    assert.match(error.message, new RegExp(`SHA-256 [0-9a-f]{64}, wanted ${source.sha256}.*--base-url`));
    return true;
  });
  assert.deepEqual(await filesBelow(out.path), []);
  assert.equal(server.asked.length, 1, "the same bytes would come again: no second try");
});

Deno.test("a file with another hash stays until the right one is verified", async () => {
  await using out = await folder();
  const path = `${out.path}/a.csv`;
  await Deno.writeTextFile(path, "mine");
  let sound = false;
  await using server = publish(() => new Response(sound ? TABLE : bytesOf("x".repeat(TABLE.length))));
  const source = await sourceOf(TABLE, "a.csv", server.url);
  await assert.rejects(download(source, path, QUICK), DownloadFailed);
  assert.equal(await Deno.readTextFile(path), "mine");
  sound = true;
  assert.equal(await download(source, path, QUICK), "fetched");
  assert.deepEqual(await Deno.readFile(path), TABLE);
  assert.deepEqual(await filesBelow(out.path), ["a.csv"]);
});

Deno.test("a body that breaks off, is short or is long", async () => {
  await using out = await folder();
  await using broken = breakOff(TABLE.subarray(0, 10), TABLE.length);
  await assert.rejects(
    download(await sourceOf(TABLE, "a.csv", broken.url), `${out.path}/a.csv`, QUICK),
    /the connection broke before the file was whole/,
  );
  assert.equal(broken.asked.length, 2, "worth a second try");
  await using short = publish(() => new Response(TABLE.subarray(0, 10)));
  await assert.rejects(
    download(await sourceOf(TABLE, "a.csv", short.url), `${out.path}/a.csv`, QUICK),
    /cut short: 10 of 22 bytes/,
  );
  await using long = publish(() => new Response("x".repeat(1_000_000)));
  await assert.rejects(
    download(await sourceOf(TABLE, "a.csv", long.url), `${out.path}/a.csv`, QUICK),
    /longer than the wanted 22 bytes/,
  );
  assert.deepEqual(await filesBelow(out.path), []);
});

Deno.test("a refused connection and a silent server are named, and the host is asked no more", async () => {
  await using out = await folder();
  const url = closedPort();
  const sources = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => sourceOf(TABLE, `${n}.csv`, `${url}/${n}.csv`)));
  const { failed, fetched } = await downloadAll(sources, (s) => `${out.path}/${s.path}`, QUICK);
  assert.equal(fetched.length, 0);
  assert.equal(failed.length, 6);
  assert.match(failed[0].reason, /1\.csv: cannot connect \(.*refused/i);
  assert.match(failed[5].reason, /did not answer before and was not asked again/);
  await using silent = publish(() => new Promise((resolve) => setTimeout(() => resolve(new Response("")), 300)));
  await assert.rejects(
    download(await sourceOf(TABLE, "a.csv", silent.url), `${out.path}/a.csv`, { tries: 1, timeoutMs: 50 }),
    /no complete answer within 0\.05 s/,
  );
  assert.deepEqual(await filesBelow(out.path), []);
});

Deno.test("404 is final, 503 is tried again, and one failure does not stop the others", async () => {
  await using out = await folder();
  await using server = publish((path, before) => {
    if (path === "/gone.csv") return new Response("no", { status: 404, statusText: "Not Found" });
    return before === 0 ? new Response("later", { status: 503 }) : new Response(TABLE);
  });
  const sources = await Promise.all(
    ["gone.csv", "a.csv"].map((name) => sourceOf(TABLE, name, `${server.url}/${name}`)),
  );
  const told: string[] = [];
  const options = { ...QUICK, tell: (s: { path: string }, outcome: string) => told.push(`${s.path} ${outcome}`) };
  const result = await downloadAll(sources, (s) => `${out.path}/${s.path}`, options);
  assert.deepEqual(result.fetched, [sources[1]]);
  assert.equal(result.failed.length, 1);
  assert.match(result.failed[0].reason, /gone\.csv: the server answered 404 Not Found$/);
  assert.equal(server.asked.filter((path) => path === "/gone.csv").length, 1);
  assert.equal(server.asked.filter((path) => path === "/a.csv").length, 2);
  assert.ok(told.includes("a.csv fetched, 22 bytes"));
  assert.deepEqual(await filesBelow(out.path), ["a.csv"]);
});

Deno.test('mirrors are tried in order, and names with ":", " " and "#" are encoded', async () => {
  await using out = await folder();
  await using mirror = publish((path) => new Response(path.includes("ref:of one") ? TABLE : "", { status: 200 }));
  const source = await sourceOf(TABLE, "configs/r1_ref:of one#2.json", "http://unused.invalid/");
  const options = { ...QUICK, baseUrls: [closedPort(), `${mirror.url}/raw/`] };
  const path = originalPath(out.path, source);
  assert.equal(await download(source, path, options), "fetched");
  assert.deepEqual(mirror.asked, [`/raw/someone/tables/${source.commit}/configs/r1_ref:of one#2.json`]);
  assert.deepEqual(await filesBelow(out.path), ["originals/someone/tables@0123456/configs/r1_ref%3Aof one#2.json"]);
});

Deno.test("an interrupt leaves no partial file, and the next run fetches only what is missing", async () => {
  await using out = await folder();
  const stop = new AbortController();
  let hang = true;
  await using server = publish((path) => {
    if (path !== "/slow.csv" || !hang) return new Response(TABLE);
    const half = new ReadableStream({
      start(controller) {
        controller.enqueue(TABLE.slice(0, 10));
        setTimeout(() => stop.abort(new Error("interrupted")), 50);
      },
    });
    return new Response(half);
  });
  const sources = await Promise.all(
    ["a.csv", "slow.csv", "b.csv"].map((name) => sourceOf(TABLE, name, `${server.url}/${name}`)),
  );
  const place = (s: { path: string }) => `${out.path}/${s.path}`;
  await assert.rejects(downloadAll(sources, place, { ...QUICK, signal: stop.signal }), /^Error: interrupted$/);
  assert.deepEqual(await filesBelow(out.path), ["a.csv", "b.csv"]);
  hang = false;
  server.asked.length = 0;
  const { kept, fetched } = await downloadAll(sources, place, QUICK);
  assert.deepEqual([kept.length, fetched], [2, [sources[1]]]);
  assert.deepEqual(server.asked, ["/slow.csv"]);
});

Deno.test("a folder that cannot be written stops the run and says what to do", async () => {
  await using out = await folder();
  await using server = publish(() => new Response(TABLE));
  await Deno.writeTextFile(`${out.path}/file`, "");
  const sources = [await sourceOf(TABLE, "a.csv", server.url)];
  await assert.rejects(downloadAll(sources, () => `${out.path}/file/a.csv`, QUICK), (error: Error) => {
    assert.ok(error instanceof CannotWrite);
    assert.match(error.message, /^cannot write .*file\/a\.csv: .*Free some space, or name a folder .* --out/);
    return true;
  });
  await Deno.mkdir(`${out.path}/taken`);
  assert.throws(() => writeWhole(`${out.path}/taken`, TABLE), CannotWrite);
  assert.deepEqual(await filesBelow(out.path), ["file"], "no temporary file is left when the rename fails");
});

Deno.test("what a killed run left is swept, what a living one writes is not", async () => {
  await using out = await folder();
  await Deno.writeTextFile(`${out.path}/.a.csv.dead0000.part`, "half");
  await Deno.utime(`${out.path}/.a.csv.dead0000.part`, new Date(0), new Date(0));
  await Deno.writeTextFile(`${out.path}/.a.csv.live0000.part`, "half");
  writeWhole(`${out.path}/a.csv`, TABLE);
  assert.deepEqual(await filesBelow(out.path), [".a.csv.live0000.part", "a.csv"]);
});

Deno.test("the committed list of files is sound; a broken one is refused with its place", async () => {
  const listed = new URL("../../data/sources.json", import.meta.url);
  const sources = readSources(await Deno.readTextFile(listed), "sources.json");
  assert.equal(sources.length, 89);
  for (const s of sources) {
    assert.equal(s.url, `https://raw.githubusercontent.com/${s.repository}/${s.commit}/${s.path}`);
  }
  const good = { ...sources[0] };
  const refuse = (files: unknown, message: RegExp) =>
    assert.throws(() => readSources(JSON.stringify({ files }), "l.json"), (error) => {
      assert.ok(isInputError(error));
      assert.match(error.message, message);
      return true;
    });
  refuse([], /l\.json: wanted an object with a list "files"/);
  refuse([{ ...good, sha256: "abc" }], /l\.json: files\[0\]: "sha256" must be 64 hexadecimal digits, got "abc"/);
  refuse([good, { ...good, path: "a/../../b" }], /files\[1\]: "path" must not hold "\." or "\.\."/);
  refuse([{ ...good, path: "/etc/passwd" }], /"path" must be a path inside the repository/);
  refuse([{ ...good, repository: "../x" }], /"repository" must be owner\/name/);
  refuse([{ ...good, url: "file:///etc/passwd" }], /"url" must be an http or https address/);
  refuse([{ ...good, bytes: -1 }], /"bytes" must be a whole number from 1/);
  refuse([good, good], /is listed twice/);
  refuse([null], /"path" must|"bytes" must/);
  assert.throws(() => readSources("{", "l.json"), /l\.json: wanted a JSON manifest/);
});
