"""Golden values for tests/laws/best/convex_test.ts: best mixtures of random log-linear laws, by SciPy.

Made with: python best_mixture_scipy.py > best_mixture_scipy.json  (SciPy 1.10 or newer; SLSQP, polished by
trust-constr; the lower of the two is kept, after clipping to the bounds).
"""
import json
import sys

import numpy as np
import scipy
from scipy.optimize import Bounds, LinearConstraint, NonlinearConstraint, minimize

rng = np.random.default_rng(20261122)


def solve(c, V, kind, weights, caps, kl, prior):
    m, k = len(caps), len(c)
    worst = kind == "worst"
    loss = lambda p: c + np.exp(V @ p)
    jac = lambda p: np.exp(V @ p)[:, None] * V
    pull = lambda p: kl * np.sum(p * np.log(np.maximum(p, 1e-300) / prior))
    dpull = lambda p: kl * (np.log(np.maximum(p, 1e-300) / prior) + 1)
    goal = lambda p: (np.max(loss(p)) if worst else weights @ loss(p)) + pull(p)
    low = 1e-12 if kl > 0 else 0.0
    best = None
    for start in [np.minimum(caps, 1.0) / np.minimum(caps, 1.0).sum()] + [rng.dirichlet(np.ones(m)) for _ in range(4)]:
        start = np.clip(start, low, caps)
        if worst:
            x0 = np.append(start, loss(start).max() + 0.1)
            f, g = (lambda x: x[-1] + pull(x[:-1])), (lambda x: np.append(dpull(x[:-1]), 1.0))
            cons = [
                {"type": "eq", "fun": lambda x: x[:-1].sum() - 1, "jac": lambda x: np.append(np.ones(m), 0.0)},
                {
                    "type": "ineq",
                    "fun": lambda x: x[-1] - loss(x[:-1]),
                    "jac": lambda x: np.hstack([-jac(x[:-1]), np.ones((k, 1))]),
                },
            ]
            bounds = [(low, u) for u in caps] + [(None, None)]
        else:
            x0, f, g = start, (lambda x: weights @ loss(x) + pull(x)), (lambda x: jac(x).T @ weights + dpull(x))
            cons = [{"type": "eq", "fun": lambda x: x.sum() - 1, "jac": lambda x: np.ones(m)}]
            bounds = [(low, u) for u in caps]
        r = minimize(f, x0, jac=g, bounds=bounds, constraints=cons, method="SLSQP", options={"ftol": 1e-15, "maxiter": 2000})
        p = np.clip(r.x[:m], 0, caps)
        p = p / p.sum()
        if np.all(p <= caps + 1e-9) and (best is None or goal(p) < goal(best)):
            best = p
    # a second method from the answer of the first
    n = m + worst
    A = np.append(np.ones(m), 0.0)[:n] if worst else np.ones(m)
    x0 = np.append(best, loss(best).max() + 1e-6) if worst else best
    cons = [LinearConstraint(A, 1, 1)]
    if worst:
        cons.append(NonlinearConstraint(lambda x: x[-1] - loss(x[:-1]), 0, np.inf, jac=lambda x: np.hstack([-jac(x[:-1]), np.ones((k, 1))])))
    bounds = Bounds(np.append(np.full(m, low), -np.inf)[:n], np.append(caps, np.inf)[:n])
    r = minimize(f, np.clip(x0, bounds.lb + 1e-12, bounds.ub), jac=g, bounds=bounds, constraints=cons, method="trust-constr",
                 options={"gtol": 1e-12, "xtol": 1e-14, "barrier_tol": 1e-12, "maxiter": 3000})
    p = np.clip(r.x[:m], 0, caps)
    p = p / p.sum()
    if np.all(p <= caps + 1e-9) and goal(p) < goal(best):
        best = p
    return best, goal(best)


problems = []
for kind in ["mean", "weighted", "worst"]:
    for kl in [0.0, 0.05]:
        for capped in [False, True]:
            m, k = int(rng.integers(3, 8)), int(rng.integers(2, 6))
            c = rng.uniform(1, 3, k).round(4)
            V = (rng.normal(size=(k, m)) * 1.5 - 0.5).round(4)
            weights = np.ones(k) / k if kind == "mean" else rng.uniform(0, 1, k).round(4)
            caps = np.minimum(1, rng.uniform(1.2, 2.5, m) / m).round(4) if capped else np.ones(m)
            prior = rng.dirichlet(np.ones(m) * 2)
            p, value = solve(c, V, kind, weights / weights.sum(), caps, kl, prior)
            # Aioli's linreg: softmax coordinates from 0, default tolerances
            soft = lambda y: np.exp(y - y.max()) / np.exp(y - y.max()).sum()
            nm = minimize(lambda y: np.mean(c + np.exp(V @ soft(y))), np.zeros(m), method="Nelder-Mead", options={"maxiter": 10000})
            problems.append(dict(nelderMead=soft(nm.x).tolist() if nm.success else None, kind=kind, kl=kl, c=c.tolist(), V=V.tolist(), weights=weights.tolist(), caps=caps.tolist(),
                                 prior=prior.tolist(), shares=p.tolist(), value=float(value)))
json.dump(dict(made="python best_mixture_scipy.py > best_mixture_scipy.json", scipy=scipy.__version__, problems=problems), sys.stdout, indent=1)
print()
