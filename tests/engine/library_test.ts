/** ONNX Runtime stays in memory until the process ends: unloaded by a thread, it crashed scripts at their very end. */
import { equal } from "../assert.ts";

const LIBRARY = new URL("../../lib/engine/native/runtime/library.ts", import.meta.url).href;

/** A thread opens the library and ends; the process asks the system what is mapped. -A: Deno guards /proc. */
const SCRIPT = `
import { Worker } from "node:worker_threads";
const thread = new Worker(\`import("${LIBRARY}").then(({ library }) => library())\`, { eval: true });
await new Promise((resolve) => thread.on("exit", resolve));
console.log(Deno.readTextFileSync("/proc/self/maps").includes("libonnxruntime"));
`;

Deno.test({
  name: "native: the library outlives the thread that opened it",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-c", "deno.train.json", "--no-prompt", "-A", "-"],
      cwd: new URL("../../", import.meta.url),
      ...{ stdin: "piped", stdout: "piped", stderr: "piped" },
    }).spawn();
    const input = child.stdin.getWriter();
    await input.write(new TextEncoder().encode(SCRIPT));
    await input.close();
    const { code, stdout, stderr } = await child.output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
    equal(`${code} ${text(stdout)} ${text(stderr)}`, "0 true ");
  },
});
