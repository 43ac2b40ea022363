// @ts-nocheck: AssemblyScript, which the task `kernels` of deno.kernels.json compiles to kernels.wasm
/**
 * Loops over float32 numbers in linear memory: addresses are bytes, lengths are numbers. Four lanes at a time, the rest
 * one by one; each number is rounded the same way in either, so elementwise kernels give the same bytes however a range
 * is cut. Sums depend on where a range begins and ends: callers cut at fixed places.
 */

/** The largest magnitude that counts as zero: denormal moments are slow, and mean nothing beside any epsilon. */
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
    const g4 = f32x4.mul(v128.load(g + at), scale4);
    let m4 = f32x4.add(f32x4.mul(v128.load(m + at), beta14), f32x4.mul(g4, rest14));
    let v4 = f32x4.add(f32x4.mul(v128.load(v + at), beta24), f32x4.mul(f32x4.mul(g4, g4), rest24));
    m4 = v128.andnot(m4, f32x4.lt(f32x4.abs(m4), tiny4));
    v4 = v128.andnot(v4, f32x4.lt(v4, tiny4));
    v128.store(m + at, m4);
    v128.store(v + at, v4);
    const below = f32x4.add(f32x4.mul(f32x4.sqrt(v4), root4), epsilon4);
    const step = f32x4.div(f32x4.mul(m4, rate4), below);
    v128.store(p + at, f32x4.sub(f32x4.mul(v128.load(p + at), keep4), step));
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

/** Σ x y, with products and sums in float64. */
export function dot(x: usize, y: usize, n: i32): f64 {
  const end8 = (<usize> n & ~7) << 2, end = <usize> n << 2;
  let sum0 = f64x2.splat(0), sum1 = sum0, sum2 = sum0, sum3 = sum0;
  let at: usize = 0;
  for (; at < end8; at += 32) {
    const x0 = v128.load(x + at), x1 = v128.load(x + at, 16);
    const y0 = v128.load(y + at), y1 = v128.load(y + at, 16);
    sum0 = f64x2.add(sum0, f64x2.mul(f64x2.promote_low_f32x4(x0), f64x2.promote_low_f32x4(y0)));
    sum1 = f64x2.add(sum1, f64x2.mul(high(x0), high(y0)));
    sum2 = f64x2.add(sum2, f64x2.mul(f64x2.promote_low_f32x4(x1), f64x2.promote_low_f32x4(y1)));
    sum3 = f64x2.add(sum3, f64x2.mul(high(x1), high(y1)));
  }
  const both = f64x2.add(f64x2.add(sum0, sum1), f64x2.add(sum2, sum3));
  let sum = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
  for (; at < end; at += 4) sum += <f64> load<f32>(x + at) * <f64> load<f32>(y + at);
  return sum;
}

/** Σ x², as `dot` gives it. */
export function sumOfSquares(x: usize, n: i32): f64 {
  const end8 = (<usize> n & ~7) << 2, end = <usize> n << 2;
  let sum0 = f64x2.splat(0), sum1 = sum0, sum2 = sum0, sum3 = sum0;
  let at: usize = 0;
  for (; at < end8; at += 32) {
    const x0 = v128.load(x + at), x1 = v128.load(x + at, 16);
    const a = f64x2.promote_low_f32x4(x0), b = high(x0), c = f64x2.promote_low_f32x4(x1), d = high(x1);
    sum0 = f64x2.add(sum0, f64x2.mul(a, a));
    sum1 = f64x2.add(sum1, f64x2.mul(b, b));
    sum2 = f64x2.add(sum2, f64x2.mul(c, c));
    sum3 = f64x2.add(sum3, f64x2.mul(d, d));
  }
  const both = f64x2.add(f64x2.add(sum0, sum1), f64x2.add(sum2, sum3));
  let sum = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
  for (; at < end; at += 4) sum += <f64> load<f32>(x + at) * <f64> load<f32>(x + at);
  return sum;
}

/** The upper two lanes in float64. */
function high(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3));
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
