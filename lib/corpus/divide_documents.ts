/**
 * The first phase of a build: the part of every document.
 *
 * @module
 */
import { outOfRange } from "../errors.ts";
import { denoFiles } from "../files/deno_files.ts";
import { writing } from "../files/unwritable.ts";
import { writeDurably } from "../files/write_durably.ts";
import { admitted, DocumentsHash, noDocuments, type Problems } from "./admitted.ts";
import { buildPath, readBuildJson, writeBuildJson } from "./build_folder.ts";
import type { BuildCorpusOptions } from "./build_options.ts";
import type { Parts } from "./build_shards.ts";
import { Divider, type Division, SPLITS, type Splitting } from "./split_documents.ts";

/** What parts.json tells. */
interface PartsFile {
  readonly documents: number;
  readonly sha256: string;
}

/**
 * Reads all documents and divides them; what was divided before a kill is not divided again.
 *
 * @throws {RangeError} when there is no document, or a domain has none in a split that should have some.
 */
export async function divideDocuments(options: BuildCorpusOptions, splitting: Splitting): Promise<Parts> {
  const { out, onProgress, files = denoFiles } = options;
  const known = readBuildJson<PartsFile>(out, "parts.json");
  if (known !== undefined) return { parts: Deno.readFileSync(buildPath(out, "parts.bin")), sha256: known.sha256 };

  const folder = buildPath(out, "dividing");
  writing(out, () => files.makeFolder(folder));
  const divider = new Divider(folder), hash = new DocumentsHash();
  const problems: Problems = new Map(), numbers = new Map<string, number>();
  let source: { done: number; total: number | undefined } | undefined, bytes = 0;
  const onBytes = (done: number, total: number | undefined) => source = { done, total };
  for await (const document of admitted(options, problems, { quiet: true, onBytes })) {
    const number = numbers.get(document.domain) ?? numbers.size;
    numbers.set(document.domain, number);
    writing(out, () => divider.add(document.text, number));
    hash.add(document);
    bytes += document.utf8.length;
    onProgress?.({ phase: "dividing", documents: hash.documents, bytes, ...(source && { source }) });
  }
  if (hash.documents === 0) throw noDocuments(problems);
  return writing(out, () => {
    const division = divider.divide(splitting), sha256 = hash.sha256();
    refuseEmpty(division, [...numbers.keys()], splitting);
    writeDurably(buildPath(out, "parts.bin"), division.parts, files);
    files.remove(folder);
    writeBuildJson(out, "parts.json", { documents: hash.documents, sha256 } satisfies PartsFile, files);
    return { parts: division.parts, sha256 };
  });
}

function refuseEmpty({ counts }: Division, domains: readonly string[], { val, test }: Splitting): void {
  const wanted = [1 - val - test, val, test];
  for (const [i, domain] of domains.entries()) {
    const part = counts[i].findIndex((n, part) => n === 0 && wanted[part] > 0);
    if (part < 0) continue;
    const all = counts[i].reduce((a, b) => a + b);
    throw outOfRange(
      `the domain ${JSON.stringify(domain)} has ${all} ${all === 1 ? "document" : "documents"}, none of them in ` +
        `${SPLITS[part]} (wanted a share of ${wanted[part]}); give larger shares or another seed, or leave it out`,
    );
  }
}
