"""Writes pickled loss frames as Aioli's evaluator does, in the layouts of several pandas versions.

    python tests/golden/make_aioli_frames.py

Written with pandas 3.0.6 and numpy 2.4.6; `objects_*` have the column layout of pandas 1.3 to 2.x (object strings),
`strings` that of pandas 3 without pyarrow.
"""
import pathlib
import pickle
import numpy as np
import pandas as pd

here = pathlib.Path(__file__).parent / "aioli_frames"
groups = ["arxiv", "book", "stackexchange"]
losses = [2.5, 3.25, 2.6875]
with pd.option_context("future.infer_string", False):
    frame = pd.DataFrame({"task_idx": groups, "task_loss": losses})
    for protocol in (2, 4, 5):
        frame.to_pickle(here / f"objects_protocol_{protocol}.pkl", protocol=protocol)
    # Columns swapped, float32 in an object column, a frame cut from a larger one (so stored column after column).
    pd.DataFrame({"task_loss": np.array(losses, dtype="float32"), "task_idx": groups}).to_pickle(here / "float32.pkl")
    mixed = pd.DataFrame({"task_idx": groups, "task_loss": pd.Series([np.float32(x) for x in losses], dtype=object)})
    mixed.to_pickle(here / "numpy_scalars.pkl")
    wide = pd.DataFrame({"task_idx": groups, "task_loss": losses, "other": [1.0, 2.0, 3.0], "n": [7, 8, 2**40]})
    wide.iloc[::-1].sort_index().to_pickle(here / "wide.pkl")
pd.DataFrame({"task_idx": groups, "task_loss": losses}).to_pickle(here / "strings.pkl")
with open(here / "weights.pkl", "wb") as f:
    pickle.dump({0: 0.25, 1: 0.75}, f)
