/**
 * `deno task corpus verify`.
 *
 * @module
 */
import { verifyCorpus } from "../corpus/verify_corpus.ts";
import { megabytes, progress } from "./progress.ts";

/** Reads every file of a corpus; 1 when something is wrong. */
export function verify(folder: string): number {
  const bar = progress(megabytes);
  const faults = verifyCorpus(folder, { onProgress: (done, total) => bar.update(done, total) });
  bar.end();
  for (const { file, kind, message } of faults) console.error(`mixlab: ${folder}/${file}: ${kind}: ${message}`);
  console.log(
    faults.length === 0
      ? `${folder}: every file is as the index says`
      : `${folder}: ${faults.length} fault${
        faults.length === 1 ? "" : "s"
      }; build it again with the same command in a new folder`,
  );
  return faults.length === 0 ? 0 : 1;
}
