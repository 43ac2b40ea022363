import { customGrad, type Tensor } from "@tensorflow/tfjs-core";

/** What an operation gives: its value, the tensors that its backward pass wants, and that pass. */
export interface Differentiable {
  readonly value: Tensor;
  readonly saved: readonly Tensor[];
  /** Gradients of the inputs, in order, from that of the value. Gets back what was saved; it may not keep others. */
  readonly backward: (dy: Tensor, saved: Tensor[]) => Tensor[];
}

/**
 * An operation with a backward pass of its own, for tfjs's tape: it embeds no constants of the tensors' size, and it
 * computes what is needed and no more.
 */
export function withGradient(inputs: readonly Tensor[], compute: (...inputs: Tensor[]) => Differentiable): Tensor {
  const operation = customGrad((...all) => {
    const save = all.pop() as unknown as (tensors: readonly Tensor[]) => void;
    const { value, saved, backward } = compute(...(all as Tensor[]));
    save(saved);
    return { value, gradFunc: (dy: Tensor, back: Tensor[]) => backward(dy, back) };
  });
  return operation(...inputs);
}
