"""Reference values for tests/analysis/skill_it_published_test.ts: what Skill-It believed in Aioli's runs against A*, from the
published graphs and parameters (shared/reference/aioli), with NumPy and SciPy.

Run: python tests/golden/analysis/skill_it_published.py ../shared/reference/aioli \
         > tests/golden/analysis/skill_it_published.json
"""
import csv
import json
import sys

import numpy as np
import scipy
from scipy import stats

parameters = list(csv.DictReader(open(f"{sys.argv[1]}/law_params.csv")))
graphs = list(csv.DictReader(open(f"{sys.argv[1]}/skillit_graphs.csv")))
# The parent nearest to even shares, by its first share; losses after an even child of it.
PARENTS = {"arxiv_stackexchange": 0.5, "arxiv_books_stackexchange": 0.290991}


def after_even(row):
    if "k" in row:
        return row["k"] / 2 + row["b"]
    return row["c"] + (row["t1"] + row["t2"]) / 3


out = {"origin": "tests/golden/analysis/skill_it_published.py", "numpy": np.__version__, "scipy": scipy.__version__}
for setting, domains in (("arxiv_stackexchange", ["arxiv", "stackexchange"]),
                         ("arxiv_books_stackexchange", ["arxiv", "book", "stackexchange"])):
    m, dynamic = len(domains), {}
    for row in parameters:
        if row["dataset"] == setting and row["kind"] == "dynamic_linear" \
                and abs(float(row["key_value"]) - PARENTS[setting]) < 1e-6:
            dynamic.setdefault(row["group"], {})[row["param"]] = float(row["value"])
    losses = np.array([after_even(dynamic[d]) for d in domains])
    seeds = []
    for seed in range(5):
        G, A = np.zeros((m, m)), np.zeros((m, m))
        for row in graphs:
            if int(row["m"]) == m and int(row["seed"]) == seed:
                at = domains.index(row["train_group"]), domains.index(row["eval_group"])
                G[at] = float(row["relative_loss_reduction"])
        for row in parameters:
            if row["dataset"] == setting and row["kind"] == "A_star" and row["method"] == "skillit" \
                    and int(row["key_value"]) == seed and row["param"] != "b":
                i = domains.index(row["group"])
                j = i if row["param"] == "k" else domains.index(row["param"][2:])
                A[i, j] = -float(row["value"])
        both = {}
        for name, L in (("equal", np.ones(m)), ("parent", losses)):
            M = np.diag(L) @ G.T
            if m == 2:
                M = np.diag([M[0, 0] - M[0, 1], M[1, 1] - M[1, 0]])
            x, y = M.sum(axis=0), A.sum(axis=0)
            both[name] = {"cosine": float(x @ y / np.sqrt(x @ x * (y @ y))),
                          "spearman": float(stats.spearmanr(x, y).statistic)}
        seeds.append(both)
    out[setting] = {"losses": losses.tolist(), "seeds": seeds}
print(json.dumps(out, indent=1))
