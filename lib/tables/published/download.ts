/**
 * One published file: kept, or fetched, verified and only then published under its name.
 *
 * @module
 */
import { fetchBytes, FetchProblem } from "./fetch_bytes.ts";
import { sha256 } from "../../text/sha256.ts";
import type { Source } from "./source.ts";
import { writeWhole } from "../../files/write_whole.ts";

/** How to download. */
export interface DownloadOptions {
  /** Mirrors that replace the address of the manifest, tried in order: `BASE/<repository>/<commit>/<path>`. */
  readonly baseUrls?: readonly string[];
  /** Tries for each address; later ones only when a new try may help (refused, 5xx, cut short). Default 3. */
  readonly tries?: number;
  /** Pause before the second try, in milliseconds; doubled after each. Default 500. */
  readonly pauseMs?: number;
  /** Time for one try, in milliseconds. Default 30 000. */
  readonly timeoutMs?: number;
  /** Stops everything when aborted. */
  readonly signal?: AbortSignal;
  /** Hosts known not to answer: they are not asked again. Filled as they are found. */
  readonly unreachable?: Set<string>;
}

/** No address gave the file. */
export class DownloadFailed extends Error {
  override name = "DownloadFailed";
}

/**
 * Puts the file of `source` at `path`, unless it is there already with the right hash.
 *
 * @returns `kept` or `fetched`.
 * @throws DownloadFailed when no address gave the right bytes; what stood at `path` before is untouched.
 * @throws CannotWrite when the disk refuses.
 */
export async function download(
  source: Source,
  path: string,
  options: DownloadOptions = {},
): Promise<"kept" | "fetched"> {
  if (await isThere(source, path)) return "kept";
  const problems: string[] = [];
  for (const url of addresses(source, options.baseUrls ?? [])) {
    const host = new URL(url).host;
    if (options.unreachable?.has(host)) {
      problems.push(`${host} did not answer before and was not asked again`);
      continue;
    }
    try {
      writeWhole(path, await fetchVerified(source, url, options));
      return "fetched";
    } catch (error) {
      if (!(error instanceof FetchProblem)) throw error;
      if (error.unreachable) options.unreachable?.add(host);
      problems.push(`${url}: ${error.message}`);
    }
  }
  throw new DownloadFailed(problems.join("; "));
}

async function isThere(source: Source, path: string): Promise<boolean> {
  try {
    if ((await Deno.stat(path)).size !== source.bytes) return false;
    return await sha256(await Deno.readFile(path)) === source.sha256;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return false;
    throw error;
  }
}

function addresses(source: Source, baseUrls: readonly string[]): string[] {
  if (baseUrls.length === 0) return [source.url];
  // Names may hold ":" or spaces (a DoReMi configuration does): each part is encoded.
  const path = source.path.split("/").map(encodeURIComponent).join("/");
  return baseUrls.map((base) => `${base.replace(/\/+$/, "")}/${source.repository}/${source.commit}/${path}`);
}

async function fetchVerified(source: Source, url: string, options: DownloadOptions): Promise<Uint8Array<ArrayBuffer>> {
  const { tries = 3, pauseMs = 500, timeoutMs = 30_000, signal } = options;
  for (let n = 1;; n++) {
    try {
      const bytes = await fetchBytes(url, source.bytes, { signal, timeoutMs });
      const hash = await sha256(bytes);
      if (hash === source.sha256) return bytes;
      throw new FetchProblem(
        `the file has SHA-256 ${hash}, wanted ${source.sha256}; it was not kept. Something between the publisher and ` +
          `this machine changed it (a proxy, a login page): try another network, or a mirror with --base-url`,
        false,
      );
    } catch (error) {
      if (!(error instanceof FetchProblem) || !error.again || n >= tries) throw error;
      await pause(pauseMs * 2 ** (n - 1), signal);
    }
  }
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal!.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
  });
}
