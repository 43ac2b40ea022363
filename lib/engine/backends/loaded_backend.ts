import * as tf from "@tensorflow/tfjs-core";

/** A backend of tfjs, loaded. */
export interface LoadedBackend {
  /** What tfjs calls it. */
  readonly name: string;
  /** Library, version, device and threads, in words. */
  readonly device: string;
}

/**
 * Makes a backend before tfjs asks for it. tfjs refuses every operation, on any backend, while one is in the making; and
 * switching to one that is made takes effect at once, so that engines on several backends can take turns.
 */
export async function makeBackend(name: string): Promise<tf.KernelBackend> {
  const make = tf.findBackendFactory(name);
  const made = await make();
  tf.removeBackend(name);
  tf.registerBackend(name, () => made);
  await tf.setBackend(name);
  return made;
}

/** Makes a backend the one that computes from here on. Others may have changed it since: call before each operation. */
export function use({ name }: LoadedBackend): void {
  // a promise by its type only: the backend is made, so it is in use when the call returns
  if (tf.getBackend() !== name) void tf.setBackend(name);
}
