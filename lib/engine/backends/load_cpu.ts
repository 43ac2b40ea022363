import type { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import { util } from "@tensorflow/tfjs-core";
import { type LoadedBackend, makeBackend } from "./loaded_backend.ts";
import { registerRowKernels } from "./row_kernels.ts";

/** Plain JavaScript: slow, and exact enough to check the others against. */
export async function loadCpu(): Promise<LoadedBackend> {
  const { version_cpu } = await import("@tensorflow/tfjs-backend-cpu");
  const backend = await makeBackend("cpu") as MathBackendCPU;
  registerRowKernels("cpu", {
    make: (shape) => backend.makeTensorInfo(shape, "float32", new Float32Array(util.sizeFromShape(shape))),
    view: ({ dataId }) => backend.readSync(dataId) as Float32Array | Int32Array,
  });
  return { name: "cpu", device: `tfjs ${version_cpu} in plain JavaScript, 1 thread` };
}
