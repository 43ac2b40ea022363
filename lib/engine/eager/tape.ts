import { engine, type Tensor } from "@tensorflow/tfjs-core";

/** A value and how it was computed. */
export interface Recording {
  /** The value; the caller disposes of it. */
  readonly value: Tensor;
  /** Gradient of Σ dy × value: one for each of `xs`, undefined where the value does not depend on it. Once only. */
  gradients(dy: Tensor): (Tensor | undefined)[];
  /** Frees what the tape holds. */
  dispose(): void;
}

/**
 * Computes a value and keeps the tape, so that the weights of a gradient can be chosen when the value is known, without
 * computing it twice. tfjs's `gradients` does both at once, and reading a value in between would block, which a GPU
 * cannot. Here the tape is taken out of a first call and put into a second.
 */
export function record(compute: () => Tensor, xs: readonly Tensor[]): Recording {
  const { state } = engine();
  let tape: typeof state.activeTape = [];
  const dispose = () => {
    for (const { saved } of tape) saved?.forEach((tensor) => tensor.dispose());
    tape = [];
  };
  const forward = () => {
    try {
      return compute();
    } finally {
      [tape, state.activeTape] = [state.activeTape, []];
    }
  };
  try {
    const { value } = engine().gradients(forward, [...xs], undefined, true);
    const replay = () => {
      state.activeTape = [...tape];
      return value;
    };
    return { value, gradients: (dy) => engine().gradients(replay, [...xs], dy, true).grads, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}
