/**
 * Says, before Deno fetches the packages of training, that one of them is large. Run without configuration and lock, so
 * that this script itself fetches nothing; silent when the package is there.
 *
 * @module
 */
import configuration from "../../deno.train.json" with { type: "json" };

const NAME = "onnxruntime-node";
/** Measured on version 1.30.0: the packed file, and its content on disk. */
const DOWNLOAD_MB = 114, ON_DISK_MB = 302;

/** Folder of Deno's cache, as Deno chooses it. */
function cacheFolder(): string | undefined {
  const own = Deno.env.get("DENO_DIR"), home = Deno.env.get("HOME");
  if (own) return own;
  if (Deno.build.os === "windows") {
    const local = Deno.env.get("LOCALAPPDATA");
    return local && `${local}\\deno`;
  }
  if (Deno.build.os === "darwin") return home && `${home}/Library/Caches/deno`;
  const xdg = Deno.env.get("XDG_CACHE_HOME");
  return xdg ? `${xdg}/deno` : home && `${home}/.cache/deno`;
}

function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Whether a folder of packages of some registry, or one below it, has the package. */
function has(folder: string, version: string, depth: number): boolean {
  if (isThere(`${folder}/${NAME}/${version}`)) return true;
  if (depth === 0) return false;
  let names: string[];
  try {
    names = Array.from(Deno.readDirSync(folder)).filter((entry) => entry.isDirectory).map((entry) => entry.name);
  } catch {
    return false;
  }
  // A registry may be kept below several names, by its address; a folder with registry.json is a package already.
  return names.some((name) =>
    !isThere(`${folder}/${name}/registry.json`) && has(`${folder}/${name}`, version, depth - 1)
  );
}

const version = configuration.imports[NAME].split("@").at(-1)!, cache = cacheFolder();
if (cache === undefined || !has(`${cache}/npm`, version, 4)) {
  console.error(
    `mixlab: fetching what training needs, once: ${NAME} ${version} is ${DOWNLOAD_MB} MB to download and ` +
      `${ON_DISK_MB} MB on disk, kept in Deno's cache`,
  );
}
