"""Reference values for tests/methods/compare_test.ts, from SciPy: paired differences of average perplexities.

Run: python tests/golden/methods/compare_scipy.py > tests/golden/methods/compare_scipy.json
"""
import json

import numpy as np
import scipy
from scipy import stats

rng = np.random.default_rng(11)
seeds, targets = 5, 3
base = 3 + 0.1 * rng.standard_normal((seeds, targets))
losses = {
    "stratified": base,
    "near": base + 0.02 * rng.standard_normal((seeds, targets)),
    "lower": base - 0.05 + 0.01 * rng.standard_normal((seeds, targets)),
    "higher": base + 0.05 + 0.01 * rng.standard_normal((seeds, targets)),
}
perplexity = {name: np.exp(values).mean(axis=1) for name, values in losses.items()}


def interval(values, level):
    low, high = stats.t.interval(level, len(values) - 1, loc=values.mean(), scale=stats.sem(values))
    return [float(low), float(high)]


out = {"origin": "tests/golden/methods/compare_scipy.py", "scipy": scipy.__version__, "numpy": np.__version__,
       "methods": {}}
for name, values in losses.items():
    ppl = perplexity[name]
    difference = ppl - perplexity["stratified"]
    out["methods"][name] = {
        "losses": values.tolist(), "perplexities": ppl.tolist(), "mean": float(ppl.mean()),
        "interval": interval(ppl, 0.95),
        **({} if name == "stratified" else {
            "difference": difference.tolist(), "differenceMean": float(difference.mean()),
            "differenceInterval": interval(difference, 0.95), "differenceInterval80": interval(difference, 0.8),
            "pvalue": float(stats.ttest_rel(ppl, perplexity["stratified"]).pvalue)}),
    }
print(json.dumps(out, indent=1))
