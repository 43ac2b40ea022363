"""Reference values for tests/analysis/method_effects_test.ts, from NumPy and SciPy: similarities, A* and scales.

Run: python tests/golden/analysis/effects_scipy.py > tests/golden/analysis/effects_scipy.json
"""
import json

import numpy as np
import scipy
from scipy import stats
from scipy.spatial.distance import cosine

rng = np.random.default_rng(7)


def similarity(a, b):
    cos, rank = 1 - cosine(a, b), stats.spearmanr(a, b).statistic
    return {"a": list(map(float, a)), "b": list(map(float, b)), "cosine": float(cos), "spearman": float(rank),
            "similarity": float((cos + rank) / 2)}


pairs = [(rng.standard_normal(m), rng.standard_normal(m)) for m in (2, 2, 3, 3, 4, 7, 22)]
pairs += [(np.abs(rng.standard_normal(3)) + 1, np.abs(rng.standard_normal(3)) + 1)]
# ties, in one list and in both; zeros among others; sizes far apart
pairs += [([1, 1, 2], [3, 1, 2]), ([0, 0, 1, 1], [1, 0, 0, 1]), ([2, 0, 0, 0, 5], [1, 1, 1, 4, 4]),
          ([-1e-9, -2e-9, 0], [-3e6, -2e6, -9e6])]

shares = rng.dirichlet(np.ones(3), 9)
effects = np.array([[0.30, 0.05, -0.04], [0.02, 0.45, 0.06], [-0.03, 0.10, 0.20]])
start = np.array([2.7, 2.8, 2.1])
losses = start - shares @ effects.T + 0.01 * rng.standard_normal((9, 3))
falls = start - losses
best = np.linalg.lstsq(shares, falls, rcond=None)[0].T
belief = np.array([[1.0, 0.2, 0.0], [0.1, 1.2, 0.3], [0.0, 0.1, 0.9]])
told = shares @ belief.T


def scale(x, y):
    b = float((x * y).sum() / (x * x).sum())
    return b, y - b * x


b, left = scale(told, falls)
b_within, left_within = scale(told - told.mean(axis=0), falls - falls.mean(axis=0))
total = ((falls - falls.mean()) ** 2).sum()
own = [np.polyfit(shares[:, i], falls[:, i], 1) for i in range(3)]

print(json.dumps({
    "origin": "tests/golden/analysis/effects_scipy.py", "numpy": np.__version__, "scipy": scipy.__version__,
    "similarities": [similarity(np.asarray(a, float), np.asarray(b, float)) for a, b in pairs],
    "children": {
        "shares": shares.tolist(), "losses": losses.tolist(), "start": start.tolist(), "A": best.tolist(),
        "slopes": [float(k) for k, _ in own], "belief": belief.tolist(),
        "scale": {"b": b, "r2": float(1 - (left ** 2).sum() / total)},
        "scaleWithIntercepts": {"b": b_within, "r2": float(1 - (left_within ** 2).sum() / total),
                                "intercepts": (b_within * told.mean(axis=0) - falls.mean(axis=0)).tolist()},
    },
}, indent=1))
