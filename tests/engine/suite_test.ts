/**
 * The suite over every backend that is here; the absent are named. `MIXLAB_BACKENDS=wasm,tfjs-node-gpu` names those
 * that have to be here.
 */
import { type BackendName, BACKENDS } from "../../lib/engine/engine.ts";
import { openEngine } from "../../lib/engine/open_engine.ts";
import { engineSuite, FLOAT32, type Tolerances } from "./suite.ts";

/** Some GPUs divide, take roots and exponentials less exactly. Mesa's llvmpipe needs none of this. */
const GPU: Tolerances = { losses: 3e-6, gradients: 1e-5, updates: 1e-3, curve: 2e-5 };
const TOLERANCES = {
  native: FLOAT32,
  cpu: FLOAT32,
  wasm: FLOAT32,
  webgpu: GPU,
  "tfjs-node": FLOAT32,
  "tfjs-node-gpu": GPU,
} as const;

const named = Deno.env.get("MIXLAB_BACKENDS")?.split(",");
for (const backend of BACKENDS) {
  const why = named ? missingFrom(named, backend) : await whyAbsent(backend);
  if (why) Deno.test({ name: `engine ${backend}: absent: ${why}`, ignore: true, fn() {} });
  else engineSuite(backend, (program) => openEngine(program, { backend }), TOLERANCES[backend]);
  if (!why && backend === "native") {
    engineSuite("native", (program) => openEngine(program, { backend, threads: 2 }), FLOAT32, "native, 2 threads");
  }
}

function missingFrom(named: readonly string[], backend: BackendName): string | undefined {
  return named.includes(backend) ? undefined : `MIXLAB_BACKENDS is ${named}`;
}

async function whyAbsent(backend: BackendName): Promise<string | undefined> {
  if (backend === "webgpu") return await navigator.gpu?.requestAdapter() ? undefined : "navigator.gpu has no adapter";
  if (!backend.startsWith("tfjs-node")) return undefined;
  return `MIXLAB_BACKENDS=${backend} deno test -c deno.tfjs-node.json runs it where it is installed`;
}
