/** Runs laid into arrays. */
import fc from "fast-check";
import { arraysOf, elementsOf, runsAnElement } from "../../../lib/sweep/slurm/chunks.ts";
import { parseArrayLimit } from "../../../lib/sweep/slurm/array_limit.ts";
import { deepEqual, equal, ok } from "../../assert.ts";

Deno.test("every run is in one element, in order, and no index reaches the limit", () => {
  const size = fc.integer({ min: 1, max: 40 });
  fc.assert(fc.property(fc.nat(300), size, size, (runs, perElement, limit) => {
    const keys = Array.from({ length: runs }, (_, n) => `run${n}`);
    const arrays = arraysOf(elementsOf(keys, perElement), limit);
    deepEqual(arrays.flat(2), keys);
    for (const array of arrays) {
      ok(array.length >= 1 && array.length - 1 < limit);
      for (const element of array) ok(element.length >= 1 && element.length <= perElement);
    }
    equal(arrays.length, Math.ceil(Math.ceil(runs / perElement) / limit));
  }));
});

Deno.test("short runs are made several an element, so that it lasts a minute", () => {
  equal(runsAnElement(undefined), 1);
  equal(runsAnElement(61), 1);
  equal(runsAnElement(60), 1);
  equal(runsAnElement(59), 2);
  equal(runsAnElement(1.5), 40);
  equal(runsAnElement(1e-9), 1000);
  equal(runsAnElement(0), 1);
});

Deno.test("the limit is read from the configuration that scontrol shows", () => {
  equal(parseArrayLimit("MailProg                = /bin/true\nMaxArraySize            = 5\nMaxDBDMsgs = 20012\n"), 5);
  equal(parseArrayLimit("nothing of it"), 1001);
  equal(parseArrayLimit("MaxArraySize = 0"), 1001);
});
