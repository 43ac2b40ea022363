/**
 * Which domain a number in [0, 1) falls to, when domain i owns a stretch as long as its share: the inverse of the
 * cumulative shares, found in log m steps. A domain of share 0 is never drawn, whatever the rounding.
 */
export function domainDraw(shares_m: ArrayLike<number>): (u: number) => number {
  const ends_m = new Float64Array(shares_m.length);
  let sum = 0, last = 0;
  for (let i = 0; i < shares_m.length; i++) {
    ends_m[i] = sum += shares_m[i];
    if (shares_m[i] > 0) last = i;
  }
  ends_m.fill(Infinity, last); // shares sum to 1 to rounding only: the last one takes the rest
  return (u) => {
    let low = 0, high = last;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (u < ends_m[middle]) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
