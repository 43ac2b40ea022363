/** Tests that need a Slurm cluster. */
import { NoSlurm, slurmPackages } from "./packages.ts";

/** Why there is none, where there is none. */
async function reason(): Promise<string | undefined> {
  try {
    await slurmPackages();
    return undefined;
  } catch (error) {
    if (!(error instanceof NoSlurm)) throw error;
    // A machine that checks submissions and has Debian's packages is to run them.
    if (Deno.env.get("CI") === "true" && error.expected) throw error;
    return error.message;
  }
}

const without = await reason();

/** Registers a test of Slurm; where its packages cannot be had it is reported as skipped, by name, with the reason. */
export function needsSlurm(name: string, test: (t: Deno.TestContext) => Promise<void>): void {
  Deno.test({
    name: without === undefined ? name : `${name} (skipped: ${without})`,
    ignore: without !== undefined,
    fn: test,
  });
}
