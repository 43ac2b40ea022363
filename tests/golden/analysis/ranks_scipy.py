"""Reference values for tests/analysis/rank_transfer_test.ts, from SciPy: Spearman and Kendall's tau-b, with ties.

Run: python tests/golden/analysis/ranks_scipy.py > tests/golden/analysis/ranks_scipy.json
"""
import json

import numpy as np
import scipy
from scipy import stats

rng = np.random.default_rng(11)
pairs = [(rng.standard_normal(n), rng.standard_normal(n)) for n in (2, 3, 5, 24, 256)]
# a strong relation, ties on one side, ties on both, whole numbers in blocks
a = rng.standard_normal(60)
pairs += [(a, a + 0.1 * rng.standard_normal(60)), (a, np.round(a, 1)), (np.round(a), np.round(a + rng.standard_normal(60)))]
pairs += [([1, 1, 2], [3, 1, 2]), ([0, 0, 1, 1], [1, 0, 0, 1]), ([5, 5, 5, 1], [1, 2, 2, 2]), ([3, 2, 1], [1, 2, 3])]
# repeated runs, as a draw with replacement has them
drawn = rng.integers(0, 24, 24)
pairs += [(pairs[3][0][drawn], pairs[3][1][drawn])]
print(json.dumps({
    "scipy": scipy.__version__,
    "pairs": [{
        "observed": list(map(float, y)), "predicted": list(map(float, f)),
        "spearman": float(stats.spearmanr(y, f).statistic), "kendall": float(stats.kendalltau(y, f).statistic),
    } for y, f in pairs],
}))
