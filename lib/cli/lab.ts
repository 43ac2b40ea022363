/**
 * `deno task lab`: opens the notebooks in JupyterLab or Notebook, with the kernel that stands in this repository.
 *
 * @module
 */
import { basename, delimiter, dirname, join } from "node:path";
import { run } from "./arguments.ts";
import { findJupyter } from "./lab_find.ts";
import { PINNED_DENO } from "./pinned_deno.ts";

const ROOT = join(import.meta.dirname!, "..", "..");

const HELP = `Opens the notebooks in a browser, in JupyterLab or else in Notebook, whichever is installed.

  deno task lab [ARG…]

All arguments go to Jupyter, this one excepted: --help. Notebooks run on the kernel of Deno that jupyter/kernels in this
repository describes, also where another one is installed: with it the Stop button ends a computation and not the kernel.
Jupyter is not needed to run notebooks: see deno task notebooks --help.`;

const MISSING = `mixlab: neither JupyterLab nor Jupyter Notebook is installed here. Install one, then try again:
  pip install jupyterlab            with Python's package manager
  apt install jupyter-notebook      on Debian and Ubuntu
Without one, deno task notebooks runs the notebooks and writes their outputs back.`;

async function lab(args: string[]): Promise<number> {
  if (args.includes("--help") || args.includes("-h")) {
    console.log(HELP);
    return 0;
  }
  if (Deno.version.deno !== PINNED_DENO) {
    console.error(
      `mixlab: this is Deno ${Deno.version.deno}, and notebooks are tested with ${PINNED_DENO}: outputs may get lost or ` +
        `differ. To have it: npm install -g deno@${PINNED_DENO}`,
    );
  }
  const path = Deno.env.get("PATH") ?? "", jupyter = await findJupyter(path);
  if (jupyter === undefined) {
    console.error(MISSING);
    return 1;
  }
  const [command, ...first] = jupyter;
  const child = new Deno.Command(command, {
    args: [...first, ...args],
    cwd: join(ROOT, "notebooks"),
    env: environment(path, Deno.env.get("JUPYTER_PATH")),
  }).spawn();
  const stopForwarding = forwardSignals(child);
  const { code } = await child.status;
  stopForwarding();
  return code;
}

/** Jupyter looks for kernels in the repository first, and the kernel is started by the Deno that runs this. */
function environment(path: string, jupyterPath: string | undefined): Record<string, string> {
  const own = join(ROOT, "jupyter"), deno = Deno.execPath();
  const isNamedSo = /^deno(\.exe)?$/.test(basename(deno));
  return {
    JUPYTER_PATH: jupyterPath ? own + delimiter + jupyterPath : own,
    ...(isNamedSo && { PATH: dirname(deno) + delimiter + path }),
  };
}

/** Signals to this process reach Jupyter, which asks back or saves before it ends. */
function forwardSignals(child: Deno.ChildProcess): () => void {
  const send = (signal: Deno.Signal) => () => {
    // A terminal sends Ctrl-C to both, and a second one would end Jupyter without a question.
    if (signal === "SIGINT" && Deno.stdin.isTerminal()) return;
    try {
      child.kill(signal);
    } catch {
      // It has ended.
    }
  };
  const names: readonly Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM", "SIGHUP"];
  const listeners = names.map((name) => [name, send(name)] as const);
  for (const [name, listener] of listeners) Deno.addSignalListener(name, listener);
  return () => listeners.forEach(([name, listener]) => Deno.removeSignalListener(name, listener));
}

if (import.meta.main) await run(lab);
