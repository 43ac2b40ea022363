"""Random numbers of numpy for the tests of lib/numerics/numpy.

    python tests/golden/numerics/numpy_random.py > tests/golden/numerics/numpy_random.json

Written with numpy 2.4.6 and datasets 5.0.1. Long permutations are kept as the SHA-256 of their int32 bytes, little-endian.
"""
import hashlib
import json
import numpy as np
from datasets import Dataset

sha = lambda a: hashlib.sha256(np.asarray(a).astype("<i4").tobytes()).hexdigest()
seeds = [0, 1, 42, 2**31, 2**32 - 1, 2**32, 2**40 + 7, 2**53 - 1]
ranges = [(0, 1), (0, 2), (0, 10), (-5, 6), (0, 3_000_000_000), (0, 2**32 - 1), (0, 2**32), (0, 2**32 + 1), (-2**40, 2**51), (0, 2**53 - 1)]
out = {"generator": [], "random_state": [], "datasets_shuffle_42": {}}
for seed in seeds:
    rng = np.random.default_rng(seed)
    out["generator"].append({
        "seed": seed,
        "seed_sequence": np.random.SeedSequence(seed).generate_state(10).tolist(),
        # One stream for all of these, in this order: halves of 64 bits are kept from call to call.
        "integers": [[low, high, [int(rng.integers(low, high)) for _ in range(5)]] for low, high in ranges],
        "random": [rng.random() for _ in range(5)],
        "permutations": [[n, rng.permutation(n).tolist()] for n in (0, 1, 2, 17, 40)],
        "long": [[n, sha(rng.permutation(n))] for n in (1_000, 65_537, 200_000)],
    })
    if seed >= 2**32:
        continue
    state = np.random.RandomState(seed)
    out["random_state"].append({
        "seed": seed,
        "random": [state.random_sample() for _ in range(5)],
        "permutations": [[n, state.permutation(n).tolist()] for n in (0, 1, 2, 17, 40)],
        "long": [[n, sha(state.permutation(n))] for n in (1_000, 65_537, 200_000)],
    })
for n in (1, 2, 9, 1_000):
    out["datasets_shuffle_42"][n] = sha(Dataset.from_dict({"i": list(range(n))}).shuffle(seed=42)["i"][:])
print(json.dumps(out))
