"""Reads the pickles that Mixlab wrote (make_pickles.ts) with pandas, and prints what it found.

    python tests/golden/tables/pickles.py > tests/golden/tables/pickles.json

Run with pandas 2.2.3 and NumPy 1.26.4, and with pandas 3.0.6 and NumPy 2.4.6: the same output but for the versions. The
frames are used as Aioli's own code does: looked up by group, written and read again.
"""
import hashlib
import io
import json
import pathlib
import pickle
import numpy as np
import pandas as pd

here = pathlib.Path(__file__).parent / "pickles"
sha = lambda path: hashlib.sha256(path.read_bytes()).hexdigest()
out = {"pandas": pd.__version__, "numpy": np.__version__, "frames": {}, "weights": {}}
for path in sorted(here.glob("frame_*.pkl")):
    frame = pd.read_pickle(path)
    names, losses = frame["task_idx"].tolist(), frame["task_loss"].tolist()
    assert type(frame) is pd.DataFrame and frame.columns.tolist() == ["task_idx", "task_loss"]
    assert frame["task_loss"].dtype == np.float64 and frame.index.tolist() == list(range(len(frame)))
    assert names == sorted(names) and all(type(x) is str for x in names)
    for name, loss in zip(names, losses):
        assert frame[frame["task_idx"] == name]["task_loss"].item() == loss
    again = io.BytesIO()
    frame.sort_values("task_loss").reset_index(drop=True).to_pickle(again)
    again.seek(0)
    assert pd.read_pickle(again)["task_loss"].tolist() == sorted(losses)
    out["frames"][path.stem[6:]] = {"sha256": sha(path), "rows": list(zip(names, losses))}
for path in sorted(here.glob("weights_*.pkl")):
    weights = pickle.loads(path.read_bytes())
    assert type(weights) is dict and all(type(k) is int and type(v) is float for k, v in weights.items())
    out["weights"][path.stem[8:]] = {"sha256": sha(path), "weights": list(weights.items())}
graph = np.load(here / "graph.npy")
assert graph.flags.c_contiguous and graph.dtype == np.float64
out["graph"] = graph.tolist()
print(json.dumps(out))
