import { quantile } from "./quantile.ts";

/** Median milliseconds of a call: at least 3 calls and 60 ms, after one that is not counted. */
export async function medianTime(call: () => Promise<unknown>): Promise<number> {
  await call();
  const ms: number[] = [];
  for (let sum = 0; ms.length < 3 || sum < 60;) {
    const from = performance.now();
    await call();
    ms.push(performance.now() - from);
    sum += ms[ms.length - 1];
  }
  return quantile(ms);
}
