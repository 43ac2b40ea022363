import type { Curve } from "./curve.ts";

/** c, and for each domain the exponent v with c + exp(v) = loss of the pure domain; null where nothing was learned. */
export function vertices(curve: Curve, domains: readonly string[], theta: Float64Array, varies: readonly boolean[]) {
  const c = theta[curve.names.indexOf("c")];
  const pure = (j: number) => Float64Array.from(domains, (_, i) => i === j ? 1 : 0);
  const exponent = (j: number) => {
    const own = curve.names.indexOf(`v:${domains[j]}`);
    const v = own >= 0 ? theta[own] : Math.log(curve.value(pure(j), theta) - c);
    return varies[j] && Number.isFinite(v) ? v : null;
  };
  return { c, vertex: Object.fromEntries(domains.map((d, j) => [d, exponent(j)])) };
}
