/** What is made from published files: golden fragments made here. */
import assert from "../assert.ts";
import { isInputError } from "../../lib/errors.ts";
import { encodeNpy } from "../../lib/tables/encode_npy.ts";
import { AIOLI_GRAPHS } from "../../lib/tables/published/aioli_graphs.ts";
import { DOREMI } from "../../lib/tables/published/doremi.ts";
import { readPlainPickle } from "../../lib/tables/published/plain_pickle.ts";
import { pythonFloat } from "../../lib/tables/published/python_float.ts";
import { pythonJson } from "../../lib/tables/published/python_json.ts";
import type { Recipe } from "../../lib/tables/published/recipe.ts";
import { REGMIX } from "../../lib/tables/published/regmix.ts";
import { writePickle } from "./pickle_writer.ts";
import { bytesOf } from "./publisher.ts";

const decode = (base64: string) => Uint8Array.fromBase64(base64);

async function make(recipe: Recipe, files: Iterable<[string, Uint8Array<ArrayBuffer>]>): Promise<string> {
  const table = await recipe.make(new Map(files));
  return typeof table === "string" ? table : new TextDecoder().decode(table);
}

// Golden values of Python 3: print(repr(x)) for each of these.
Deno.test("floats as Python prints them", () => {
  const golden: [number, string][] = [
    [0, "0.0"],
    [-0, "-0.0"],
    [1, "1.0"],
    [0.1, "0.1"],
    [1e-4, "0.0001"],
    [0.00009999, "9.999e-05"],
    [-2.5725369141582632e-6, "-2.5725369141582632e-06"],
    [1e15, "1000000000000000.0"],
    [1e16, "1e+16"],
    [1.5e300, "1.5e+300"],
    [5e-324, "5e-324"],
  ];
  for (const [x, text] of golden) assert.equal(pythonFloat(x), text);
  assert.throws(() => pythonFloat(NaN), RangeError);
});

// json.dumps({"é\"": [1, 2], "e": {}, "f": [0.5, 1.0]}, indent=1), and without indent
Deno.test("JSON as Python writes it", () => {
  const value = new Map<string, number[] | Map<string, number> | Float64Array>([
    ['é"', [1, 2]],
    ["e", new Map()],
    ["f", Float64Array.of(0.5, 1)],
  ]);
  assert.equal(
    pythonJson(value, 1),
    '{\n "\\u00e9\\"": [\n  1,\n  2\n ],\n "e": {},\n "f": [\n  0.5,\n  1.0\n ]\n}',
  );
  assert.equal(pythonJson(value), '{"\\u00e9\\"": [1, 2], "e": {}, "f": [0.5, 1.0]}');
  assert.throws(() => pythonJson([0.5]), RangeError);
});

// NumPy 2.4.6: s0, s1 = np.int64(0), np.int64(1); pickle.dumps({g: {5000: {s0: [np.float64(x), -1.25, 3e-05], s1: {}}}
// for g, x in (("arxiv", 1.5), ("stackexchange", np.float32(0.1)))}, 4)
const FITS =
  "gASVKQEAAAAAAAB9lCiMBWFyeGl2lH2UTYgTfZQojBZudW1weS5fY29yZS5tdWx0aWFycmF5lIwGc2NhbGFylJOUjAVudW1weZSMBWR0eXBl" +
  "lJOUjAJpOJSJiIeUUpQoSwOMATyUTk5OSv////9K/////0sAdJRiQwgAAAAAAAAAAJSGlFKUXZQoaAZoCYwCZjiUiYiHlFKUKEsDaA1OTk5K/////0" +
  "r/////SwB0lGJDCAAAAAAAAPg/lIaUUpRHv/QAAAAAAABHPv91EE1VHWllaAZoDEMIAQAAAAAAAACUhpRSlH2UdXOMDXN0YWNrZXhjaGFuZ2WUfZRN" +
  "iBN9lChoEV2UKGgGaBVDCAAAAKCZmbk/lIaUUpRHv/QAAAAAAABHPv91EE1VHWllaBx9lHVzdS4=";
// NumPy 2.4.6: pickle.dumps({"f4": np.float32(0.1), "i4": np.int32(-7), "b1": np.bool_(True), "big": np.float64(2.5)}, 4)
const SCALARS =
  "gASVFQEAAAAAAAB9lCiMAmY0lIwWbnVtcHkuX2NvcmUubXVsdGlhcnJheZSMBnNjYWxhcpSTlIwFbnVtcHmUjAVkdHlwZZSTlIwCZjSUiYi" +
  "HlFKUKEsDjAE8lE5OTkr/////Sv////9LAHSUYkMEzczMPZSGlFKUjAJpNJRoBGgHjAJpNJSJiIeUUpQoSwNoC05OTkr/////Sv////9LAHSUYkME+f" +
  "///5SGlFKUjAJiMZRoBGgHjAJiMZSJiIeUUpQoSwOMAXyUTk5OSv////9K/////0sAdJRiQwEBlIaUUpSMA2JpZ5RoBGgHjAJmOJSJiIeUUpQoSwNoC" +
  "05OTkr/////Sv////9LAHSUYkMIAAAAAAAABECUhpRSlHUu";
// pickle.dumps of an object whose __reduce__ is (eval, ("1+1",)), and NumPy 2.4.6: pickle.dumps(np.array([1.0, 2.0]), 4)
const EVAL = "gASVHwAAAAAAAACMCGJ1aWx0aW5zlIwEZXZhbJSTlIwDMSsxlIWUUpQu";
const ARRAY =
  "gASVmQAAAAAAAACMFm51bXB5Ll9jb3JlLm11bHRpYXJyYXmUjAxfcmVjb25zdHJ1Y3SUk5SMBW51bXB5lIwHbmRhcnJheZSTlEsAhZRDAWKUh5" +
  "RSlChLAUsChZRoA4wFZHR5cGWUk5SMAmY4lImIh5RSlChLA4wBPJROTk5K/////0r/////SwB0lGKJQxAAAAAAAADwPwAAAAAAAABAlHSUYi4=";

Deno.test("pickles: NumPy scalars as keys and values come back, everything else is refused", () => {
  const seeds = (x: number) => new Map<unknown, unknown>([[0, [x, -1.25, 3e-5]], [1, new Map()]]);
  assert.deepEqual(
    readPlainPickle(decode(FITS), "f.pkl"),
    new Map([["arxiv", new Map([[5000, seeds(1.5)]])], ["stackexchange", new Map([[5000, seeds(Math.fround(0.1))]])]]),
  );
  assert.deepEqual(
    readPlainPickle(decode(SCALARS), "s.pkl"),
    new Map<string, unknown>([["f4", Math.fround(0.1)], ["i4", -7], ["b1", true], ["big", 2.5]]),
  );
  const refuse = (bytes: Uint8Array, message: RegExp) =>
    assert.throws(() => readPlainPickle(bytes, "x.pkl"), (error) => isInputError(error) && message.test(error.message));
  refuse(decode(EVAL), /^x\.pkl: .*it names builtins\.eval/);
  refuse(decode(ARRAY), /it names numpy\._core\.multiarray\._reconstruct/);
  for (const length of [0, 1, 40, 200]) {
    refuse(decode(FITS).subarray(0, length), new RegExp(`^x\\.pkl:1:${length + 1}: not a pickle`));
  }
  refuse(bytesOf("<html>not found</html>"), /^x\.pkl:1:1: not a pickle/);
  // protocol 4: an empty list, memoised, appended to itself; lists 5000 deep; a set; bytes; 2⁵³ + 1 as an integer of NumPy
  refuse(Uint8Array.of(0x80, 4, 0x5d, 0x94, 0x68, 0, 0x61, 0x2e), /containers in containers without end/);
  const deep = [...new Array(5000).fill(0x5d), ...new Array(4999).fill(0x61)];
  refuse(Uint8Array.from([0x80, 4, ...deep, 0x2e]), /containers in containers without end/);
  refuse(Uint8Array.of(0x80, 4, 0x8f, 0x2e), /it holds bytes or a set/);
  refuse(Uint8Array.of(0x80, 4, 0x43, 1, 7, 0x2e), /it holds bytes or a set/);
  refuse(writePickle(new Map([[2n ** 53n + 1n, 1]])), /the integer 9007199254740993, too large to be exact/);
  // One list in two places comes back in both.
  const [first, second] = readPlainPickle(
    Uint8Array.of(0x80, 4, 0x5d, 0x94, 0x68, 0, 0x86, 0x2e),
    "x.pkl",
  ) as unknown[];
  assert.deepEqual(first, []);
  assert.equal(first, second);
});

// NumPy 2.4.6: np.save(f, np.array([[0.75, 0.5], [0.25, 1e-5]]))
const NPY = "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDIpLCB9ICAgICAg" +
  "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAADoPwAAAAAAAOA/AAAAAAAA" +
  "0D/xaOOItfjkPg==";

Deno.test("Aioli's graphs: float64 matrices of the groups, other files are refused", async () => {
  const [json] = AIOLI_GRAPHS, bytes = decode(NPY), three = encodeNpy({ shape: [3, 3], data: new Float64Array(9) });
  const npys = (of: (path: string) => Uint8Array<ArrayBuffer>) =>
    json.from.map((path): [string, Uint8Array<ArrayBuffer>] => [path, of(path)]);
  const wide = (path: string) => path.includes("book");
  const made = JSON.parse(await make(json, npys((path) => wide(path) ? three : bytes)));
  const name = "slimpj_arxiv_stackexchange_normalized_seed_0.npy";
  assert.deepEqual(made[name].matrix, [[0.75, 0.5], [0.25, 1e-5]]);
  const refuse = (two: Uint8Array<ArrayBuffer>, message: RegExp) =>
    assert.rejects(
      make(json, npys((path) => wide(path) ? three : two)),
      (error: Error) => isInputError(error) && message.test(error.message),
    );
  await refuse(bytes.slice(0, -1), /seed_0\.npy:1:160: .*it ends early/);
  await refuse(three, /seed_0\.npy: wanted 2 × 2 numbers, got 3 × 3/);
  await refuse(encodeNpy({ shape: [2, 2], data: [1, 2, 3, 4], type: "float32" }), /of the type float64, got float32/);
});

Deno.test("RegMix: joined by index, shares verbatim, losses to six decimals half to even", async () => {
  const [recipe] = REGMIX;
  const mixtures = "index,train_the_pile_arxiv,train_the_pile_pile_cc\n7,0.0,1.0\n2,0.25,0.749\n";
  const losses = "index,metric/the_pile_pile_cc_val_loss\n2,4.80118989944458\n7,5.0078125\n";
  const files = (mixtures: string, losses: string) =>
    recipe.from.map((name, i): [string, Uint8Array<ArrayBuffer>] => [name, bytesOf([mixtures, losses][i])]);
  // 5.0078125 is a tie in binary: Python's round(5.0078125, 6) is 5.007812
  assert.equal(
    await make(recipe, files(mixtures, losses)),
    "index,w_arxiv,w_pile_cc,loss_pile_cc\n7,0.0,1.0,5.007812\n2,0.25,0.749,4.80119\n",
  );
  const refuse = (m: string, l: string, message: RegExp) => assert.rejects(make(recipe, files(m, l)), message);
  await refuse(mixtures, losses.replace("\n7,", "\n8,"), /train_mixture_1m\.csv:2:1: index 7 has no losses/);
  await refuse(mixtures, losses + "9,1.0\n", /index 9 has no mixture/);
  await refuse(mixtures, losses + "2,1.0\n", /an index appears twice/);
  await refuse(mixtures, losses.replace("5.0078125", "nan"), /train_pile_loss_1m\.csv:3:3: wanted a loss, got "nan"/);
  await refuse(
    mixtures,
    losses.replace(",5.0078125", ""),
    /train_pile_loss_1m\.csv:3:1: this row has 1 cells; wanted 2/,
  );
  await refuse(mixtures.replace("train_the_pile_arxiv", "arxiv"), losses, /:1:7: wanted a column like/);
});

Deno.test("DoReMi: one column a configuration, domains sorted, other domains are refused", async () => {
  const [pile, redpajama] = DOREMI;
  const config = (w: unknown) => bytesOf(JSON.stringify({ train_domain_weights: w, eval_domain_weights: {} }));
  const same = pile.from.map((
    name,
    i,
  ): [string, Uint8Array<ArrayBuffer>] => [name, config({ b: 0.5 + i, "A c": 3e-5 })]);
  assert.equal(
    await make(pile, same),
    "domain,baseline_256k_paper,doremi_280M_256k_paper,baseline_50k_pack_repo,baseline_50k_nopack_repo," +
      "doremi_r1_120M_50k_repo,uniform\nA c,3e-05,3e-05,3e-05,3e-05,3e-05,3e-05\nb,0.5,1.5,2.5,3.5,4.5,5.5\n",
  );
  const other = [...same.slice(0, 5), [pile.from[5], config({ b: 1 })] as [string, Uint8Array<ArrayBuffer>]];
  await assert.rejects(make(pile, other), /pile_uniform\.json: wanted the same domains/);
  await assert.rejects(make(redpajama, [[redpajama.from[0], config({ c4: "x" })]]), /wanted a number for "c4", got x/);
});
