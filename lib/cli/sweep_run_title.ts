import type { SweepRun } from "../sweep/plan.ts";

/** A run as people call it. Its name may come from a file: nothing in it moves the cursor. */
export function runTitle({ id, seed, labels }: Pick<SweepRun, "id" | "seed" | "labels">): string {
  return [id, `seed ${seed}`, ...Object.values(labels)].join(", ").replaceAll(/\p{C}/gu, "?");
}
