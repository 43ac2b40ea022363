"""erf and erfc from SciPy, checked against mpmath's 40 digits where that is installed.

Run: python tests/golden/model/special.py > tests/golden/model/special.json
"""
import json

import numpy as np
import scipy
from scipy.special import erf, erfc

x = np.concatenate([np.linspace(-6, 6, 97), [1e-300, 1e-8, -1e-3, 1.9999999, 2.0, 2.0000001, 8, 12, 20, 26, -7, -30]])
try:
    import mpmath
    mpmath.mp.dps = 40
    checked = mpmath.__version__
    for v in x:
        assert abs(mpmath.erf(float(v)) - float(erf(v))) <= 2e-16
        assert abs(mpmath.erfc(float(v)) / float(erfc(v)) - 1) < 1e-13
except ImportError:
    checked = None
print(json.dumps({"origin": "tests/golden/model/special.py", "scipy": scipy.__version__, "mpmath": checked,
                  "x": x.tolist(), "erf": erf(x).tolist(), "erfc": erfc(x).tolist()}))
