/**
 * What is known of a flag of Aioli's `main.py`.
 *
 * @module
 */
import type { AioliValues } from "./values.ts";

/** A flag. Names are without the dashes before them, underscores and all. */
export interface Flag {
  readonly type: "str" | "int" | "float" | "bool";
  /** "+": it takes one value or more. */
  readonly nargs?: "+";
  /** Its value where it is not given; a flag without a value is off. */
  readonly default?: number | string;
  /** What it does here. */
  readonly here: string;
  /** What it does there that it does not do here, told where the flag is given; undefined: the same. */
  readonly otherwise?: string | ((values: AioliValues) => string | undefined);
}
