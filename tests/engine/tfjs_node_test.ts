/** tfjs-node with a TensorFlow that is here (see build_tfjs_node.ts), in processes of its own. */
import { equal, match, ok } from "../assert.ts";
import { buildAddons, findTensorFlow, installPackages, run } from "./build_tfjs_node.ts";

const HERE = new URL("./", import.meta.url), tensorFlow = await findTensorFlow();

Deno.test({
  name: tensorFlow
    ? `tfjs-node: with the TensorFlow in ${tensorFlow}`
    : "tfjs-node: skipped: neither MIXLAB_TENSORFLOW nor python3 has TensorFlow",
  ignore: tensorFlow === undefined,
  async fn(t) {
    const folder = await Deno.makeTempDir({ prefix: "mixlab-tfjs-node-" });
    const open = (...backends: string[]) =>
      run(Deno.execPath(), ["run", "--no-check", "-A", "-c", `${folder}/deno.json`, "open_engines.ts", ...backends], {
        cwd: HERE,
      });
    try {
      await installPackages(folder);

      await t.step("an addon that is missing is an error with the command that installs it", async () => {
        match(
          await open("tfjs-node"),
          /^TypeError backend: install tfjs-node,.*\n.*deno install -c deno\.tfjs-node\.json/,
        );
      });

      await buildAddons(folder, tensorFlow!);

      await t.step("it says what computes, with as many threads as were asked for", async () => {
        match(await open("tfjs-node", "1"), /^tfjs-node 4\.22\.0, TensorFlow \d+\.\d+\.\d+ on the CPU, 1 thread$/m);
        match(await open("tfjs-node", "2"), /on the CPU, 2 threads$/m);
      });

      await t.step("other threads or the other package in one process are errors", async () => {
        const said = await open("tfjs-node", "1", "tfjs-node", "2", "tfjs-node-gpu", "1");
        match(said, /^RangeError threads: wanted 1, .* got 2$/m);
        match(said, /^RangeError backend: use tfjs-node-gpu in another process/m);
      });

      // this TensorFlow has no GPU: the very thing that happens with a CUDA of another version
      await t.step("tfjs-node-gpu that would compute on the CPU is refused", async () => {
        match(await open("tfjs-node-gpu"), /^TypeError backend: tfjs-node-gpu wants a GPU, got none from TensorFlow/m);
      });

      await t.step("the suite passes", async () => {
        const args = ["test", "--no-check", "-A", "-c", `${folder}/deno.json`, "suite_test.ts"];
        const env = { MIXLAB_BACKENDS: "tfjs-node", NO_COLOR: "1" },
          said = await run(Deno.execPath(), args, { cwd: HERE, env });
        const [, passed] = /^ok \| (\d+) passed/m.exec(said)!;
        ok(Number(passed) >= 17, said);
        equal(said.match(/^engine tfjs-node: .* ok /gm)?.length, Number(passed));
      });
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
