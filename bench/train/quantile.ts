/** The middle of the numbers, or the point at another fraction of them in order. */
export function quantile(numbers: readonly number[], fraction = 0.5): number {
  const sorted = numbers.toSorted((a, b) => a - b), at = fraction * (sorted.length - 1), low = Math.floor(at);
  return sorted[low] + (at - low) * (sorted[Math.min(low + 1, sorted.length - 1)] - sorted[low]);
}
