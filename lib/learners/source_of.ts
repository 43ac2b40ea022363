import type { EvaluationSource } from "../train/evaluate.ts";

/** A source with these of its domains alone, in this order. Nothing is copied. */
export function sourceOf(source: EvaluationSource, domains: readonly string[]): EvaluationSource {
  return {
    domains,
    ...(source.endOfDocument && { endOfDocument: source.endOfDocument }),
    ...(source.index && { index: source.index }),
    tokens: (domain, split) => source.tokens(domain, split),
    read: (domain, split, start, length) => source.read(domain, split, start, length),
    ...(source.documentStarts && { documentStarts: (domain, split) => source.documentStarts!(domain, split) }),
    ...(source.mask && { mask: (domain, split, start, length) => source.mask!(domain, split, start, length) }),
  };
}
