"""Reference values for tests/laws/boosted_trees_test.ts, from LightGBM itself.

The table is SYNTHETIC: losses computed from a planted law with steps and noise. Nothing here was measured.

Run: python tests/golden/laws/boosted_trees_lightgbm.py > tests/golden/laws/boosted_trees_lightgbm.json   (LightGBM 4.7.0, numpy)
"""
import json

import lightgbm
import numpy as np

N, M, TESTS = 300, 4, 40
rng = np.random.default_rng(20240701)


def mixtures(n):
    # some domains absent; shares in 10,000ths that sum to 1, what rounding leaves over given to the largest
    p = rng.dirichlet(np.full(M, 0.7), n)
    p[p < 0.03] = 0
    parts = np.round(10_000 * p / p.sum(axis=1, keepdims=True)).astype(int)
    parts[np.arange(n), parts.argmax(axis=1)] += 10_000 - parts.sum(axis=1)
    return parts / 10_000


def losses(p):
    smooth = 2.2 + np.exp(-1.5 * p[:, 0] + 0.4 * p[:, 1]) - 0.3 * p[:, 2]
    return smooth + 0.25 * (p[:, 0] == 0) + 0.1 * (p[:, 3] > 0.4) + 0.02 * rng.normal(size=len(p))


shares, test = mixtures(N), mixtures(TESTS)
y = np.round(losses(shares), 5)
y_outlying = np.where(np.arange(N) % 37 == 5, y + 2, y)
random_weights = np.round(rng.exponential(size=N), 4)

# ours -> theirs; a run counts once in Mixlab whatever its weight, in LightGBM by its weight, so that case asks for no count
CASES = {
    "as RegMix": ({}, {}),
    "few rounds, few leaves": (
        {"rounds": 60, "learningRate": 0.1, "leaves": 5, "leafRuns": 8},
        {"rounds": 60, "learning_rate": 0.1, "num_leaves": 5, "min_data_in_leaf": 8},
    ),
    "all leaves that the runs allow": (
        {"rounds": 40, "learningRate": 0.2, "leaves": 60, "leafRuns": 12},
        {"rounds": 40, "learning_rate": 0.2, "num_leaves": 60, "min_data_in_leaf": 12},
    ),
    "weights": (
        {"rounds": 150, "learningRate": 0.05, "leafRuns": 1, "leaves": 4},
        {"rounds": 150, "learning_rate": 0.05, "min_data_in_leaf": 0, "num_leaves": 4},
    ),
    "Huber": (
        {"rounds": 300, "learningRate": 0.03, "delta": 0.05},
        {"rounds": 300, "learning_rate": 0.03, "objective": "huber", "alpha": 0.05},
    ),
}

cases = []
for name, (options, theirs) in CASES.items():
    parameters = {
        "objective": "regression",
        "num_leaves": 31,
        "learning_rate": 0.01,
        "min_data_in_leaf": 20,
        "num_threads": 1,
        "deterministic": True,
        "force_col_wise": True,
        "verbose": -1,
        **{key: value for key, value in theirs.items() if key != "rounds"},
    }
    target = y_outlying if name == "Huber" else y
    weights = random_weights / random_weights.mean() if name == "weights" else None
    booster = lightgbm.train(parameters, lightgbm.Dataset(shares, target, weight=weights), theirs.get("rounds", 1000))
    trees = booster.dump_model()["tree_info"]

    def splits(node):
        if "split_feature" not in node:
            return []
        own = [node["split_feature"], node["threshold"]]
        return [own, *splits(node["left_child"]), *splits(node["right_child"])]

    cases.append(
        {
            "name": name,
            "options": options,
            "weighted": weights is not None,
            "outlying": name == "Huber",
            "predicted": booster.predict(test).tolist(),
            "leaves": [tree["num_leaves"] for tree in trees],
            "firstSplits": splits(trees[0]["tree_structure"]),
            "lastSplits": splits(trees[-1]["tree_structure"]),
        }
    )

print(
    json.dumps(
        {
            "lightgbm": lightgbm.__version__,
            "shares": shares.tolist(),
            "losses": y.tolist(),
            "outlying": y_outlying.tolist(),
            "weights": random_weights.tolist(),
            "test": test.tolist(),
            "cases": cases,
        }
    )
)
