// @ts-nocheck: AssemblyScript, which the task `kernels` of deno.kernels.json compiles to kernels.wasm
/**
 * Loops over float32 numbers in linear memory: addresses are bytes, lengths are numbers. Four lanes at a time, the rest
 * one by one; each number is rounded the same way in either, so elementwise kernels give the same bytes however a range
 * is cut. Sums depend on where a range begins and ends: callers cut at fixed places.
 */

/** Smallest normal number. Smaller moments become 0: they are 20 times slower, and decay would never end them. */
const TINY: f32 = 1.1754943508222875e-38;

/**
 * One AdamW update: m = β₁ m + (1 − β₁) g, v = β₂ v + (1 − β₂) g², p = p keep − rate m / (√v root + ε), where g is the
 * gradient times `scale`. Moments below the normal numbers become 0.
 */
export function adamw(
  p: usize,
  g: usize,
  m: usize,
  v: usize,
  n: i32,
  scale: f32,
  beta1: f32,
  rest1: f32,
  beta2: f32,
  rest2: f32,
  keep: f32,
  rate: f32,
  root: f32,
  epsilon: f32,
): void {
  const scale4 = f32x4.splat(scale), keep4 = f32x4.splat(keep), rate4 = f32x4.splat(rate);
  const beta14 = f32x4.splat(beta1), rest14 = f32x4.splat(rest1);
  const beta24 = f32x4.splat(beta2), rest24 = f32x4.splat(rest2);
  const root4 = f32x4.splat(root), epsilon4 = f32x4.splat(epsilon), tiny4 = f32x4.splat(TINY);
  const end4 = (<usize> n & ~3) << 2, end = <usize> n << 2;
  let at: usize = 0;
  for (; at < end4; at += 16) {
    const g4 = f32x4.mul(v128.load(g + at), scale4), p4 = v128.load(p + at);
    let m4 = f32x4.add(f32x4.mul(v128.load(m + at), beta14), f32x4.mul(g4, rest14));
    let v4 = f32x4.add(f32x4.mul(v128.load(v + at), beta24), f32x4.mul(f32x4.mul(g4, g4), rest24));
    m4 = v128.andnot(m4, f32x4.lt(f32x4.abs(m4), tiny4));
    v4 = v128.andnot(v4, f32x4.lt(v4, tiny4));
    v128.store(m + at, m4);
    v128.store(v + at, v4);
    const below = f32x4.add(f32x4.mul(f32x4.sqrt(v4), root4), epsilon4);
    const step = f32x4.div(f32x4.mul(m4, rate4), below);
    v128.store(p + at, f32x4.sub(f32x4.mul(p4, keep4), step));
  }
  for (; at < end; at += 4) {
    const g1 = load<f32>(g + at) * scale;
    let m1 = load<f32>(m + at) * beta1 + g1 * rest1;
    let v1 = load<f32>(v + at) * beta2 + g1 * g1 * rest2;
    if (abs(m1) < TINY) m1 = 0;
    if (v1 < TINY) v1 = 0;
    store<f32>(m + at, m1);
    store<f32>(v + at, v1);
    store<f32>(p + at, load<f32>(p + at) * keep - m1 * rate / (sqrt(v1) * root + epsilon));
  }
}

/**
 * Σ x y: float32 lanes hold the sums of 16 products each, which are then summed in float64 (64 numbers at a time; the
 * rest in float64 alone). In float64 throughout, a core computes at half the speed at which memory brings numbers.
 */
export function dot(x: usize, y: usize, n: i32): f64 {
  const end64 = (<usize> n & ~63) << 2, end = <usize> n << 2;
  let low = f64x2.splat(0), high = low;
  let at: usize = 0;
  while (at < end64) {
    let sum0 = f32x4.splat(0), sum1 = sum0;
    for (const stop = at + 256; at < stop; at += 64) {
      const i = x + at, j = y + at;
      sum0 = f32x4.add(sum0, f32x4.mul(v128.load(i), v128.load(j)));
      sum1 = f32x4.add(sum1, f32x4.mul(v128.load(i, 16), v128.load(j, 16)));
      sum0 = f32x4.add(sum0, f32x4.mul(v128.load(i, 32), v128.load(j, 32)));
      sum1 = f32x4.add(sum1, f32x4.mul(v128.load(i, 48), v128.load(j, 48)));
    }
    const sums = f32x4.add(sum0, sum1);
    low = f64x2.add(low, f64x2.promote_low_f32x4(sums));
    high = f64x2.add(high, f64x2.promote_low_f32x4(v128.shuffle<f32>(sums, sums, 2, 3, 2, 3)));
  }
  const both = f64x2.add(low, high);
  let sum = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
  for (; at < end; at += 4) sum += <f64> load<f32>(x + at) * <f64> load<f32>(y + at);
  return sum;
}

/** y = a x. */
export function scale(y: usize, x: usize, n: i32, a: f32): void {
  const a4 = f32x4.splat(a), end4 = (<usize> n & ~3) << 2, end = <usize> n << 2;
  let at: usize = 0;
  for (; at < end4; at += 16) v128.store(y + at, f32x4.mul(v128.load(x + at), a4));
  for (; at < end; at += 4) store<f32>(y + at, load<f32>(x + at) * a);
}

/** y = y + a x. */
export function axpy(y: usize, x: usize, n: i32, a: f32): void {
  const a4 = f32x4.splat(a), end4 = (<usize> n & ~3) << 2, end = <usize> n << 2;
  let at: usize = 0;
  for (; at < end4; at += 16) {
    v128.store(y + at, f32x4.add(v128.load(y + at), f32x4.mul(v128.load(x + at), a4)));
  }
  for (; at < end; at += 4) store<f32>(y + at, load<f32>(y + at) + load<f32>(x + at) * a);
}
