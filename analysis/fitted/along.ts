/**
 * The mixture with the given share of domain j, the others in the proportions that they have in a mixture; where that has
 * nothing of the others, evenly.
 */
export function along(mixture: readonly number[], j: number, share: number): number[] {
  const rest = 1 - mixture[j];
  return mixture.map((p, i) =>
    i === j ? share : rest > 0 ? p * (1 - share) / rest : (1 - share) / (mixture.length - 1)
  );
}
