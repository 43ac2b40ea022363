/** Cancelling where Slurm does not let go; its commands are scripts here. The real one is in tests/sweep/slurm. */
import { cancelSlurm } from "../../../lib/sweep/slurm/cancel.ts";
import { beginRound } from "../../../lib/sweep/slurm/rounds.ts";
import { equal, match, rejects } from "../../assert.ts";

Deno.test("elements that stay in the queue are counted, with what to do", async () => {
  const folder = await Deno.makeTempDir({ prefix: "mixlab-cancel-" }), path = Deno.env.get("PATH")!;
  const sweep = `${folder}/a sweep`, bin = `${folder}/bin`;
  try {
    for (const each of [sweep, bin]) await Deno.mkdir(each);
    await Deno.writeTextFile(`${sweep}/plan.json`, "{}");
    const { name } = beginRound(sweep, { elements: [["a"], ["b"]] });
    const command = (name: string, line: string) =>
      Deno.writeTextFile(`${bin}/${name}`, `#!/bin/sh\n${line}\n`, { mode: 0o755 });
    await command("scancel", `echo "$*" >> "${folder}/cancelled"`);
    await command("squeue", `for n in 0 1; do echo "7|$n|RUNNING|n1|None|${name}"; done`);
    Deno.env.set("PATH", `${bin}:${path}`);
    await rejects(
      cancelSlurm(sweep),
      /2 elements are still in the queue after 10 calls of scancel.*: call deno task sweep cancel '\S*\/a sweep' again/,
    );
    const cancelled = (await Deno.readTextFile(`${folder}/cancelled`)).trim().split("\n");
    equal(cancelled.length, 10);
    match(cancelled[0], /7_\[0-1\]/);
  } finally {
    Deno.env.set("PATH", path);
    await Deno.remove(folder, { recursive: true });
  }
});
