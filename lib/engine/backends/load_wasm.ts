import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { env } from "@tensorflow/tfjs-core";
import { fileURLToPath } from "node:url";
import { type LoadedBackend, makeBackend } from "./loaded_backend.ts";
import { registerRowKernels } from "./row_kernels.ts";

/** WebAssembly with SIMD: no native code. tfjs starts its threads in a browser only. */
export async function loadWasm(): Promise<LoadedBackend> {
  const { setWasmPaths, version_wasm } = await import("@tensorflow/tfjs-backend-wasm");
  // beside the package's code, wherever Deno keeps it
  const folder = fileURLToPath(new URL(".", import.meta.resolve("@tensorflow/tfjs-backend-wasm")));
  await Deno.stat(folder); // where reading is not permitted, tfjs speaks of servers
  setWasmPaths(folder);
  const backend = await makeBackend("wasm") as BackendWasm;
  registerRowKernels("wasm", {
    make: (shape) => backend.makeOutput(shape, "float32"),
    view: (info) => backend.typedArrayFromHeap(info) as Float32Array | Int32Array,
  });
  const simd = await env().getAsync("WASM_HAS_SIMD_SUPPORT");
  return { name: "wasm", device: `tfjs ${version_wasm} in WebAssembly${simd ? " with SIMD" : ""}, 1 thread` };
}
