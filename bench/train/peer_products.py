"""PyTorch's worker for matrix products: answers `{"products": [...]}` with milliseconds of each in each layout.

The protocol is that of bench/train/worker.ts; layouts are those of bench/train/products.ts. Median of at least 3 calls
and 60 ms, after one that is not counted.

    python bench/train/peer_products.py THREADS
"""

import json
import statistics
import sys
import time

import torch

torch.set_num_threads(int(sys.argv[1]))


def product_time(product, layout):
    batch, m, k, n = (product[name] for name in ("batch", "m", "k", "n"))

    def matrix(rows, columns, transposed):
        stored = torch.randn(batch, *((columns, rows) if transposed else (rows, columns)))
        stored = stored.transpose(1, 2) if transposed else stored
        return stored if batch > 1 else stored[0]

    a, b = matrix(m, k, layout == "TN"), matrix(k, n, layout == "NT")
    y = torch.empty(batch, m, n) if batch > 1 else torch.empty(m, n)
    multiply = torch.bmm if batch > 1 else torch.mm
    multiply(a, b, out=y)
    ms = []
    while len(ms) < 3 or sum(ms) < 60:
        began = time.perf_counter()
        multiply(a, b, out=y)
        ms.append((time.perf_counter() - began) * 1e3)
    return statistics.median(ms)


def tell(message):
    print("@" + json.dumps(message), flush=True)


tell({"ready": {"device": f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads", "openMs": 0}})
for line in sys.stdin:
    products = json.loads(line)["products"]
    tell({"ms": [[product_time(product, layout) for layout in ("NN", "NT", "TN")] for product in products]})
