import { deepEqual, equal, throws } from "../assert.ts";
import fc from "fast-check";
import { dirichlet } from "../../lib/mixture/dirichlet.ts";
import { parseMixtureRows, writeMixtureRows } from "../../lib/mixture/mixture_rows.ts";
import { random } from "../../lib/numerics/random.ts";

Deno.test("mixture rows: halves are rounded to even, as C does", () => {
  // printf("%.6f"): 2^-7 = 0.0078125 and 3·2^-7 = 0.0234375 lie just between two decimals.
  equal(writeMixtureRows([[0.0078125, 0.9921875]]), "0.007812,0.992188\n");
  equal(writeMixtureRows([[0.0234375, 0.9765625]]), "0.023438,0.976562\n");
  equal(writeMixtureRows([[1, 0, 0]]), "1.000000,0.000000,0.000000\n");
});

Deno.test("mixture rows: what is written reads back, to half a decimal", () => {
  fc.assert(fc.property(fc.nat(), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 20 }), (seed, m, n) => {
    const rng = random(seed), rows = Array.from({ length: n }, () => dirichlet(rng, new Array(m).fill(1)));
    const text = writeMixtureRows(rows), read = parseMixtureRows(text);
    equal(read.length, n);
    read.forEach((p, i) => p.forEach((share, j) => equal(Math.abs(share - rows[i][j]) < 6e-6, true)));
  }));
});

Deno.test("mixture rows: blank lines, spaces, percent signs and worse", () => {
  deepEqual(parseMixtureRows("\r\n 1 , 0\r\n\n.5,5e-1").map((p) => [...p]), [[1, 0], [0.5, 0.5]]);
  const refuses = (text: string, error: typeof SyntaxError | typeof RangeError, message: RegExp) =>
    throws(() => parseMixtureRows(text, "f"), { name: error.name, message });
  refuses("", SyntaxError, /^f:1:1: wanted lines of shares, got none/);
  refuses("0.5,0.5\n0.5,half\n", SyntaxError, /^f:2:5: wanted a share, got "half"/);
  refuses("0.5,0.5\n1\n", SyntaxError, /^f:2:1: wanted 2 shares as in the first line, got 1/);
  refuses("0.5,0.5,\n", SyntaxError, /^f:1:9: wanted a share, got ""/);
  refuses("-1,2", SyntaxError, /^f:1:1: wanted a share, got "-1"/);
  refuses("0.5,0.4", RangeError, /^f:1:1: the shares sum to 0.9/);
  throws(() => writeMixtureRows([]), RangeError);
  throws(() => writeMixtureRows([[0.5, 0.5], [1]]), RangeError);
  throws(() => writeMixtureRows([[NaN, 0.5]]), RangeError);
});
