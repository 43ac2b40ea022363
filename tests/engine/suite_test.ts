/** The suite over every backend that is here; the absent are named. */
import { openEager } from "../../lib/engine/eager/open_eager.ts";
import type { BackendName } from "../../lib/engine/engine.ts";
import { engineSuite, type Tolerances } from "./suite.ts";

/** Some GPUs divide, take roots and exponentials less exactly. Mesa's llvmpipe needs none of this. */
const GPU: Tolerances = { losses: 3e-6, gradients: 1e-5, updates: 1e-3, curve: 2e-5 };

engineSuite("cpu", (program) => openEager(program, "cpu"));
engineSuite("wasm", (program) => openEager(program, "wasm"));
if (await navigator.gpu?.requestAdapter()) engineSuite("webgpu", (program) => openEager(program, "webgpu"), GPU);
else absent("webgpu", "navigator.gpu has no adapter");

/** Says which backend was not tested, and why. */
function absent(backend: BackendName, why: string): void {
  Deno.test({ name: `engine ${backend}: absent: ${why}`, ignore: true, fn() {} });
}
