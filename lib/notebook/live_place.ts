import { inTurn, send } from "./kernel.ts";
import type { Output } from "./output.ts";

/** A place under the cell that can be written over. */
export interface LivePlace {
  /** Shows an output there, in place of the one before. */
  put(output: Output): Promise<void>;
}

/** A place under the cell that runs; it is there from the first output on. */
export function livePlace(): LivePlace {
  // An open page still knows the places of the kernel before: a name must never come twice.
  const id = `mixlab-${crypto.randomUUID()}`;
  let update = false;
  return {
    put: (output) =>
      inTurn(async () => {
        const again = update;
        update = true;
        await send(output, { id, update: again });
      }),
  };
}
