"""Fits  c + exp(p.v)  to one target with SciPy, then leaves some rows out and refits some bootstrap replicates.

A careful user's SciPy: exact Jacobian, c >= 0, several starts with the exponents solved from the logarithm, refits
started from the full fit's answer. Reads one JSON document on standard input (bench/fit/resampling_rows.ts), prints one.
"""

import json
import resource
import sys
import time

import numpy as np
from scipy.optimize import least_squares

given = json.load(sys.stdin)
p_Nm = np.array(given["shares"])
y_N = np.array(given["losses"])
N, m = p_Nm.shape
lower = np.r_[0.0, np.full(m, -np.inf)]


def fit(start, weights):
    root = np.sqrt(weights)

    def residuals(theta):
        return root * (theta[0] + np.exp(p_Nm @ theta[1:]) - y_N)

    def jacobian(theta):
        return root[:, None] * np.c_[np.ones(N), np.exp(p_Nm @ theta[1:])[:, None] * p_Nm]

    return least_squares(residuals, start, jacobian, bounds=(lower, np.inf), x_scale="jac")


def starts():
    low, span = y_N.min(), np.ptp(y_N)
    for below in (0.02, 0.1, 0.3, 1, 3):
        c = max(0.0, low - below * span)
        above = np.maximum(y_N - c, 1e-3 * span)
        v = np.linalg.lstsq(p_Nm * above[:, None], np.log(above) * above, rcond=None)[0]
        yield np.r_[max(c, 1e-6), v]


def seconds(work):
    began = time.perf_counter()
    answer = work()
    return time.perf_counter() - began, answer


rng = np.random.default_rng(given["seed"])
ones = np.ones(N)
fit_seconds, best = seconds(lambda: min((fit(start, ones) for start in starts()), key=lambda f: f.cost))
inside = np.r_[max(best.x[0], 1e-9), best.x[1:]]  # SciPy wants a start strictly within the bounds

left_out = rng.choice(N, given["leftOut"], replace=False)
left_seconds, _ = seconds(lambda: [fit(inside, np.where(np.arange(N) == n, 0.0, 1.0)) for n in left_out])
draws = [rng.exponential(size=N) for _ in range(given["refits"])]
refit_seconds, _ = seconds(lambda: [fit(inside, w / w.mean()) for w in draws])

print(
    json.dumps(
        {
            "fit": fit_seconds,
            "leaveOneOut": left_seconds,
            "bootstrap": refit_seconds,
            "objective": best.cost / N,
            "peakMB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6,
        }
    )
)
