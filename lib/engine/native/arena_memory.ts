/**
 * Shared memory seen as if it were not shared.
 *
 * @module
 */

/** An alias does not keep the memory behind it alive; this does, for as long as the alias itself lives. */
const behind = new WeakMap<ArrayBuffer, SharedArrayBuffer>();

/**
 * All numbers of a shared buffer through an ordinary ArrayBuffer over the same bytes. onnxruntime-node refuses views of
 * a SharedArrayBuffer as tensors, and V8 copies them more slowly. Needs permission for foreign functions.
 */
export function unshared(shared: SharedArrayBuffer): Float32Array<ArrayBuffer> {
  const pointer = Deno.UnsafePointer.of(new Uint8Array(shared));
  if (pointer === null) return new Float32Array(0);
  const buffer = Deno.UnsafePointerView.getArrayBuffer(pointer, shared.byteLength);
  behind.set(buffer, shared);
  return new Float32Array(buffer);
}
