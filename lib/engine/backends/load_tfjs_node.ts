import * as tf from "@tensorflow/tfjs-core";
import util from "node:util";
import { got, outOfRange, wrongKind } from "../../errors.ts";
import type { LoadedBackend } from "./loaded_backend.ts";

/** What tfjs-node adds to tfjs's operations. */
interface TfjsNode {
  readonly version: Readonly<Record<string, string>>;
}

/** Its backend, where TensorFlow itself shows. */
interface TensorFlowBackend extends tf.KernelBackend {
  readonly isUsingGpuDevice: boolean;
  readonly binding: { readonly TF_Version: string };
}

/** What was loaded, and with how many threads: both packages call their backend `tensorflow`, so there can be one. */
let started: { readonly name: string; readonly threads: number; readonly library: Promise<TfjsNode> } | undefined;

/**
 * TensorFlow's own library, from the package of that name. Nothing else is used in its place: where it is missing, or
 * its GPU is, that is an error.
 *
 * @param threads of one operation; default: `TF_NUM_INTRAOP_THREADS`, else as many as the machine has. The same for all
 * engines of a process.
 * @throws {TypeError} when the package, its addon or the GPU is missing.
 * @throws {RangeError} when the process has another package or number of threads.
 */
export async function loadTfjsNode(name: "tfjs-node" | "tfjs-node-gpu", threads?: number): Promise<LoadedBackend> {
  const wanted = threads ?? started?.threads ?? (Number(Deno.env.get(INTRA)) || navigator.hardwareConcurrency);
  if (started && started.name !== name) {
    throw outOfRange(`backend: use ${name} in another process; this one has loaded ${started.name}`);
  }
  if (started && started.threads !== wanted) {
    throw outOfRange(`threads: wanted ${started.threads}, as the first engine on ${name} has, got ${got(wanted)}`);
  }
  started ??= { name, threads: wanted, library: start(name, wanted) };
  const { version } = await started.library;
  await tf.setBackend("tensorflow");
  const backend = tf.backend() as TensorFlowBackend, tensorFlow = `TensorFlow ${backend.binding.TF_Version}`;
  if (name === "tfjs-node-gpu" && !backend.isUsingGpuDevice) {
    throw wrongKind(
      `backend: tfjs-node-gpu wants a GPU, got none from ${tensorFlow}; it would have computed on the CPU. Check ` +
        "nvidia-smi and the CUDA that this TensorFlow was made for (2.9.1: CUDA 11.2 and cuDNN 8.1), or choose another " +
        "backend",
    );
  }
  const where = backend.isUsingGpuDevice ? "GPU" : `CPU, ${wanted} ${wanted === 1 ? "thread" : "threads"}`;
  return { name: "tensorflow", device: `${name} ${version["tfjs-node"]}, ${tensorFlow} on the ${where}` };
}

async function start(name: "tfjs-node" | "tfjs-node-gpu", threads: number): Promise<TfjsNode> {
  addRemovedFunctions();
  // read by TensorFlow when it starts, and by NVIDIA's libraries: tensor cores would round the factors to 10 bits
  Deno.env.set(INTRA, String(threads));
  if (!Deno.env.has("NVIDIA_TF32_OVERRIDE")) Deno.env.set("NVIDIA_TF32_OVERRIDE", "0");
  try {
    return await importPackage(name);
  } catch (error) {
    started = undefined;
    throw error;
  }
}

const INTRA = "TF_NUM_INTRAOP_THREADS";

/** tfjs-node 4.22.0 calls functions that Node 23 took out of node:util (tensorflow/tfjs#8425). */
function addRemovedFunctions(): void {
  const old = util as { isNullOrUndefined?: unknown; isArray?: unknown };
  old.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  old.isArray ??= Array.isArray;
}

async function importPackage(name: "tfjs-node" | "tfjs-node-gpu"): Promise<TfjsNode> {
  try {
    // widened: only deno.tfjs-node.json has these names, and the other configurations check this file too
    return name === "tfjs-node"
      ? await import("@tensorflow/tfjs-node" as string)
      : await import("@tensorflow/tfjs-node-gpu" as string);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotCapable) throw cause; // says which permission is wanted
    const [line] = String(cause instanceof Error ? cause.message : cause).split("\n");
    const error = wrongKind(
      `backend: install ${name}, in the folder of Mixlab, and run with its configuration:\n` +
        `  deno install -c deno.tfjs-node.json --allow-scripts=npm:@tensorflow/${name}@4.22.0\n` +
        "  deno run -c deno.tfjs-node.json -A lib/cli/train.ts …\n" +
        `A script that failed is not tried again: delete node_modules first. What went wrong: ${line}`,
    );
    error.cause = cause;
    throw error;
  }
}
