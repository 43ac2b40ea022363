import { deepEqual, equal, match } from "../assert.ts";
import { PINNED_DENO } from "../../lib/cli/pinned_deno.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
// The permissions of the task.
const TASK = [
  "run",
  "--no-prompt",
  "--allow-read",
  "--allow-env=PATH,JUPYTER_PATH",
  "--allow-run",
  `${ROOT}lib/cli/lab.ts`,
];

/** Runs the command where only some scripts are installed: their names and what they do. */
async function lab(installed: Record<string, string>, args: string[], interrupt = false) {
  const folder = await Deno.makeTempDir();
  try {
    for (const [name, script] of Object.entries(installed)) {
      await Deno.writeTextFile(`${folder}/${name}`, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    }
    const child = new Deno.Command(Deno.execPath(), {
      args: [...TASK, ...args],
      env: { PATH: folder, JUPYTER_PATH: "/before", NO_COLOR: "1" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const [out, err] = [child.stdout, child.stderr].map((stream) => new Response(stream).text());
    if (interrupt) {
      await new Promise((go) => setTimeout(go, 700));
      child.kill("SIGTERM");
    }
    return { code: (await child.status).code, out: await out, err: await err };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test({
  name: "lab: opens the best that is installed, with the repository's kernel, and passes arguments and exit code on",
  ignore: Deno.build.os === "windows" || Deno.version.deno !== PINNED_DENO,
  async fn() {
    const says = (name: string) => `echo ${name} "$@" in "$PWD" kernels "$JUPYTER_PATH"; exit 7`;
    const opened = (name: string) => ({
      code: 7,
      out: `${name} --port 1 in ${ROOT}notebooks kernels ${ROOT}jupyter:/before\n`,
      err: "",
    });
    const notebook = { "jupyter-notebook": says("notebook") }, args = ["--port", "1"];
    deepEqual(await lab({ ...notebook, "jupyter-lab": says("lab") }, args), opened("lab"));
    deepEqual(await lab(notebook, args), opened("notebook"));
    deepEqual(
      await lab({ ...notebook, jupyter: `test "$1" = lab || exit 1; ${says("jupyter")}` }, args).then(({ out }) => out),
      opened("notebook").out,
    ); // its jupyter lab --version ended with 7: there is none
    const asked = `test "$2" = --version && exit 0; ${says("jupyter")}`;
    deepEqual((await lab({ ...notebook, jupyter: asked }, args)).out, opened("jupyter lab").out);
  },
});

Deno.test("lab: says how to install one where there is none", async () => {
  const { code, out, err } = await lab({}, []);
  deepEqual([code, out], [1, ""]);
  match(
    err,
    /neither JupyterLab nor Jupyter Notebook is installed[^]*pip install jupyterlab[^]*apt install jupyter-notebook/,
  );
});

Deno.test({
  name: "lab: a signal reaches Jupyter",
  ignore: Deno.build.os === "windows",
  async fn() {
    const script = `trap 'kill $!; echo saved; exit 5' TERM; /bin/sleep 20 > /dev/null 2>&1 & wait $!`;
    const { code, out } = await lab({ "jupyter-lab": script }, [], true);
    deepEqual([code, out], [5, "saved\n"]);
  },
});

Deno.test("lab: the pinned Deno is that of .ci/run, and the kernel is told apart by nothing but its spec", async () => {
  equal(/^version=(.*)$/m.exec(await Deno.readTextFile(`${ROOT}.ci/run`))?.[1], PINNED_DENO);
  deepEqual(JSON.parse(await Deno.readTextFile(`${ROOT}jupyter/kernels/deno/kernel.json`)), {
    argv: ["deno", "jupyter", "--kernel", "--conn", "{connection_file}"],
    display_name: "Deno",
    language: "typescript",
    interrupt_mode: "message",
    env: { NO_COLOR: "1" },
  });
});
