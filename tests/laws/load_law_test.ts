/** Laws written and read again, and what is refused. */
import { deepEqual, equal, ok, throws } from "../assert.ts";
import fc from "fast-check";
import { isInputError } from "../../lib/errors.ts";
import { lawFromParameters, loadLaw } from "../../lib/laws/load_law.ts";
import { curveLaws as laws } from "../../lib/laws/registry.ts";
import { findNotFinite, planted, plantedSegments } from "./tables.ts";

const fits = laws.map(({ name, spec, fit }) => {
  const m = name === "log-linear-two-step" ? 2 : 3;
  const segments = (spec.response ?? "loss") !== "loss";
  return fit(segments ? plantedSegments(1) : planted(1, { m }), name === "bimix" ? { offset: 0.02 } : {});
});
const at = { startLosses: [3.1, 3.2, 3.3] };

for (const fitted of fits) {
  Deno.test(`${fitted.law}: written and read it predicts the same bytes, and writes the same text`, () => {
    const text = JSON.stringify(fitted), again = loadLaw(JSON.parse(text));
    equal(JSON.stringify(again), text);
    const p = fitted.domains.map((_, j) => (j + 1) / (fitted.domains.length * (fitted.domains.length + 1) / 2));
    deepEqual([...again.predict(p, at)], [...fitted.predict(p, at)]);
    deepEqual(again.gradient(p, at), fitted.gradient(p, at));
    deepEqual([again.convex, again.segments, again.law], [fitted.convex, fitted.segments, fitted.law]);
    ok(findNotFinite(JSON.parse(text)) === undefined);
  });

  Deno.test(`${fitted.law}: made from its reported parameters it predicts the same`, () => {
    const { settings } = fitted.toJSON();
    const again = lawFromParameters(fitted.law, fitted.domains, fitted.perTarget, settings);
    const p = fitted.domains.map(() => 1 / fitted.domains.length);
    deepEqual([...again.predict(p, at)], [...fitted.predict(p, at)]);
    const [first, ...rest] = fitted.perTarget, [name] = Object.keys(first.parameters);
    const without = { ...first.parameters }, more = { ...first.parameters, nonsense: 1 };
    delete (without as Record<string, number>)[name];
    for (const parameters of [without, more, { ...first.parameters, [name]: NaN }]) {
      throws(
        () => lawFromParameters(fitted.law, fitted.domains, [{ ...first, parameters }, ...rest], settings),
        isInputError,
      );
    }
  });
}

Deno.test("shares or start losses of the wrong length are refused", () => {
  for (const fitted of fits) {
    const m = fitted.domains.length;
    throws(() => fitted.predict(new Float64Array(m + 1), at), /shares: wanted \d numbers, one a domain/);
    throws(() => fitted.gradient([1], at), isInputError);
    throws(() => fitted.hessian([], [], at), isInputError);
    if (!fitted.segments) continue;
    throws(
      () => fitted.predict(new Float64Array(m)),
      /startLosses: .* predicts from the losses at the segment's start/,
    );
    throws(() => fitted.predict(new Float64Array(m), { startLosses: [1] }), isInputError);
  }
});

/** Loads, and predicts finite losses in the middle of the simplex; or is refused in words for the user. */
function loadsOrIsRefused(json: unknown): boolean {
  try {
    const law = loadLaw(json), m = law.domains.length;
    const predicted = law.predict(law.domains.map(() => 1 / m), { startLosses: law.targets.map(() => 3) });
    equal(predicted.length, law.targets.length);
    ok(predicted.every(Number.isFinite), `${JSON.stringify(json)} predicts ${predicted}`);
    JSON.stringify(law);
    return true;
  } catch (error) {
    if (!isInputError(error)) throw error;
    return false;
  }
}

Deno.test("any JSON either loads or is refused: arbitrary values", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (json) => {
      equal(loadsOrIsRefused(json), false);
    }),
    { seed: 1, numRuns: 300 },
  );
  for (const json of [undefined, null, 3, "law", [], {}, [fits[0].toJSON()], { format: "mixlab/law" }]) {
    equal(loadsOrIsRefused(json), false);
  }
});

Deno.test("any JSON either loads or is refused: laws with some field replaced or missing", () => {
  const keys = ["format", "version", "law", "domains", "targets", "settings", "theta", "perTarget", "warnings"];
  const bounded = fc.double({ min: -50, max: 50, noNaN: true });
  const value = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom<unknown>(null, [], {}, "", 0, -1, 1e308, [[]], ["a"], ["a", "a", "a"], [1, 2, 3], true),
    fc.array(fc.array(bounded, { maxLength: 8 }), { maxLength: 4 }),
    fc.record({ offset: fc.oneof(bounded, fc.jsonValue()), tokens: fc.oneof(bounded, fc.jsonValue()) }),
    fc.constantFrom(...laws.map((l) => l.name)),
  );
  let loaded = 0;
  fc.assert(
    fc.property(fc.constantFrom(...fits), fc.constantFrom(...keys), value, fc.boolean(), (fitted, key, v, remove) => {
      const json: Record<string, unknown> = JSON.parse(JSON.stringify(fitted));
      if (remove) delete json[key];
      else json[key] = v;
      if (loadsOrIsRefused(json)) loaded++;
    }),
    { seed: 2, numRuns: 3000 },
  );
  ok(loaded > 50, `${loaded} loaded`);
});

Deno.test("any JSON either loads or is refused: one number of θ replaced", () => {
  const value = fc.oneof(fc.double({ noNaN: true }), fc.constantFrom<unknown>(null, "1", 1e300, -1e300, [], true));
  fc.assert(
    fc.property(fc.constantFrom(...fits), fc.nat(2), fc.nat(6), value, (fitted, i, q, v) => {
      const json = JSON.parse(JSON.stringify(fitted));
      const row = json.theta[i % json.theta.length];
      row[q % row.length] = v;
      loadsOrIsRefused(json);
    }),
    { seed: 3, numRuns: 1000 },
  );
});

Deno.test("refusals say what was wanted", () => {
  const json = JSON.parse(JSON.stringify(fits[0]));
  const refused: [Record<string, unknown>, RegExp][] = [
    [{ format: "other" }, /"format": "mixlab\/law", got "other"/],
    [{ version: 2 }, /version: wanted 1, got 2/],
    [{ law: "m5" }, /law: wanted one of .*got "m5"/],
    [{ domains: "abc" }, /domains: wanted a list of names, got "abc"/],
    [{ theta: json.theta.slice(1) }, /theta: wanted 2 rows, one a target/],
    [{ theta: json.theta.map((row: number[]) => row.slice(1)) }, /theta\[0\] \(A\): wanted 4 finite numbers \(c, v:a/],
  ];
  for (const [change, message] of refused) throws(() => loadLaw({ ...json, ...change }), message);
});
