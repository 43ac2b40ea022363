import { divideBudget } from "../../lib/methods/budget.ts";
import { checkSetting } from "../../lib/methods/check_setting.ts";
import type { MethodSetting } from "../../lib/methods/method.ts";
import { deepEqual, equal, throws } from "../assert.ts";
import { settingOf } from "./fixtures.ts";

Deno.test("checkSetting: takes a setting that is right, without val splits where none is needed", () => {
  equal(checkSetting("aioli", settingOf(), { val: true }), undefined);
  equal(checkSetting("stratified", settingOf({ valRows: [0, 0, 0] }), { val: false }), undefined);
  // Targets may be others than the domains.
  equal(checkSetting("doge", settingOf({ targets: ["law"], valRows: [3] }), { val: true }), undefined);
});

Deno.test("checkSetting: says what is not right before anything is trained", () => {
  const cases: [Partial<MethodSetting>, "TypeError" | "RangeError", RegExp][] = [
    [{ domains: ["web"] }, "RangeError", /^aioli: domains: wanted at least two to mix, got web$/],
    [{ domains: [], targets: ["web"] }, "RangeError", /got none$/],
    [{ targets: [] }, "RangeError", /^aioli: targets: wanted at least one, got none/],
    [{ domains: ["web", "code", "web"] }, "RangeError", /^aioli: domains: "web" stands twice/],
    [{ targets: ["law", "law"] }, "RangeError", /^aioli: targets: "law" stands twice/],
    [{ steps: 0 }, "RangeError", /^aioli: steps: wanted a whole number ≥ 1, got 0/],
    [{ steps: 1.5 }, "RangeError", /^aioli: steps: .*got 1.5/],
    [{ steps: "9" as unknown as number }, "TypeError", /^aioli: steps/],
    [{ batch: 0 }, "RangeError", /^aioli: batch/],
    [{ context: -1 }, "RangeError", /^aioli: context/],
    [
      { trainTokens: [1e6, 16, 1e6] },
      "RangeError",
      /^aioli: code has 16 tokens to train on; wanted more than the 16 of a row/,
    ],
    [{ trainTokens: [1e6, 1e6] }, "RangeError", /^aioli: books has undefined tokens/],
    [{ valRows: [4, 0, 4] }, "RangeError", /^aioli: val: code has no validation split, and the method steers by it/],
    [{ valRows: [] }, "RangeError", /^aioli: val: web has no validation split/],
  ];
  for (const [changes, name, message] of cases) {
    throws(() => checkSetting("aioli", settingOf(changes), { val: true }), { name, message });
  }
});

Deno.test("divideBudget: with a final budget preparation comes on top", () => {
  deepEqual(divideBudget({ steps: 100, budget: "final" }, 3), { preparation: 100, final: 100 });
  deepEqual(divideBudget({ steps: 100, budget: "final" }, 3, 40), { preparation: 40, final: 100 });
  deepEqual(divideBudget({ steps: 100, budget: "final" }, 0), { preparation: 0, final: 100 });
});

Deno.test("divideBudget: with a total budget all runs together make the steps", () => {
  // Half of it for preparation, as in Aioli's restricted setting; what does not divide goes to the final run.
  for (const [steps, n] of [[100, 5], [101, 5], [7, 3], [1000, 1]]) {
    const { preparation, final } = divideBudget({ steps, budget: "total" }, n);
    equal(n * preparation + final, steps);
    equal(preparation, Math.floor(steps / 2 / n));
  }
  deepEqual(divideBudget({ steps: 100, budget: "total" }, 3, 20), { preparation: 20, final: 40 });
  deepEqual(divideBudget({ steps: 100, budget: "total" }, 0), { preparation: 0, final: 100 });
});

Deno.test("divideBudget: a budget that leaves no update for a run is refused", () => {
  throws(() => divideBudget({ steps: 10, budget: "total" }, 6), {
    name: "RangeError",
    message: /^budget: 6 preparatory runs and a final run do not fit in 10 updates; wanted more steps/,
  });
  throws(
    () => divideBudget({ steps: 100, budget: "total" }, 5, 20),
    /^RangeError: budget: 5 preparatory runs of 20 updates/,
  );
});
