"""Times LightGBM's boosted trees, one thread, binning included, and predicts.

Reads one JSON document on standard input (bench/trees.ts), prints one.
"""

import json
import sys
import time

import lightgbm
import numpy as np

given = json.load(sys.stdin)
shares, losses = np.array(given["shares"]), np.array(given["losses"])
PARAMETERS = {
    "objective": "regression",
    "num_leaves": 31,
    "learning_rate": 0.01,
    "min_data_in_leaf": 20,
    "num_threads": 1,
    "deterministic": True,
    "verbose": -1,
}

answer = {}
for layout in ("force_col_wise", "force_row_wise"):
    seconds = []
    for _ in range(given["repeats"]):
        began = time.perf_counter()
        boosters = [
            lightgbm.train({**PARAMETERS, layout: True}, lightgbm.Dataset(shares, losses[:, i]), 1000)
            for i in range(losses.shape[1])
        ]
        seconds.append(time.perf_counter() - began)
    answer[layout] = seconds
answer["predicted"] = [booster.predict(np.array(given["test"])).tolist() for booster in boosters]
print(json.dumps(answer))
