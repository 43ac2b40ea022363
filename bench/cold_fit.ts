/**
 * The first `deno task fit` on a machine that has nothing yet: what it downloads, and how long until the answer.
 *
 * @module
 */
import { join } from "node:path";
import { countingProxy } from "./counting_proxy.ts";

/** What a cold command did. */
export interface ColdFit {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** From starting the process to its end. */
  readonly seconds: number;
  /** Bytes that the network brought: packages, the registry's descriptions of them, and the encryption around both. */
  readonly downloaded: number;
  /** Bytes of the files in Deno's cache afterwards. */
  readonly unpacked: number;
  /** Packages fetched, as name@version, in alphabetical order. */
  readonly packages: readonly string[];
}

/** Runs `deno task …args` in a folder with an empty DENO_DIR of its own. */
export async function coldFit(folder: string, args: readonly string[]): Promise<ColdFit> {
  const cache = await Deno.makeTempDir({ prefix: "mixlab-cold-" });
  try {
    await using proxy = countingProxy(Deno.env.get("HTTPS_PROXY") || Deno.env.get("https_proxy"));
    const began = performance.now();
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["task", ...args],
      cwd: folder,
      env: {
        DENO_DIR: cache,
        NO_COLOR: "1",
        DENO_NO_UPDATE_CHECK: "1", // Deno asks for its own newest version now and then: not part of Mixlab
        HTTPS_PROXY: proxy.url,
        https_proxy: proxy.url,
        HTTP_PROXY: proxy.url,
        http_proxy: proxy.url,
        NO_PROXY: "",
        no_proxy: "",
      },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).output();
    const seconds = (performance.now() - began) / 1000;
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    const { unpacked, packages } = await inCache(cache);
    if (packages.length > 0 && proxy.downloaded === 0) {
      throw new Error("packages were fetched and no byte was counted: the registry is not reached over https");
    }
    return { code, out: text(stdout), err: text(stderr), seconds, downloaded: proxy.downloaded, unpacked, packages };
  } finally {
    await Deno.remove(cache, { recursive: true });
  }
}

/** Deno keeps packages as npm/<registry>/[@scope/]<name>/<version>/. */
async function inCache(cache: string): Promise<{ unpacked: number; packages: string[] }> {
  const packages: string[] = [];
  for (const registry of await folders(join(cache, "npm"))) {
    for (const name of await folders(join(cache, "npm", registry))) {
      const names = name.startsWith("@")
        ? (await folders(join(cache, "npm", registry, name))).map((own) => `${name}/${own}`)
        : [name];
      for (const full of names) {
        for (const version of await folders(join(cache, "npm", registry, full))) packages.push(`${full}@${version}`);
      }
    }
  }
  return { unpacked: await bytesBelow(cache), packages: packages.sort() };
}

async function folders(path: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(path))).filter((entry) => entry.isDirectory).map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

async function bytesBelow(path: string): Promise<number> {
  let sum = 0;
  for await (const entry of Deno.readDir(path)) {
    const own = join(path, entry.name);
    if (entry.isDirectory) sum += await bytesBelow(own);
    else if (entry.isFile) sum += (await Deno.stat(own)).size;
  }
  return sum;
}
