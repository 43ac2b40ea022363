/**
 * Many published files, a few at a time.
 *
 * @module
 */
import { download, DownloadFailed, type DownloadOptions } from "./download.ts";
import type { Source } from "./source.ts";

/** What became of each file. */
export interface Downloads {
  readonly kept: readonly Source[];
  readonly fetched: readonly Source[];
  readonly failed: readonly { readonly source: Source; readonly reason: string }[];
}

const AT_A_TIME = 4;

/**
 * Downloads all files that are not there yet. One that fails does not stop the others; a disk that refuses, and an
 * aborted signal, do.
 *
 * @param place Where a file goes.
 * @param options As for one file, and `tell`, called with "kept", what was fetched or what failed.
 */
export async function downloadAll(
  sources: readonly Source[],
  place: (source: Source) => string,
  options: DownloadOptions & { tell?: (source: Source, outcome: string) => void } = {},
): Promise<Downloads> {
  const { tell = () => {}, ...rest } = options;
  const shared = { ...rest, unreachable: rest.unreachable ?? new Set<string>() };
  const outcomes = new Array<"kept" | "fetched" | { reason: string }>(sources.length);
  let next = 0, stopped = false;
  const work = async () => {
    while (next < sources.length && !stopped) {
      const i = next++;
      const source = sources[i];
      try {
        shared.signal?.throwIfAborted();
        const outcome = outcomes[i] = await download(source, place(source), shared);
        tell(source, outcome === "fetched" ? `fetched, ${source.bytes} bytes` : outcome);
      } catch (error) {
        if (!(error instanceof DownloadFailed)) {
          stopped = true;
          throw error;
        }
        outcomes[i] = { reason: error.message };
        tell(source, `FAILED: ${error.message}`);
      }
    }
  };
  // All workers must have come to rest before an error is passed on: none may write after we returned.
  const ends = await Promise.allSettled(Array.from({ length: AT_A_TIME }, work));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
  return {
    kept: sources.filter((_, i) => outcomes[i] === "kept"),
    fetched: sources.filter((_, i) => outcomes[i] === "fetched"),
    failed: sources.flatMap((source, i) => {
      const outcome = outcomes[i];
      return typeof outcome === "object" ? [{ source, reason: outcome.reason }] : [];
    }),
  };
}
