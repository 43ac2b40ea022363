import { deepEqual } from "../assert.ts";
import { numberColumn } from "../../lib/figures/number_column.ts";

const written = (...column: (number | string | null)[]) =>
  column.filter((value) => typeof value === "number").map(numberColumn(column));

Deno.test("a column of numbers with few decimals has as many everywhere", () => {
  deepEqual(written(0.07, 0.165, null, -0.1, 0), ["0.070", "0.165", "-0.100", "0.000"]);
  deepEqual(written(1, -0.5, "", "…"), ["1.0", "-0.5"]);
});

Deno.test("more decimals, powers of ten or text between them: each number by itself, with six digits", () => {
  deepEqual(written(0.07, 1 / 3), ["0.07", "0.333333"]);
  deepEqual(written(0.5, 1e-9), ["0.5", "1e-9"]);
  deepEqual(written(0.5, "none", 0.25), ["0.5", "0.25"]);
});

Deno.test("whole numbers count something: they are whole, however large", () => {
  deepEqual(written(11206742, 622898), ["11206742", "622898"]);
  deepEqual(written(11206742, 0.12345678), ["11206742", "0.123457"]);
});
