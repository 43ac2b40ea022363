"""Arrays as numpy.save writes them, for the tests of lib/tables/*npy.ts.

    python tests/golden/tables/npy.py

Written with numpy 2.4.6. The files lie beside; npy.json tells what each holds: its type, shape, and numbers row after row.
"""
import json
import pathlib
import numpy as np
from numpy.lib import format

here = pathlib.Path(__file__).parent / "npy"
here.mkdir(exist_ok=True)
rng = np.random.RandomState(3)
specials = [0.0, -0.0, 5e-324, 1.7976931348623157e308, 1 / 3, -1.5]
long = (1,) * 30 + (2,)
arrays = {
    "scalar": np.float64(3.5),
    "empty": np.zeros((2, 0, 3)),
    "list": np.array(specials),
    "graph": np.array([[0.7576, 0.4283, 0.5222], [0.4226, 0.6416, 0.4797], [0.6713, 0.4985, 0.7214]]),
    "stack": rng.standard_normal((4, 3, 3)),
    "many_axes": rng.standard_normal(long),
    "float32": rng.standard_normal((3, 2)).astype("<f4"),
    "int64": np.array([[0, -1], [2**53 - 1, 1 - 2**53]]),
    "int32": np.array([0, 2**31 - 1, -(2**31)], dtype="<i4"),
    # Other orders of axes and bytes, and longer headers: read, never written.
    "fortran": np.asfortranarray(rng.standard_normal((2, 3, 4))),
    "transposed": np.arange(6.0).reshape(2, 3).T,
    "big": np.array([[1.25, -2.5], [1e300, 3.0]], dtype=">f8"),
    "big_int32": np.array([7, -8], dtype=">i4"),
    "version_2": np.arange(3.0),
    "version_3": np.arange(3.0),
}
told = {}
for name, array in arrays.items():
    array = np.asarray(array)
    with open(here / f"{name}.npy", "wb") as f:
        if name.startswith("version_"):
            format.write_array(f, array, version=(int(name[-1]), 0))
        else:
            np.save(f, array)
    told[name] = {
        "type": array.dtype.name,
        "shape": array.shape,
        # Hexadecimal: JSON has no −0, and this is exact.
        "hex": [float(x).hex() for x in array.ravel(order="C")],
        "same": name in ("scalar", "empty", "list", "graph", "stack", "many_axes", "float32", "int64", "int32"),
    }
for name, array in {"bool": np.array([True]), "text": np.array(["a"]), "object": np.array([{}], dtype=object),
                    "record": np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")]), "int8": np.int8([1]),
                    "huge": np.array([2**60])}.items():
    np.save(here / f"refused_{name}.npy", array)
(here.parent / "npy.json").write_text(json.dumps(told) + "\n")
