import { slurm } from "./command.ts";

/** Slurm's own default of MaxArraySize. */
export const DEFAULT_ARRAY_LIMIT = 1001;

/** Elements that an array may have on this cluster: indices are below MaxArraySize, which any user may ask for. */
export async function arrayLimit(): Promise<number> {
  const { ok, out } = await slurm("scontrol", ["show", "config"], 30);
  return ok ? parseArrayLimit(out) : DEFAULT_ARRAY_LIMIT;
}

/** MaxArraySize out of the configuration that scontrol shows. */
export function parseArrayLimit(config: string): number {
  const size = Number(/^\s*MaxArraySize\s*=\s*(\d+)/m.exec(config)?.[1] ?? DEFAULT_ARRAY_LIMIT);
  return size >= 1 ? size : DEFAULT_ARRAY_LIMIT;
}
