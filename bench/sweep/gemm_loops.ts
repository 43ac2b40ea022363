import { TextLineStream } from "../train/text_lines.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** Milliseconds that each of some independent loops takes that begin together; each in a process, on one thread. */
export async function gemmLoops(loops: number, products: number): Promise<number[]> {
  const started = Array.from({ length: loops }, () => {
    const process = new Deno.Command(Deno.execPath(), {
      args: ["run", "-c", `${ROOT}deno.train.json`, "-A", `${ROOT}bench/sweep/gemm_worker.ts`, String(products)],
      ...{ stdin: "piped", stdout: "piped", stderr: "inherit" },
    }).spawn();
    const lines = process.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream()).getReader();
    return { process, lines };
  });
  for (const { lines } of started) {
    const { value } = await lines.read();
    if (value !== "ready") throw new Error(`bench/sweep/gemm_worker.ts: wanted ready, got ${value}`);
  }
  for (const { process } of started) {
    const input = process.stdin.getWriter();
    await input.write(Uint8Array.of(10));
    input.releaseLock();
  }
  return await Promise.all(started.map(async ({ process, lines }) => {
    const { value } = await lines.read();
    await process.stdin.close().catch(() => {}); // it has ended
    await process.status;
    return Number(value);
  }));
}
