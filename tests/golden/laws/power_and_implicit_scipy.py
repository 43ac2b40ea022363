"""Reference values for step and size laws and implicit domains, from SciPy: the best of many starts of a general solver,
in the parameters of the papers (log c, log x0, alpha; b, softmax weights, a, B).

Curves named "synthetic" are computed from planted laws with noise; the others are runs of data/three_domains_steps.csv
and data/three_domains.csv.

Run: python tests/golden/laws/power_and_implicit_scipy.py > tests/golden/laws/power_and_implicit_scipy.json
"""
import csv
import json
import pathlib

import numpy as np
import scipy
from scipy.optimize import least_squares

rng = np.random.default_rng(20261126)
DATA = pathlib.Path(__file__).parents[3] / "data"


def num(a):
    return np.asarray(a, float).tolist()


# ---- power laws: curves that share alpha, parameters (log c ..., log x0 ..., alpha) ----
def predict(b, xs):
    g = len(xs)
    return [np.exp(b[i]) + np.exp(b[-1] * (b[g + i] - np.log(x))) for i, x in enumerate(xs)]


def fit_power(xs, ys, delta=None, starts=60):
    g = len(xs)
    y = np.concatenate(ys)
    best = None
    for _ in range(starts):
        alpha = np.exp(rng.uniform(np.log(0.1), np.log(2)))
        c = np.array([v.min() * rng.uniform(0.2, 0.98) for v in ys])
        x0 = np.array([np.log(x[0]) + np.log(max(v[0] - ci, 1e-3)) / alpha for x, v, ci in zip(xs, ys, c)])
        how = dict(loss="huber", f_scale=delta) if delta else {}
        r = least_squares(
            lambda b: np.concatenate(predict(b, xs)) - y,
            np.concatenate([np.log(c), x0, [alpha]]),
            x_scale="jac", xtol=1e-15, ftol=1e-15, gtol=1e-15, max_nfev=3000, **how,
        )
        if np.isfinite(r.cost) and (best is None or r.cost < best.cost):
            best = r
    b, n = best.x, len(y)
    q = len(b)
    out = {
        "c": num(np.exp(b[:g])), "logX0": num(b[g:-1]), "alpha": float(b[-1]), "sum": float(best.cost),
        "degrees": n - q,
        "ahead": [float(np.exp(b[i]) + np.exp(b[-1] * (b[g + i] - np.log(4 * x[-1])))) for i, x in enumerate(xs)],
    }
    if not delta:
        J = np.zeros((n, q))  # by c, log x0, alpha
        at = 0
        for i, x in enumerate(xs):
            fall = np.exp(b[-1] * (b[g + i] - np.log(x)))
            rows = slice(at, at + len(x))
            J[rows, i] = 1
            J[rows, g + i] = b[-1] * fall
            J[rows, -1] = (b[g + i] - np.log(x)) * fall
            at += len(x)
        if n > q:
            se = np.sqrt(np.diag(np.linalg.inv(J.T @ J)) * 2 * best.cost / (n - q))
            out["standardErrors"] = {"c": num(se[:g]), "logX0": num(se[g:-1]), "alpha": float(se[-1])}
    return out


def planted(c, x0, alpha, x, noise):
    x = np.asarray(x, float)
    return np.round(c + (x0 / x) ** alpha + noise * rng.normal(size=len(x)), 6)


cases = []


def case(name, xs, ys, delta=None):
    xs, ys = [np.asarray(x, float) for x in xs], [np.asarray(y, float) for y in ys]
    cases.append({"name": name, "x": [num(x) for x in xs], "y": [num(y) for y in ys], "delta": delta,
                  "fit": fit_power(xs, ys, delta)})


steps = [1000, 1500, 2000, 3000, 4000, 6000, 8000, 12000, 16000, 24000]
tokens = [s * 4096 * 256 for s in steps]
case("synthetic, one curve over updates", [steps], [planted(2.3, 900, 0.62, steps, 0.003)])
case("synthetic, one curve over tokens", [tokens], [planted(2.9, 3e9, 0.45, tokens, 0.002)])
spoilt = planted(1.7, 2000, 0.8, steps, 0.003)
spoilt[4] += 0.15
case("synthetic, a spoilt point, Huber 0.01", [steps], [spoilt], 0.01)
case("synthetic, three curves that share alpha", [steps, steps[2:], steps[:-2]],
     [planted(2.3, 900, 0.5, steps, 0.004), planted(1.2, 2500, 0.5, steps[2:], 0.004),
      planted(3.1, 400, 0.5, steps[:-2], 0.004)])
sizes = [18915328, 85056000, 201541632, 302311424]
case("synthetic, sizes, six curves that share alpha", [sizes] * 6,
     [planted(1.5 + 0.2 * i, 3e6 * (1 + i / 3), 0.3, sizes, 0.002) for i in range(6)])

rows = list(csv.DictReader(open(DATA / "three_domains_steps.csv")))
targets = ["legal", "python", "scripture"]
for run, seed in [("01", "0"), ("10", "0"), ("17", "0")]:
    own = sorted((r for r in rows if r["run"] == run and r["seed"] == seed), key=lambda r: int(r["step"]))
    case(f"run {run}, seed {seed}: its targets share alpha", [[int(r["step"]) for r in own]] * 3,
         [[float(r[f"loss:{t}"]) for r in own] for t in targets])


# ---- implicit domains: b + sum_k softmax(w)_k exp(a_k + B_k . r) ----
def implicit(b, p, k):
    m = p.shape[1]
    w = np.exp(b[1:1 + k] - b[1:1 + k].max())
    B = b[1 + 2 * k:].reshape(k, m)
    with np.errstate(over="ignore"):  # a step too far is infinite, and not taken
        return b[0] + np.exp(b[1 + k:1 + 2 * k] + p @ B.T) @ (w / w.sum())


def fit_implicit(p, y, k, starts=80):
    m, best = p.shape[1], None
    for _ in range(starts):
        b0 = np.concatenate([[y.min() - rng.uniform(0, 0.5)], 0.3 * rng.normal(size=k), rng.normal(size=k) - 1,
                             2 * rng.normal(size=k * m)])
        try:
            r = least_squares(lambda b: implicit(b, p, k) - y, b0, xtol=1e-14, ftol=1e-14, gtol=1e-14, max_nfev=4000)
        except ValueError:
            continue
        if best is None or r.cost < best.cost:
            best = r
    return best


hidden = []
p = np.round(rng.dirichlet(np.ones(3), 24), 6)
p /= p.sum(1, keepdims=True)
y = 2 + np.exp(p @ np.array([-3, 0.2, -0.5])) + np.exp(p @ np.array([0.1, -2.5, -1])) + 0.002 * rng.normal(size=24)
final = list(csv.DictReader(open(DATA / "three_domains.csv")))
own_p = np.array([[float(r[f"share:{t}"]) for t in targets] for r in final])
own_y = np.array([np.mean([float(r[f"loss:{t}"]) for t in targets]) for r in final])
for name, shares, losses, ks in [("synthetic, two hidden domains", p, y, (1, 2)),
                                 ("three_domains.csv, mean loss", own_p, own_y, (1, 2))]:
    for k in ks:
        best = fit_implicit(shares, losses, k)
        hidden.append({"name": name, "hidden": k, "sum": float(best.cost),
                       "shares": [num(r) for r in shares] if name.startswith("synthetic") else None,
                       "losses": num(losses) if name.startswith("synthetic") else None,
                       "even": float(implicit(best.x, np.full((1, 3), 1 / 3), k)[0])})

print(json.dumps({"scipy": scipy.__version__, "power": cases, "implicit": hidden}, indent=1))
