/**
 * The Python in which the peers run: none is needed, and each row says when one is missing.
 *
 * @module
 */
import { child } from "./child.ts";

/** One thread, so that a peer and ours use the same part of the machine. */
export const ONE_THREAD = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };

/** MIXLAB_PEER_PYTHON, or else python3. */
export const PYTHON = Deno.env.get("MIXLAB_PEER_PYTHON") ?? "python3";

/** The versions of Python modules in that Python, or why they are not there. */
export async function pythonHas(...modules: string[]): Promise<{ versions: string } | { missing: string }> {
  const say = `import sys, ${modules.join(", ")}\n` +
    `print("Python", sys.version.split()[0], ${modules.map((m) => `"${m}", ${m}.__version__`).join(", ")})`;
  try {
    const { code, out, err } = await child(PYTHON, ["-c", say]);
    if (code === 0) return { versions: out.trim() };
    return { missing: `${PYTHON}: ${err.trim().split("\n").at(-1)}; name another with MIXLAB_PEER_PYTHON` };
  } catch {
    return { missing: `there is no ${PYTHON}; name one with MIXLAB_PEER_PYTHON` };
  }
}
