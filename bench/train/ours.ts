/**
 * Mixlab's worker of bench/train.ts, with the protocol of worker.ts: takes the same steps as peer_torch.py.
 *
 *     deno run -c deno.train.json -A bench/train/ours.ts FOLDER '{"backend":"native","threads":2}'
 *
 * @module
 */
import type { BackendName, TokenRows } from "../../lib/engine/engine.ts";
import { openEngine } from "../../lib/engine/open_engine.ts";
import { languageModel } from "../../lib/model/language_model.ts";
import { answerRequests, tell } from "./answer.ts";
import { type Outside, timeOutside } from "./outside.ts";
import { readWorkload } from "./workload.ts";

type Request = { readonly run: number } | { readonly outside: number };

const [folder, options] = Deno.args;
const { backend, threads }: { backend: BackendName; threads: number } = JSON.parse(options);
const { workload, parameters, batches } = await readWorkload(folder);
const { rows, context } = workload, N = rows * context;

const from = performance.now();
await using engine = await openEngine(languageModel(workload.config), { backend, threads });
await engine.write("parameters", parameters);
// the engine has its own: like Python's, this copy goes at once, so that what is measured is training
parameters.clear();
(globalThis as { gc?: () => void }).gc?.();
tell({ ready: { device: engine.device, openMs: performance.now() - from } });

const weights = new Float32Array(N).fill(1 / N);
let taken = 0;

async function step(): Promise<number> {
  const batch: TokenRows = { rows, context, tokens_BT1: batches[taken % batches.length] };
  const losses = await engine.gradient(batch, weights);
  await engine.update({ ...workload.update, step: ++taken });
  return losses.reduce((sum, loss) => sum + loss, 0) / N;
}

await answerRequests(async (request: Request): Promise<{ ms: number[]; losses: number[] } | Outside> => {
  if ("outside" in request) return await timeOutside(engine, workload, request.outside);
  const ms: number[] = [], losses: number[] = [];
  for (let i = 0; i < request.run; i++) {
    const from = performance.now();
    losses.push(await step());
    ms.push(performance.now() - from);
  }
  return { ms, losses };
});
