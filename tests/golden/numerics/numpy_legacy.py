"""Numbers of numpy's legacy RandomState for the tests of lib/numerics/numpy.

    python tests/golden/numerics/numpy_legacy.py > tests/golden/numerics/numpy_legacy.json

Written with numpy 2.4.6 on glibc. All numbers of one seed come from one stream, in the order of the keys.
"""
import json
import numpy as np

alphas = [[1.0, 1.0, 1.0], [1.5] * 9, [0.1, 0.5, 0.9], [0.003, 2.0, 40.0, 1.0, 0.7]]
shapes = [0.0, 0.01, 0.5, 0.999, 1.0, 1.000001, 1.5, 2.0, 30.0, 1e6]
out = {"numpy": np.__version__, "streams": []}
for seed in [0, 1, 4, 42, 2**31, 2**32 - 1]:
    state = np.random.RandomState(seed)
    out["streams"].append({
        "seed": seed,
        # An odd number of normals: the spare of the last pair is used by the gammas that follow.
        "normal": [state.standard_normal() for _ in range(41)],
        "exponential": [state.standard_exponential() for _ in range(20)],
        "gamma": [[shape, [state.standard_gamma(shape) for _ in range(20)]] for shape in shapes],
        "dirichlet": [[alpha, [state.dirichlet(alpha).tolist() for _ in range(20)]] for alpha in alphas],
        "random": [state.random_sample() for _ in range(5)],
        "permutation": state.permutation(20).tolist(),
    })
print(json.dumps(out))
