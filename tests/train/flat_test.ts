import { equal, ok } from "../assert.ts";

const EVERY = 250, STEPS = 2500, MOST = 4 << 20;

Deno.test("memory and tensors are flat over 2,000 updates of the native engine", async () => {
  const path = (file: string) => new URL(file, import.meta.url).pathname;
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-c", path("../../deno.train.json"), "--no-check", "--no-prompt", "--v8-flags=--expose-gc"],
      ...["--allow-read", "--allow-env", "--allow-sys", "--allow-ffi", path("flat_child.ts"), `${STEPS}`, `${EVERY}`],
    ],
  }).output();
  ok(success, new TextDecoder().decode(stderr));
  const lines: { step: number; tensors: number; resident: number }[] = new TextDecoder().decode(stdout).trim()
    .split("\n").map((line) => JSON.parse(line));
  equal(lines.length, STEPS / EVERY);
  const told = lines.map(({ step, resident }) => `step ${step}: ${(resident / 2 ** 20).toFixed(1)} MiB`).join(", ");
  const settled = lines.filter(({ step }) => step >= 500); // by then V8 has compiled what it will
  equal(settled.at(-1)!.step - settled[0].step, 2000);
  equal(new Set(settled.map(({ tensors }) => tensors)).size, 1, "tensors alive");
  ok(settled.at(-1)!.resident - settled[0].resident < MOST, told);
});
