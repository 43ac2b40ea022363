/**
 * `deno task tables`: downloads published tables and makes tables of runs from them.
 *
 * @module
 */
import { join, relative } from "node:path";
import { got, isInputError, outOfRange, unparsable } from "../errors.ts";
import { COLLECTIONS } from "../tables/published/collections.ts";
import { downloadAll, type Downloads } from "../tables/published/download_all.ts";
import { makeTables, originalPath } from "../tables/published/make_tables.ts";
import { readSources, type Source } from "../tables/published/source.ts";
import { CannotWrite } from "../files/write_whole.ts";
import { parseArguments, run } from "./arguments.ts";

const ROOT = join(import.meta.dirname!, "..", "..");
const NAMES = COLLECTIONS.map(({ name }) => name);

const HELP = `Downloads published tables and makes from them the tables that Mixlab is tested with.

  deno task tables [options]

Each file is fetched at a fixed commit and kept only when its size and SHA-256 are those of the list. Files that are
there already are not fetched again, so a broken download goes on where it stopped. The tables belong to their
authors: they go to a folder that git ignores.

Options
  --list            show the files, their licences and addresses, and fetch nothing
  --only NAMES      only these, separated by commas: ${NAMES.join(", ")}
  --out DIR         where to put everything (default: tables, beside deno.json)
  --sources FILE    another list of files (default: data/sources.json)
  --base-url URL    fetch URL/<repository>/<commit>/<path> instead of the listed addresses; may be given several
                    times, and they are tried in order
  --help            this text

Examples
  deno task tables --list
  deno task tables --only regmix,nist
  deno task tables --out /tmp/tables --base-url https://raw.githubusercontent.com

The result is 0 when everything was made, 1 when something could not be fetched or written, 2 for a wrong option,
130 when interrupted.`;

/** The command; returns the exit code. */
async function tables(args: string[]): Promise<number> {
  const { values, positionals } = parseArguments(args, {
    list: { type: "boolean" },
    only: { type: "string" },
    out: { type: "string" },
    sources: { type: "string" },
    "base-url": { type: "string", multiple: true },
    help: { type: "boolean", short: "h" },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  if (positionals.length > 0) {
    throw unparsable(
      `wanted options only, got ${got(positionals[0])}; to choose tables write --only ${NAMES.join(",")}`,
    );
  }
  const only = chosen(values.only);
  const listed = await list(values.sources ?? join(ROOT, "data", "sources.json"));
  const sources = listed.filter(({ repository }) => only.some((c) => c.repository === repository));
  if (sources.length === 0) {
    throw outOfRange(`the list holds no file of ${only.map(({ name }) => name).join(", ")}; drop --only or --sources`);
  }
  if (values.list) {
    console.log(inventory(sources));
    return 0;
  }
  return await fetchAndMake(sources, values.out ?? join(ROOT, "tables"), baseUrls(values["base-url"] ?? []));
}

function chosen(only: string | undefined): typeof COLLECTIONS {
  if (only === undefined) return COLLECTIONS;
  const names = only.split(",").map((name) => name.trim()).filter((name) => name !== "");
  const unknown = names.find((name) => !NAMES.includes(name));
  if (unknown !== undefined || names.length === 0) {
    throw outOfRange(`--only wants names out of ${NAMES.join(", ")}, separated by commas, got ${got(unknown ?? only)}`);
  }
  return COLLECTIONS.filter(({ name }) => names.includes(name));
}

async function list(file: string): Promise<Source[]> {
  let text: string;
  try {
    text = await Deno.readTextFile(file);
  } catch (error) {
    throw unparsable(`cannot read the list of files ${file}: ${(error as Error).message}; name a readable --sources`);
  }
  return readSources(text, file);
}

function baseUrls(urls: string[]): string[] {
  for (const url of urls) {
    if (!/^https?:$/.test(URL.parse(url)?.protocol ?? "")) {
      throw outOfRange(`--base-url wants an http or https address, got ${got(url)}`);
    }
  }
  return urls;
}

function inventory(sources: readonly Source[]): string {
  const total = sources.reduce((sum, { bytes }) => sum + bytes, 0);
  const lines = sources.map((s) => `${String(s.bytes).padStart(7)}  ${s.repository}  ${s.licence}\n         ${s.url}`);
  return [...lines, `${sources.length} files, ${total} bytes`].join("\n");
}

async function fetchAndMake(sources: Source[], out: string, baseUrls: string[]): Promise<number> {
  const interrupt = new AbortController();
  const stop = () => interrupt.abort(new Error("interrupted"));
  const signals = Deno.build.os === "windows" ? ["SIGINT"] as const : ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) Deno.addSignalListener(signal, stop);
  let done = 0;
  const told = new Set<string>();
  try {
    const downloads = await downloadAll(sources, (source) => originalPath(out, source), {
      baseUrls,
      signal: interrupt.signal,
      tell: (source, outcome) => {
        done++;
        // Many files of one host that is out of reach fail alike: once is enough.
        const again = outcome.startsWith("FAILED") && told.has(outcome);
        told.add(outcome);
        if (outcome === "kept" || again) return;
        console.error(`${done}/${sources.length} ${source.repository} ${source.path}: ${outcome}`);
      },
    });
    return await summarise(sources, downloads, out);
  } catch (error) {
    if (error instanceof CannotWrite) {
      error.message += "; files that were verified before stay, and a new run goes on from there";
    }
    if (!interrupt.signal.aborted) throw error;
    console.error("mixlab: interrupted; no half file was left, run the same command again to go on");
    return 130;
  } finally {
    for (const signal of signals) Deno.removeSignalListener(signal, stop);
  }
}

async function summarise(sources: Source[], { kept, fetched, failed }: Downloads, out: string): Promise<number> {
  const lost = new Set(failed.map(({ source }) => source));
  const there = sources.filter((source) => !lost.has(source));
  let code = failed.length > 0 ? 1 : 0;
  console.log(`${fetched.length} files fetched, ${kept.length} already there, ${failed.length} failed`);
  for (const collection of COLLECTIONS) {
    const own = sources.filter(({ repository }) => repository === collection.repository);
    if (own.length === 0) continue;
    const licences = [...new Set(own.map(({ licence }) => licence))].join("; ");
    console.log(`\n${collection.name}: ${collection.repository} at ${own[0].commit.slice(0, 7)}, licence: ${licences}`);
    try {
      const { made, notMade } = await makeTables(collection, there, out);
      for (const table of made) console.log(`  ${show(join(out, table))}`);
      if (made.length === 0) console.log("  nothing made: the files are missing");
      for (const { table, missing } of made.length > 0 ? notMade : []) {
        const more = missing.length > 1 ? ` and ${missing.length - 1} more` : "";
        console.log(`  not made: ${table} (needs ${missing[0]}${more})`);
      }
      if (notMade.length > 0) code = 1;
    } catch (error) {
      // A listed file that the recipe cannot read is the fault of the list, not of the command line.
      if (!isInputError(error)) throw error;
      console.log(`  not made: ${error.message}`);
      code = 1;
    }
    for (const { makes, lacks } of [...collection.recipes, { makes: collection.name, lacks: collection.lacks }]) {
      if (lacks) console.log(`  without: ${makes}: ${lacks}`);
    }
  }
  if (code !== 0) console.error(`mixlab: ${advice(failed)}`);
  return code;
}

function show(path: string): string {
  const short = relative(Deno.cwd(), path);
  return short.startsWith("..") ? path : short;
}

function advice(failed: Downloads["failed"]): string {
  if (failed.length === 0) return "some tables could not be made; see above";
  return `${failed.length} files could not be fetched; the first was ${failed[0].source.path}: ${failed[0].reason}. ` +
    `What came is kept: run the same command again to go on, with --base-url for a mirror where this address is closed`;
}

if (import.meta.main) await run(tables);
