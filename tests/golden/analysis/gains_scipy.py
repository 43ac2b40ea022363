"""Reference values for tests/analysis/gains_test.ts, from SciPy: paired t-tests of losses and perplexities over all targets and
by target, and least-squares lines.

Run: python tests/golden/analysis/gains_scipy.py > tests/golden/analysis/gains_scipy.json
"""
import json

import numpy as np
import scipy
from scipy import stats

rng = np.random.default_rng(20)
seeds, targets = 5, 3
base = 2.3 + 0.05 * rng.standard_normal((seeds, targets))
losses = {
    "stratified": base,
    "near": base + 0.02 * rng.standard_normal((seeds, targets)),
    "lower": base - 0.03 + 0.01 * rng.standard_normal((seeds, targets)),
    "higher": base + 0.05 + 0.01 * rng.standard_normal((seeds, targets)),
    "far": base + 0.3 + 0.0002 * rng.standard_normal((seeds, targets)),
}


def paired(values, against):
    test = stats.ttest_rel(values, against)
    low, high = test.confidence_interval(0.95)
    return {"mean": float((values - against).mean()), "interval": [float(low), float(high)], "p": float(test.pvalue)}


def both(of):
    return {name: paired(of(values), of(base)) for name, values in losses.items() if name != "stratified"}


out = {
    "origin": "tests/golden/analysis/gains_scipy.py", "scipy": scipy.__version__, "numpy": np.__version__,
    "losses": {name: values.tolist() for name, values in losses.items()},
    "perplexity": both(lambda values: np.exp(values).mean(axis=1)),
    "loss": both(lambda values: values.mean(axis=1)),
    "byTarget": [
        {"perplexity": both(lambda values: np.exp(values[:, i])), "loss": both(lambda values: values[:, i])}
        for i in range(targets)
    ],
    "lines": [],
}
for n in (3, 7, 30):
    similarity = rng.uniform(0, 1, n)
    gain = 0.7 * similarity - 0.2 + 0.3 * rng.standard_normal(n)
    line = stats.linregress(similarity, gain)
    out["lines"].append({"similarities": similarity.tolist(), "gains": gain.tolist(), "slope": float(line.slope),
                         "intercept": float(line.intercept), "r2": float(line.rvalue ** 2)})
print(json.dumps(out, indent=1))
