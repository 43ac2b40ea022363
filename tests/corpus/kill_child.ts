/** Builds the sample corpus and kills itself: `kill_child.ts FOLDER CHANGE`. */
import { buildCorpus } from "../../lib/corpus/build_corpus.ts";
import { KILLED_DOCUMENTS, sampleBuild, sampleDocuments } from "./build_fixture.ts";
import { failingFiles } from "../files/failing_files.ts";

const [folder, change] = Deno.args;
const die = () => {
  Deno.kill(Deno.pid, "SIGKILL");
  throw new Error("not dead"); // not reached
};
const files = failingFiles({ at: Number(change), all: false, die });
await buildCorpus({ ...sampleBuild(folder, sampleDocuments(KILLED_DOCUMENTS)), files });
