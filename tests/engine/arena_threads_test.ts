import { deepEqual, equal, ok } from "../assert.ts";
import { Tensor } from "onnxruntime-node";
import type { Arena, ArenaOptions } from "../../lib/engine/native/arena.ts";
import { contents, filledArena, refill, sameContents, SMALL_BLOCK, UPDATE } from "./arenas.ts";

/** Waits until another thread does part of the work. */
async function helped(made: Arena): Promise<void> {
  for (let tries = 0; made.helped === 0; tries++) {
    ok(tries < 5000, "the workers did nothing");
    await made.dots([0]);
    await new Promise((done) => setTimeout(done, 1));
  }
}

/** All that an arena does, and all that comes of it. */
async function history(options: ArenaOptions) {
  using made = filledArena(options, 1, 3);
  if (options.threads > 1) await helped(made);
  const numbers: number[] = [];
  for (let step = 1; step <= 30; step++) {
    refill(made, step % 3, 100 + step);
    numbers.push(...await made.dots([0, 1, 2]));
    await made.addInto(1, 2);
    await made.combine([2, 1, 0], [0.5, 0.25, 0.125]);
    numbers.push((await made.update({ ...UPDATE, step, clip: step % 2 === 0 ? Infinity : 1 })).norm);
    if (step % 10 === 0) await new Promise((done) => setTimeout(done, 20)); // workers fall asleep
  }
  return { numbers, held: contents(made) };
}

Deno.test("arena: the same bytes from one, two and five threads, and from one block and several", async () => {
  const alone = await history({ threads: 1 });
  for (const blockBytes of [undefined, SMALL_BLOCK]) {
    for (const threads of [1, 2, 5]) {
      const { numbers, held } = await history({ threads, blockBytes });
      deepEqual(numbers, alone.numbers);
      sameContents(held, alone.held);
    }
  }
});

Deno.test("arena: threads see slots that are added later", async () => {
  using alone = filledArena({ threads: 1 }, 2, 4);
  using made = filledArena({ threads: 2 }, 2, 2);
  await helped(made);
  made.slots(4);
  for (const slot of [2, 3]) refill(made, slot, 3 + slot);
  await helped(made);
  deepEqual(await made.dots([0, 1, 2, 3]), await alone.dots([0, 1, 2, 3]));
  for (const each of [alone, made]) await each.combine([3, 2, 1], [1, 2, 3]);
  sameContents(contents(made), contents(alone));
});

Deno.test("arena: onnxruntime-node takes views as tensors over the same memory", () => {
  using made = filledArena({ threads: 1 }, 3, 2);
  for (const views of [made.parameters, made.gradients(0), made.gradients(1)]) {
    const view = views.get("embedding")!, tensor = new Tensor("float32", view, [70, 500]);
    equal(tensor.data, view);
    view[5] = 42;
    equal((tensor.data as Float32Array)[5], 42);
  }
});

Deno.test("arena: workers that sleep do not keep the process, with or without dispose", async () => {
  const path = new URL("./arenas.ts", import.meta.url);
  for (const end of ["", "made.dispose();"]) {
    const code = `import { filledArena, UPDATE } from ${JSON.stringify(path)};
      const made = filledArena({ threads: 3 }, 1);
      while (made.helped === 0) {
        await new Promise((done) => setTimeout(done, 1));
        await made.dots([0]);
      }
      console.log((await made.update(UPDATE)).norm > 0);
      ${end}`;
    const { code: exit, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", "-c", "deno.train.json", "--no-check", code],
      cwd: new URL("../../", import.meta.url).pathname,
      stdout: "piped",
      stderr: "piped",
      signal: AbortSignal.timeout(20_000),
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    equal(text(stdout), "true\n", text(stderr));
    equal(exit, 0);
  }
});
