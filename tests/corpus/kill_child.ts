/** Builds the sample corpus and kills itself: `kill_child.ts FOLDER CHANGE`. */
import { buildCorpus } from "../../lib/corpus/build_corpus.ts";
import { KILLED_DOCUMENTS, sampleBuild, sampleDocuments } from "./build_fixture.ts";
import { killAt } from "./kill_at.ts";

const [folder, change] = Deno.args;
killAt(Number(change), () => {
  Deno.kill(Deno.pid, "SIGKILL");
  throw new Error("not dead"); // not reached
});
await buildCorpus(sampleBuild(folder, sampleDocuments(KILLED_DOCUMENTS)));
