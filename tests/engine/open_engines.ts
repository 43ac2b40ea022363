/** Opens engines, BACKEND THREADS BACKEND THREADS …, and says what computes or what went wrong. */
import { openEager } from "../../lib/engine/eager/open_eager.ts";
import type { EagerBackend } from "../../lib/engine/backends/load_backend.ts";
import { languageModel } from "../../lib/model/language_model.ts";
import { CONFIGS } from "./suite_inputs.ts";

for (let i = 0; i < Deno.args.length; i += 2) {
  const threads = Deno.args[i + 1] ? Number(Deno.args[i + 1]) : undefined;
  try {
    await using engine = await openEager(languageModel(CONFIGS.parallel), Deno.args[i] as EagerBackend, { threads });
    console.log(engine.device);
  } catch (error) {
    console.log((error as Error).name, (error as Error).message);
  }
}
