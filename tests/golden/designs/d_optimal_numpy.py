"""Golden values for tests/designs/d_optimal_test.ts: D-optimal designs found by NumPy and SciPy.

Made with: python d_optimal_numpy.py > d_optimal_numpy.json  (under a minute)

Laws are written out here from their formulas, with derivatives by hand; nothing of Mixlab is used. For each case:
- exact: the largest sum over targets of log det (sum over runs of J'J) that Fedorov's exchange finds from RESTARTS random
  designs of distinct points of a simplex lattice within the bounds, the existing runs counted in;
- continuous: the largest one of n points anywhere within the bounds, replicates allowed, by SLSQP on all n m shares at once
  from random designs and from the best exact one;
- approximate: the optimum of the approximate design on the lattice (n times the weights), by the multiplicative algorithm,
  with the largest value of n d(p) + tr(M^-1 M0), which equals the number of parameters at the optimum.
"""
import itertools
import json
import sys

import numpy as np
import scipy
from scipy.optimize import minimize

RESTARTS = 40
rng = np.random.default_rng(20260701)


def linear(theta, P):
    return P


def log_linear(theta, P):
    e = np.exp(P @ theta[1:])
    return np.hstack([np.ones((len(P), 1)), e[:, None] * P])


def m2(theta, P):
    k, t = theta[1], theta[2:]
    e = np.exp(P * t)
    return np.hstack([np.ones((len(P), 1)), e.sum(1, keepdims=True), k * P * e])


def bimix(theta, P, offset):
    m = P.shape[1]
    x = P + offset
    g = np.exp(theta[:m]) * x ** -theta[m:]
    return np.hstack([g, -g * np.log(x)])


def lattice(m, parts):
    bars = itertools.combinations(range(parts + m - 1), m - 1)
    return np.array([np.diff((-1, *b, parts + m - 1)) - 1 for b in bars]) / parts


def log_det(M):
    sign, value = np.linalg.slogdet(M)
    return value if sign > 0 else -np.inf


def total(Js, rows, M0s):
    return sum(log_det(M0 + J[rows].T @ J[rows]) for J, M0 in zip(Js, M0s))


def exact(Js, M0s, n):
    count, best, best_rows = len(Js[0]), -np.inf, None
    for _ in range(RESTARTS):
        rows = list(rng.choice(count, n, replace=False))
        value = total(Js, rows, M0s)
        if not np.isfinite(value):
            continue
        while True:
            gains = np.full((n, count), 0.0)
            for J, M0 in zip(Js, M0s):
                inverse = np.linalg.inv(M0 + J[rows].T @ J[rows])
                D = J @ inverse @ J.T
                d = np.diag(D)
                for i, a in enumerate(rows):
                    gains[i] += np.log(np.maximum((1 + d) * (1 - d[a]) + D[a] ** 2, 1e-300))
            gains[:, rows] = -np.inf
            i, b = np.unravel_index(np.argmax(gains), gains.shape)
            if gains[i, b] < 1e-10:
                break
            rows[i] = b
        value = total(Js, rows, M0s)
        if value > best:
            best, best_rows = value, rows
    return best, best_rows


def approximate(Js, M0s, n):
    count = len(Js[0])
    w = np.ones(count) / count
    q = sum(J.shape[1] for J in Js)
    for _ in range(20000):
        d, trace = np.zeros(count), 0.0
        for J, M0 in zip(Js, M0s):
            inverse = np.linalg.inv(M0 + n * (J.T * w) @ J)
            d += np.einsum("ij,jk,ik->i", J, inverse, J)
            trace += np.trace(inverse @ M0)
        if n * d.max() + trace < q * (1 + 1e-6):
            break
        w *= n * d / (q - trace)
        w /= w.sum()
    return sum(log_det(M0 + n * (J.T * w) @ J) for J, M0 in zip(Js, M0s)), n * d.max() + trace


def continuous(jacobians, M0s, n, m, lower, upper, begin):
    def loss(x):
        P = x.reshape(n, m)
        return -sum(log_det(M0 + J.T @ J) for J, M0 in zip((f(P) for f in jacobians), M0s))

    sums = {"type": "eq", "fun": lambda x: x.reshape(n, m).sum(1) - 1, "jac": lambda x: np.kron(np.eye(n), np.ones(m))}
    best = -np.inf
    starts = [begin] + [np.clip(rng.dirichlet(np.ones(m), n), lower, upper) for _ in range(6)]
    for start in starts:
        found = minimize(loss, start.ravel(), method="SLSQP", bounds=[b for _ in range(n) for b in zip(lower, upper)],
                         constraints=[sums], options={"maxiter": 500, "ftol": 1e-12})
        if np.abs(found.x.reshape(n, m).sum(1) - 1).max() < 1e-8:
            best = max(best, -found.fun)
    return best


def case(name, law, f, thetas, m, n, parts, existing=(), lower=None, upper=None, offset=None):
    lower = np.zeros(m) if lower is None else np.array(lower)
    upper = np.ones(m) if upper is None else np.array(upper)
    # The lattice over what the floors leave, as Mixlab's candidates have it.
    P = lower + (1 - lower.sum()) * lattice(m, parts)
    P = P[(P <= upper + 1e-12).all(1)]
    P0 = np.array(existing, dtype=float).reshape(-1, m)
    jacobians = [lambda P, theta=np.array(theta): f(theta, P) for theta in thetas]
    Js, M0s = [j(P) for j in jacobians], [j(P0).T @ j(P0) for j in jacobians]
    best, rows = exact(Js, M0s, n)
    approx, largest = approximate(Js, M0s, n)
    anywhere = continuous(jacobians, M0s, n, m, lower, upper, P[rows])
    return {"name": name, "law": law, "thetas": thetas, "m": m, "runs": n, "parts": parts, "existing": P0.tolist(),
            "lower": lower.tolist(), "upper": upper.tolist(), "offset": offset, "candidates": len(P),
            "exact": best, "mixtures": P[sorted(rows)].tolist(), "approximate": approx, "largestVariance": largest,
            "continuous": anywhere}


v = lambda m, k, scale: [[float(1 + rng.random()), *(scale * rng.standard_normal(m)).tolist()] for _ in range(k)]
cases = [
    case("linear, three domains", "linear", linear, [[0.0, 0.0, 0.0]], 3, 7, 10),
    case("linear, caps and floors", "linear", linear, [[0.0] * 4], 4, 9, 10, lower=[0.1, 0, 0, 0.05],
         upper=[0.5, 0.4, 0.6, 0.3]),
    case("log-linear, one target", "log-linear", log_linear, v(3, 1, 1.0), 3, 8, 10),
    case("log-linear, three targets", "log-linear", log_linear, v(3, 3, 1.0), 3, 10, 10),
    case("log-linear, runs before, caps", "log-linear", log_linear, v(4, 2, 0.8), 4, 6, 8,
         existing=[[0.25] * 4, [0.7, 0.1, 0.1, 0.1], [0.1, 0.7, 0.1, 0.1], [0.4, 0.4, 0.1, 0.1]],
         upper=[0.6, 1.0, 0.5, 1.0]),
    case("m2, three domains", "m2", m2, [[1.5, 0.8, -2.0, -5.0, -1.0], [1.2, 0.6, -4.0, -1.5, -3.0]], 3, 9, 10),
    case("bimix with an offset", "bimix", lambda t, P: bimix(t, P, 0.05), [[-1.0, -0.5, -1.5, 0.3, 0.5, 0.2]], 3, 9, 10,
         offset=0.05),
]
json.dump({"origin": "d_optimal_numpy.py", "numpy": np.__version__, "scipy": scipy.__version__, "restarts": RESTARTS,
           "cases": cases}, sys.stdout, indent=1)
