import { equal } from "../assert.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

Deno.test("kernels: kernels.wasm is what the compiler makes of kernels.as.ts", async () => {
  const committed = await Deno.readFile(`${ROOT}lib/engine/native/kernels/kernels.wasm`);
  const outFile = await Deno.makeTempFile({ suffix: ".wasm" });
  try {
    // A later --outFile takes the place of the task's own.
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["task", "-c", "deno.kernels.json", "kernels", "--outFile", outFile],
      cwd: ROOT,
    }).output();
    equal(code, 0, new TextDecoder().decode(stderr));
    equal((await Deno.readFile(outFile)).toHex(), committed.toHex());
  } finally {
    await Deno.remove(outFile);
  }
});
