/**
 * How Hugging Face names the files of a dataset: shards, splits and domains.
 *
 * @module
 */
import type { SourceDocument } from "../document.ts";
import { type SourceFile, splitNamed } from "./source_files.ts";

const SHARD = /^(?:(.*)-)?(\d{5})-of-(\d{5})(?:-[0-9a-f]+)?\.\w+$/;
/** Folders that say nothing about the domain. */
const MEANINGLESS = new Set(["data", "default"]);

/** The split after which a file or one of its folders is named: `train-00000-of-00048-<hash>`, `default/train/0000`. */
export function splitOf(parts: readonly string[]): SourceDocument["split"] {
  const name = parts.at(-1) ?? "", first = splitNamed(name.split(/[-._]/, 1)[0]);
  return first ?? parts.slice(0, -1).map(splitNamed).find((split) => split !== undefined);
}

/** The first folder, below the source's root, that is named after neither a split nor `data`: a domain's, where each has one. */
export function domainFolder(folders: readonly string[]): string | undefined {
  return folders.find((name) => splitNamed(name) === undefined && !MEANINGLESS.has(name));
}

/** Reports sets of shards (`…-00000-of-00048`) of which some are not there. */
export function reportMissingShards(
  files: readonly SourceFile[],
  report: (where: string, message: string) => void,
): void {
  const sets = new Map<string, { name: string; present: Set<number>; total: number }>();
  for (const file of files) {
    const match = SHARD.exec(file.parts.at(-1)!);
    if (!match) continue;
    const folder = file.path.slice(0, -file.parts.at(-1)!.length), total = Number(match[3]);
    const name = `${folder}${match[1] ?? ""}-*-of-${match[3]}`, set = sets.get(name);
    if (set) set.present.add(Number(match[2]));
    else sets.set(name, { name, present: new Set([Number(match[2])]), total });
  }
  for (const { name, present, total } of sets.values()) {
    if (present.size === total) continue;
    const first = Array.from({ length: total }, (_, i) => i).find((i) => !present.has(i));
    const missing = first === undefined ? "numbers beyond that" : `the first missing is ${`${first}`.padStart(5, "0")}`;
    report(name, `wanted ${total} shards, got ${present.size} (${missing}); download the others`);
  }
}
