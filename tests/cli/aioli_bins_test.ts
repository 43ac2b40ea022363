import { deepEqual, equal, throws } from "../assert.ts";
import { openRawBins, rawSlices } from "../../lib/cli/aioli/raw_bins.ts";

Deno.test("aioli: bare token files are read by place, and every id is checked", () => {
  const folder = Deno.makeTempDirSync({ prefix: "mixlab-bins-" });
  const write = (path: string, ids: number[], extra = 0) => {
    Deno.mkdirSync(`${folder}/${path.split("/")[0]}`, { recursive: true });
    const bytes = new Uint8Array(2 * ids.length + extra);
    bytes.set(new Uint8Array(Uint16Array.from(ids).buffer));
    Deno.writeFileSync(`${folder}/${path}.bin`, bytes);
  };
  const open = (slices: string[], ids = 60_000) => openRawBins(folder, slices, ["train", "val"], () => ids);
  try {
    write("b/train", [1, 2, 50_303, 4, 5]);
    write("a/train", [7, 8]);
    write("a/val", [9]);
    Deno.mkdirSync(`${folder}/empty`);
    deepEqual(rawSlices(folder), ["a", "b"]);
    using source = open(["b", "a"]);
    deepEqual(source.domains, ["b", "a"]);
    deepEqual([source.tokens("b", "train"), source.tokens("a", "val"), source.tokens("b", "val")], [5, 1, 0]);
    deepEqual(Array.from(source.read("b", "train", 1, 3)), [2, 50_303, 4]);
    throws(() => source.read("b", "train", 3, 3), /b\/train\.bin: wanted places within its 10 bytes/);
    throws(() => source.read("b", "val", 0, 1), /b has no val\.bin/);
    using small = open(["b"], 50_000);
    deepEqual(Array.from(small.read("b", "train", 3, 2)), [4, 5]);
    throws(() => small.read("b", "train", 1, 3), /b\/train\.bin: token 2 is 50303, and the model has 50000 ids/);
    // The hash is of these very slices and their content.
    equal(open(["b", "a"]).sha256, source.sha256);
    equal(open(["a", "b"]).sha256 === source.sha256, false);
    write("a/val", [10]);
    equal(open(["b", "a"]).sha256 === source.sha256, false);
    write("c/train", [1], 1);
    throws(() => open(["c"]), /c\/train\.bin: wanted ids of 2 bytes each, got 3 bytes/);
    throws(() => rawSlices(`${folder}/none`), /there is no such/);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
