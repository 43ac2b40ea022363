import { deepEqual, equal, match, rejects } from "../assert.ts";
import { cast, dispose, oneHot, tensor1d, tensor2d, unsortedSegmentSum } from "@tensorflow/tfjs-core";
import { loadBackend } from "../../lib/engine/backends/load_backend.ts";
import { use } from "../../lib/engine/backends/loaded_backend.ts";
import { hasKernel, runKernel } from "../../lib/engine/ops/own_kernel.ts";

Deno.test("backends: say what computes", async () => {
  match((await loadBackend("cpu")).device, /^tfjs 4\.22\.0 in plain JavaScript, 1 thread$/);
  match((await loadBackend("wasm")).device, /^tfjs 4\.22\.0 in WebAssembly with SIMD, 1 thread$/);
});

Deno.test("backends: are loaded once, whoever asks", async () => {
  const [a, b] = await Promise.all([loadBackend("wasm"), loadBackend("wasm", 1)]);
  equal(a, b);
});

Deno.test("backends: threads where there are none to have are an error", async () => {
  for (const name of ["cpu", "wasm", "webgpu"] as const) {
    await rejects(loadBackend(name, 2), { name: "RangeError", message: RegExp(`threads.*${name}.*got 2`) });
  }
});

Deno.test("backends: tfjs-node that is not installed is an error with both commands", async () => {
  for (const name of ["tfjs-node", "tfjs-node-gpu"] as const) {
    for (let attempt = 0; attempt < 2; attempt++) { // and can be tried again
      await rejects(loadBackend(name), (error: Error) => {
        equal(error.name, "TypeError");
        match(
          error.message,
          RegExp(`deno install -c deno\\.tfjs-node\\.json --allow-scripts=npm:@tensorflow/${name}@4`),
        );
        match(error.message, /deno run -c deno\.tfjs-node\.json/);
        return true;
      });
    }
  }
});

Deno.test("backends: cpu wants no permission, wasm names the one it wants", async () => {
  const open = async (backend: string, ...permissions: string[]) => {
    const args = ["run", "--no-check", "--no-prompt", ...permissions, "-c", "../../deno.train.json", "open_engines.ts"];
    const command = new Deno.Command(Deno.execPath(), { args: [...args, backend], cwd: new URL(".", import.meta.url) });
    return new TextDecoder().decode((await command.output()).stdout);
  };
  match(await open("cpu"), /^tfjs .* in plain JavaScript/);
  match(await open("wasm"), /^NotCapable Requires read access/);
  match(await open("wasm", "--allow-read"), /^tfjs .* in WebAssembly/);
});

for (const name of ["cpu", "wasm"] as const) {
  Deno.test(`backends: rows of one id are summed on ${name}`, async () => {
    use(await loadBackend(name));
    const rows = tensor2d([1, 2, 3, 4, 5, 6, 7, 8], [4, 2]), ids = tensor1d([2, 0, 2, 2], "int32");
    for (let again = 0; again < 2; again++) { // memory that was used before is not 0
      const [sums] = runKernel("MixlabScatterRows", { rows, ids }, { V: 4 });
      deepEqual([sums.shape, ...await sums.data()], [[4, 2], 3, 4, 0, 0, 13, 16, 0, 0]);
      dispose(sums);
    }
    dispose([rows, ids]);
  });
}

// What the kernel above and the casts in lib/engine/ops are there for. When these fail, tfjs has mended it.
Deno.test("backends: tfjs-wasm still has the faults that are worked round (trap 3)", async () => {
  use(await loadBackend("wasm"));
  const ids = tensor1d([1], "int32");
  equal(hasKernel("UnsortedSegmentSum"), false);
  const raw = oneHot(ids, 2, 1, 0, "float32"), mended = cast(oneHot(ids, 2), "float32");
  equal((await raw.data())[1], 1.401298464324817e-45);
  equal((await mended.data())[1], 1);
  dispose([ids, raw, mended]);
  // matMul with transposed matrices leaves the fast path there, 3.5 times slower: the backend is for checking, not work
  use(await loadBackend("cpu"));
  const rows = tensor2d([1, 2], [2, 1]), two = tensor1d([1, 1], "int32"), sums = unsortedSegmentSum(rows, two, 2);
  deepEqual([...await sums.data()], [0, 3]);
  dispose([rows, two, sums]);
});

Deno.test("backends: the configuration of tfjs-node is that of training and its two packages", async () => {
  const read = async (name: string) => JSON.parse(await Deno.readTextFile(new URL(`../../${name}`, import.meta.url)));
  const { imports, nodeModulesDir, lock, unstable } = await read("deno.tfjs-node.json"),
    train = await read("deno.train.json");
  const added = ["tfjs-node", "tfjs-node-gpu"].map((name) => [`@tensorflow/${name}`, `npm:@tensorflow/${name}@4.22.0`]);
  deepEqual(imports, { ...train.imports, ...Object.fromEntries(added) });
  // the addon is built into the package's folder, so there must be one; its lock is its own
  deepEqual({ nodeModulesDir, lock }, {
    nodeModulesDir: "auto",
    lock: { path: "./deno.tfjs-node.lock", frozen: true },
  });
  deepEqual(unstable, train.unstable);
});
