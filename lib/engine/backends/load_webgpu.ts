import { wrongKind } from "../../errors.ts";
import { type LoadedBackend, makeBackend } from "./loaded_backend.ts";

/**
 * Deno's GPU. Embedding gradients are summed by atomic additions there, in no fixed order: two runs may differ in the
 * last bits.
 *
 * @throws {TypeError} when there is no adapter.
 */
export async function loadWebgpu(): Promise<LoadedBackend> {
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) {
    throw wrongKind(
      "backend: install the GPU's driver (Vulkan, Metal or Direct3D 12) or choose another backend; webgpu wants an " +
        "adapter of navigator.gpu, got none",
    );
  }
  const { vendor, architecture, device, description } = adapter.info;
  const words = [description, device, architecture, vendor].find((text) => text !== "") ?? "an unnamed adapter";
  await import("@tensorflow/tfjs-backend-webgpu");
  const { version_core } = await import("@tensorflow/tfjs-core");
  await makeBackend("webgpu");
  return { name: "webgpu", device: `tfjs ${version_core} on WebGPU, ${words}` };
}
