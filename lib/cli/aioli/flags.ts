/**
 * All 54 flags of Aioli's `main.py`.
 *
 * @module
 */
import type { Flag } from "./flag.ts";
import { METHOD_FLAGS } from "./method_flags.ts";
import { RUN_FLAGS } from "./run_flags.ts";
import type { FlagName } from "./values.ts";

/** The flags by name. */
export const FLAGS: Readonly<Record<FlagName, Flag>> = { ...RUN_FLAGS, ...METHOD_FLAGS };
