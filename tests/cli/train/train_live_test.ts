/** `trainLive` of notebooks, around the command as a person would run it. */
import { trainLive } from "../../../lib/notebook/train_live.ts";
import { sendingTo } from "../../../lib/notebook/kernel.ts";
import type { Figure } from "../../../lib/figures/figure.ts";
import type { Output } from "../../../lib/notebook/output.ts";
import assert from "../../assert.ts";
import { inTrainFolder } from "./process.ts";

Deno.test("a training is drawn as it logged it, and a complete one again", () =>
  inTrainFolder(async (folder) => {
    const places = new Map<string, Output>();
    using _ = sendingTo((output, place) => {
      places.set(place!.id, output);
      return Promise.resolve();
    });
    // The task runs at the root of the repository: paths that begin elsewhere are whole.
    const args = ["--config", `${folder}/run.json`, "--corpus", `${folder}/corpus`, "--out", `${folder}/runs`];
    const { code, run, log } = await trainLive(args);
    assert.equal(code, 0);
    assert.match(log, /finished after step/);
    const metrics = (await Deno.readTextFile(`${run}/attempts/0001/metrics.jsonl`)).trimEnd().split("\n").map((line) =>
      JSON.parse(line)
    );
    const [words, drawn] = [...places.values()];
    assert.match(words["text/plain"], /^\$ deno task train --config [^]*\nexit code 0$/);
    const { data } = drawn["application/vnd.plotly.v1+json"] as Figure;
    const line = (name: string) => data.find((trace) => trace.name === name)!;
    const trained = metrics.filter(({ kind }) => kind === "train"),
      val = metrics.filter(({ split }) => split === "val");
    assert.ok(trained.length > 1 && val.length > 1);
    assert.deepEqual(line("training").x, trained.map(({ step }) => step));
    assert.deepEqual(
      line("val digits").y,
      val.map(({ domains }) =>
        Number(domains.find((d: { domain: string }) => d.domain === "digits").loss.toPrecision(7))
      ),
    );
    places.clear();
    await trainLive(args);
    assert.deepEqual([...places.values()][1], drawn);
  }));
