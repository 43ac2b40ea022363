"""Reference values for tests/numerics, from SciPy and NumPy.

Run: python tests/golden/scipy_numerics.py > tests/golden/scipy_numerics.json
"""
import json

import numpy as np
import scipy
from scipy.optimize import least_squares, minimize

out = {"origin": "tests/golden/scipy_numerics.py", "scipy": scipy.__version__, "numpy": np.__version__}

# Huber: a decaying exponential with outliers.
rng = np.random.default_rng(5)
x = np.linspace(0, 4, 25)
y = 1.5 + 2.0 * np.exp(-0.8 * x) + 0.02 * rng.standard_normal(25)
y[[3, 11, 19]] += [0.8, -0.5, 0.3]
delta = 0.05


def residuals(b):
    return b[0] + b[1] * np.exp(b[2] * x) - y


def jacobian(b):
    e = np.exp(b[2] * x)
    return np.stack([np.ones_like(x), e, b[1] * x * e], axis=1)


def fit(rate, **options):
    return least_squares(residuals, [1, 1, rate], jac=jacobian, loss="huber", f_scale=delta,
                         xtol=1e-15, ftol=1e-15, gtol=1e-15, max_nfev=10000, **options)


free = fit(-1)
r, J = residuals(free.x), jacobian(free.x)
psi = np.clip(r, -delta, delta)
factor = (psi**2).sum() / (25 - 3) / np.mean(np.abs(r) <= delta) ** 2
errors = np.sqrt(np.diag(factor * np.linalg.inv(J.T @ J)))
held = fit(-0.5, bounds=([-np.inf, -np.inf, -0.7], [np.inf, np.inf, 0]))
out["huber"] = {
    "x": x.tolist(), "y": y.tolist(), "delta": delta, "start": [1, 1, -1],
    "parameters": free.x.tolist(), "objective": free.cost, "standardErrors": errors.tolist(),
    "bounded": {"lower2": -0.7, "parameters": held.x.tolist(), "objective": held.cost},
}


# Nelder–Mead: results and the point after a fixed number of iterations.
def rosenbrock(v):
    return sum(100 * (v[1:] - v[:-1] ** 2) ** 2 + (1 - v[:-1]) ** 2)


def skew(v):  # a smooth convex function on softmax shares
    p = np.exp(v - v.max())
    p = p / p.sum()
    t = np.array([[-1.0, 0.2, 0.1], [0.3, -2.0, 0.2], [0.1, 0.4, -0.5]])
    return float(np.exp(t @ p).mean())


def search(f, start, **options):
    r = minimize(f, start, method="Nelder-Mead", options=options)
    return {"start": start, "maxIterations": options.get("maxiter"), "x": r.x.tolist(), "value": float(r.fun),
            "iterations": int(r.nit), "evaluations": int(r.nfev), "converged": bool(r.success)}


out["nelderMead"] = {
    "rosenbrock": [search(rosenbrock, s, **o) for s in ([-1.2, 1.0], [0.0, 0.0, 2.0]) for o in ({}, {"maxiter": 30})],
    "softmax": [search(skew, [0.0, 0.0, 0.0], **o) for o in ({}, {"maxiter": 15})],
}

# Minimum-norm least squares of a rank-deficient system.
a = np.array([[1, 0, 1], [0, 1, 1], [2, 1, 3], [1, -1, 0], [3, 2, 5]], float)
b = np.array([1, 2, 4, 0, 5], float)
s = np.linalg.lstsq(a, b, rcond=None)
out["lstsq"] = {"a": a.tolist(), "b": b.tolist(), "x": s[0].tolist(), "rank": int(s[2]), "singular": s[3].tolist()}
print(json.dumps(out, indent=1))
