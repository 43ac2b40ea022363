/**
 * What the first `deno task fit` fetches in a fresh copy with empty caches. One `deno run` fetches every package that
 * its lock names, used or not (design.md §9), so a heavy package anywhere in the light half shows here.
 */
import assert from "../assert.ts";
import { coldCopy } from "../../bench/cold_copy.ts";
import { coldFit } from "../../bench/cold_fit.ts";

/** Every package of the light half, with those that they need in turn. A new one must earn its place in README. */
const LIGHT = [
  "@expo-google-fonts/manrope",
  "@resvg/resvg-wasm",
  "csv-parse",
  "csv-stringify",
  "fast-check",
  "pure-rand",
  "plotly.js-dist-min",
  "simple-statistics",
  // linkedom and what it needs
  "boolbase",
  "css-select",
  "css-what",
  "cssom",
  "dom-serializer",
  "domelementtype",
  "domhandler",
  "domutils",
  "entities",
  "html-escaper",
  "htmlparser2",
  "linkedom",
  "nth-check",
  "uhyphen",
];

const REGISTRY = Deno.env.get("NPM_CONFIG_REGISTRY") || "https://registry.npmjs.org/";

/** Why the test cannot run here, if so. */
async function obstacle(): Promise<string | undefined> {
  try {
    await new Deno.Command("git", { args: ["rev-parse"], cwd: import.meta.dirname, stdout: "null", stderr: "null" })
      .output().then(({ success }) => {
        if (!success) throw new Error("this is no git repository");
      });
    const answer = await fetch(new URL("yaml", REGISTRY), { method: "HEAD", signal: AbortSignal.timeout(5000) });
    return answer.ok ? undefined : `${REGISTRY} answers ${answer.status}`;
  } catch (error) {
    return (error as Error).message;
  }
}

const why = Deno.env.get("CI") === "true" ? undefined : await obstacle(); // there it must run, and fail if it cannot
const name = "a cold deno task fit fetches the light packages and no more, under 20 MB";
Deno.test({
  name: why === undefined ? name : `${name} (skipped: ${why})`,
  ignore: why !== undefined,
  async fn() {
    const folder = await Deno.makeTempDir({ prefix: "mixlab-copy-" });
    try {
      await coldCopy("working-tree", folder);
      const { code, out, err, downloaded, packages } = await coldFit(folder, ["fit", "--json"]);
      assert.equal(code, 0, err);
      assert.ok(JSON.parse(out).runs > 0, "standard output is one JSON document about the embedded table");
      const names = new Set(packages.map((each) => each.slice(0, each.lastIndexOf("@"))));
      assert.deepEqual([...names].sort(), [...LIGHT].sort());
      assert.ok(downloaded <= 20e6, `wanted at most 20 MB, got ${(downloaded / 1e6).toFixed(1)} MB`);
      // Plotly alone weighs more than this: a count below it has missed something.
      assert.ok(downloaded > 1e6, `only ${downloaded} bytes were counted`);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
