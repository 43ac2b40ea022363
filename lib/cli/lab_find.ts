/**
 * Which Jupyter is installed.
 *
 * @module
 */
import { delimiter, join } from "node:path";

/** Ways to start one, the best first. */
const WAYS = [["jupyter-lab"], ["jupyter", "lab"], ["jupyter-notebook"], ["jupyter", "notebook"]] as const;

/** The command line that starts JupyterLab or else Notebook; undefined where none is installed. */
export async function findJupyter(path: string): Promise<readonly string[] | undefined> {
  const folders = path.split(delimiter).filter((folder) => folder !== "");
  for (const way of WAYS) {
    const [name, part] = way;
    // `jupyter` may be there without `jupyter lab`, and finds some that are not on the PATH.
    if (isOnPath(name, folders) && (part === undefined || await answers(way))) return way;
  }
  return undefined;
}

function isOnPath(name: string, folders: readonly string[]): boolean {
  const names = Deno.build.os === "windows" ? [`${name}.exe`, `${name}.cmd`] : [name];
  return folders.some((folder) => names.some((file) => isFile(join(folder, file))));
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false; // a folder on the PATH that is not there, or may not be looked into
  }
}

async function answers([name, ...args]: readonly string[]): Promise<boolean> {
  const command = new Deno.Command(name, {
    args: [...args, "--version"],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  });
  return (await command.output()).success;
}
