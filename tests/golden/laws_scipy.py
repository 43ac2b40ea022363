"""Reference values for tests/laws, from SciPy: the best of many starts of a general solver, for every law.

All tables are SYNTHETIC: losses computed from planted laws, with noise. Nothing here was measured.

Run: python tests/golden/laws_scipy.py > tests/golden/laws_scipy.json
"""
import json
import sys

import numpy as np
import scipy
from scipy.optimize import least_squares
from scipy.stats import kendalltau, spearmanr, t as student

STARTS = int(sys.argv[1]) if len(sys.argv) > 1 else 120
rng = np.random.default_rng(20240607)


def num(a):
    return np.asarray(a, float).tolist()


def mixtures(n, m, alpha=1.0):
    return np.round(rng.dirichlet(np.full(m, alpha), n), 6)


def normalised(p):
    return p / p.sum(axis=1, keepdims=True)


# ---- formulas, written over a complex θ too, for complex-step derivatives ----
def log_linear(p, b):  # as Data Mixing Laws writes it: c + k exp(t·p), one parameter too many
    return b[0] + np.exp(b[1] + p @ b[2:])


def vertices(p, b):  # the same, gauge fixed
    return b[0] + np.exp(p @ b[1:])


def linear(p, b):
    return p @ b


def m1(p, b):
    m = p.shape[1]
    return b[0] + np.exp(p * b[1 + m:]) @ b[1:1 + m]


def m2(p, b):
    return b[0] + b[1] * np.exp(p * b[2:]).sum(axis=1)


def m3(p, b):
    return b[0] + np.exp(b[1] + b[2] * p.prod(axis=1))


def bimix(e):
    def f(p, b):
        m = p.shape[1]
        return ((p + e) ** -b[m:]) @ b[:m]
    return f


def autoscale(R):
    def f(p, b):
        m = p.shape[1]
        return b[0] + np.exp(-b[1 + m:] * (np.log(R) + np.log(b[1:1 + m] + p))).sum(axis=1)
    return f


def diagonal(own, intercept):
    return lambda p, b: b[0] * p[:, own] + (b[1] if intercept else 0)


inf = np.inf


def space(law, m, R=1.0):
    """Bounds, as the laws state them, and a sampler of starts."""
    u = rng.uniform
    if law == "log-linear":
        return ([0] + [-inf] * (m + 1), [inf] * (m + 2),
                lambda lo: [u(0, lo), *u(-2, 1, 1), *u(-4, 1, m)])
    if law == "m1":
        return ([0] + [0] * m + [-inf] * m, [inf] * (m + 1) + [50] * m,
                lambda lo: [u(0, lo), *u(0, 2, m), *rng.choice([-1, 1], m, p=[.8, .2]) * 10 ** u(-1, 1.5, m)])
    if law == "m2":
        return ([0, 0] + [-inf] * m, [inf, inf] + [50] * m,
                lambda lo: [u(0, lo), u(0, 1), *rng.choice([-1, 1], m, p=[.7, .3]) * 10 ** u(-1, 1.5, m)])
    if law == "m3":
        return [0, -50, -inf], [inf, 50, inf], lambda lo: [u(0, lo), u(-3, 1), u(-100, 60)]
    if law == "bimix":
        return [0] * (2 * m), [inf] * m + [10] * m, lambda lo: [*u(0, 2, m), *10 ** u(-2, .5, m)]
    if law == "autoscale":
        return ([0] + [1e-9] * m + [0] * m, [inf] + [100] * m + [20] * m,
                lambda lo: [u(0, lo), *10 ** u(-3, .5, m), *(10 ** u(-1.5, 1, m) / (1 + np.log(R) / 2))])
    raise ValueError(law)


def fit(law, f, p, y, w, delta, R=1.0):
    """The lowest Σ w ρ(y − f) over many starts."""
    lower, upper, sample = space(law, p.shape[1], R)
    root = np.sqrt(w)
    cut = (delta * root) ** 2 if delta else None

    def rho(z):  # Huber's loss of √w r with the threshold δ√w is w times Huber's loss of r
        c = np.where(cut > 0, cut, 1)
        over = z > c
        s = np.sqrt(np.where(over, z, 1))
        return np.stack([np.where(over, 2 * np.sqrt(c) * s - c, z), np.where(over, np.sqrt(c) / s, 1),
                         np.where(over, -0.5 * np.sqrt(c) / s ** 3, 0)])

    found = []
    for _ in range(STARTS):
        start = np.clip(sample(y[w > 0].min()), np.array(lower) + 1e-9, np.array(upper) - 1e-9)
        try:
            r = least_squares(lambda b: root * (f(p, b) - y), start, jac="cs", bounds=(lower, upper), x_scale="jac",
                              loss=rho if delta else "linear", ftol=1e-10, xtol=1e-10, gtol=1e-10, max_nfev=300)
        except (ValueError, np.linalg.LinAlgError):
            continue
        found.append(r)
    found.sort(key=lambda r: r.cost)
    # to the bottom of the lowest valleys
    best = [least_squares(lambda b: root * (f(p, b) - y), r.x, jac="cs", bounds=(lower, upper), x_scale="jac",
                          loss=rho if delta else "linear", ftol=1e-15, xtol=1e-15, gtol=1e-15, max_nfev=3000)
            for r in found[:3]]
    return min(best, key=lambda r: r.cost).x, lower, upper


def jacobian(f, p, b):
    columns = []
    for i in range(len(b)):
        z = np.array(b, complex)
        z[i] += 1e-30j
        columns.append(np.broadcast_to(f(p, z), len(p)).imag / 1e-30)
    return np.stack(columns, axis=1)


def huber(r, delta):
    a = np.abs(r)
    return 0.5 * r * r if not delta else np.where(a <= delta, 0.5 * a * a, delta * (a - 0.5 * delta))


def describe(f, p, y, w, delta, b, names, lower=None, upper=None):
    """Objective, predictions, parameters, and standard errors where the minimum is regular."""
    b = np.asarray(b, float)
    r = y - f(p, b)
    J = jacobian(f, p, b)
    free = np.ones(len(b), bool)
    if lower is not None:
        free = (b > np.array(lower) + 1e-7) & (b < np.array(upper) - 1e-7)
    A = np.sqrt(w)[:, None] * J[:, free]
    length = np.sqrt((A ** 2).sum(axis=0))
    condition = np.linalg.cond(A / np.where(length > 0, length, 1)) if length.all() else inf
    out = {"objective": float((w * huber(r, delta)).sum() / w.sum()), "predicted": num(f(p, b)),
           "even": float(f(np.full((1, p.shape[1]), 1 / p.shape[1]), b)[0]),
           "unique": bool(condition < 1e5)}
    degrees = int((w > 0).sum() - free.sum())
    if condition < 1e4 and free.all() and degrees > 0:
        psi = np.clip(r, -delta, delta) if delta else r
        inside = (w * (np.abs(r) < delta)).sum() / w.sum() if delta else 1
        cov = (w * psi ** 2).sum() / degrees / inside ** 2 * np.linalg.inv(A.T @ A)
        se = np.sqrt(np.diag(cov))
        log = np.array([n.startswith("log ") and n != "log k" for n in names])  # fitted as k, reported as log k
        out["parameters"] = dict(zip(names, num(np.where(log, np.log(np.where(log, b, 1)), b))))
        out["standardErrors"] = dict(zip(names, num(np.where(log, se / b, se))))
    return out


def run(law, table, options=None, w=None):
    options = options or {}
    p, domains, targets = normalised(np.array(table["shares"])), table["domains"], table["targets"]
    w = np.ones(len(p)) if w is None else np.asarray(w, float)
    m, delta, fits = len(domains), options.get("delta"), []
    for i, target in enumerate(targets):
        y = np.array(table["losses"])[:, i]
        if law in ("log-linear",):
            b, *_ = fit(law, log_linear, p, y, w, delta)
            v = np.concatenate([[b[0]], b[1] + b[2:]])
            fits.append(describe(vertices, p, y, w, delta, v, ["c"] + [f"v:{d}" for d in domains],
                                 [0] + [-inf] * m, [inf] * (m + 1)))
            continue
        if law in ("linear", "linear-dynamic", "log-ratio", "linear-dynamic-diagonal"):
            start = np.array(table["startLosses"])[:, i] if "startLosses" in table else None
            z = y - start if law.startswith("linear-d") else np.log(y / start) if law == "log-ratio" else y
            f, names, X = linear, [f"a:{d}" for d in domains], p
            if law == "linear-dynamic-diagonal":
                own, intercept = domains.index(target), options.get("intercept", True)
                f, names = diagonal(own, intercept), ["k", "b"][:2 if intercept else 1]
                X = np.stack([p[:, own], np.ones(len(p))], axis=1)[:, :len(names)]
            s = np.sqrt(w)
            b = np.linalg.lstsq(s[:, None] * X, s * z, rcond=None)[0]
            if delta:
                b = least_squares(lambda b: X @ b - z, b, loss="huber", f_scale=delta, ftol=1e-15, xtol=1e-15,
                                  gtol=1e-15).x
            got = describe(f, p, z, w, delta, b, names)
            if law != "linear":  # predictions in losses again
                back = np.array(got["predicted"])
                got["predicted"] = num(start * np.exp(back) if law == "log-ratio" else start + back)
                del got["even"]
            fits.append(got)
            continue
        R = float(table.get("tokens", 1))
        f = {"m1": m1, "m2": m2, "m3": m3, "bimix": bimix(options.get("offset", 0)), "autoscale": autoscale(R)}[law]
        names = {
            "m1": ["c"] + [f"log k:{d}" for d in domains] + [f"t:{d}" for d in domains],
            "m2": ["c", "k"] + [f"t:{d}" for d in domains],
            "m3": ["c", "log k", "T"],
            "bimix": [f"log A:{d}" for d in domains] + [f"alpha:{d}" for d in domains],
            "autoscale": ["c"] + [f"n:{d}" for d in domains] + [f"gamma:{d}" for d in domains],
        }[law]
        b, lower, upper = fit(law, f, p, y, w, delta, R)
        fits.append(describe(f, p, y, w, delta, b, names, lower, upper))
    return fits


def leave_one_out(table, delta=None):
    p = normalised(np.array(table["shares"]))
    out = np.zeros((len(p), len(table["targets"])))
    for n in range(len(p)):
        keep = np.arange(len(p)) != n
        for i in range(out.shape[1]):
            y = np.array(table["losses"])[:, i]
            b, *_ = fit("log-linear", log_linear, p[keep], y[keep], np.ones(keep.sum()), delta)
            out[n, i] = log_linear(p[n:n + 1], b)[0]
    return num(out)


# ---- the tables ----
def table(p, f, noise, domains, targets, **more):
    y = np.stack([g(normalised(p)) for g in f], axis=1)
    return {"synthetic": True, "domains": domains, "targets": targets, "shares": num(p),
            "losses": num(np.round(y + noise * rng.standard_normal(y.shape), 6)), **more}


three, four = ["web", "code", "books"], ["web", "code", "books", "wiki"]
tables = {}
tables["log-linear"] = table(mixtures(18, 3), [
    lambda p: vertices(p, np.array([2.2, -2.0, 0.3, -0.4])),
    lambda p: vertices(p, np.array([1.1, 0.4, -1.6, 0.1])),
], 0.01, three, ["web", "code"])
outliers = json.loads(json.dumps(tables["log-linear"]))
for n, i, by in [(3, 0, .3), (9, 0, -.2), (11, 1, .5), (16, 1, .25)]:
    outliers["losses"][n][i] = round(outliers["losses"][n][i] + by, 6)
tables["log-linear with outliers"] = outliers
tables["m1"] = table(mixtures(30, 3), [lambda p: m1(p, np.array([2, .8, .5, .4, -3, -6, -1.5]))], 0.003, three, ["web"])
tables["m2"] = table(mixtures(26, 3), [lambda p: m2(p, np.array([1.8, .4, -2, -7, .6]))], 0.004, three, ["web"])
tables["m3"] = table(mixtures(20, 3, 2.0), [lambda p: m3(p, np.array([2, .2, -40]))], 0.004, three, ["web"])
tables["bimix"] = table(mixtures(24, 3, 2.0), [lambda p: bimix(0)(p, np.array([1.2, .3, .6, .1, .35, .05]))], 0.004,
                        three, ["web"])
zeros = mixtures(28, 3)
zeros[::4, 1] = 0
tables["zero shares"] = table(zeros, [lambda p: bimix(.02)(p, np.array([1.5, .4, .3, .08, .3, .2]))], 0.004, three,
                              ["code"])
tables["autoscale"] = table(mixtures(32, 2), [lambda p: autoscale(1)(p, np.array([1.5, .05, .3, .25, 1.2]))], 0.002,
                            ["web", "code"], ["web"])
tables["autoscale with tokens"] = table(
    mixtures(32, 2), [lambda p: autoscale(2e9)(p, np.array([1.2, .03, .2, .015, .03]))], 0.002, ["web", "code"], ["web"],
    tokens=2e9)
p = mixtures(20, 3)
start = np.round(3 + rng.uniform(size=(20, 3)), 6)
A = np.array([[-.5, -.1, -.05], [-.02, -.7, -.1], [-.1, .05, -.4]])
tables["segments"] = {"synthetic": True, "domains": three, "targets": three, "shares": num(p),
                      "startLosses": num(start),
                      "losses": num(np.round(start + normalised(p) @ A.T + .01 * rng.standard_normal((20, 3)), 6))}

weights = num(np.round(rng.exponential(size=18), 4))
weights[5] = 0.0
cases = []


def case(law, name, options=None, w=None):
    fits = run(law, tables[name], options, w)
    cases.append({"law": law, "table": name, "options": options or {}, **({"weights": w} if w else {}), "fits": fits})
    print(law, name, options, [(f["objective"], f["unique"]) for f in fits], file=sys.stderr)


case("log-linear", "log-linear")
case("log-linear", "log-linear", w=weights)
case("log-linear", "log-linear with outliers", {"delta": 0.02})
case("log-linear", "log-linear with outliers", {"delta": 0.03}, weights)
case("log-linear", "log-linear with outliers")
case("log-linear", "zero shares")
case("linear", "log-linear")
case("linear", "log-linear", w=weights)
case("linear", "log-linear with outliers", {"delta": 0.03})
for law in ("m1", "m2", "m3", "bimix"):
    case(law, law)
    case(law, "log-linear")
case("m1", "m1", {"delta": 0.004})
case("m2", "m2", {"delta": 0.004})
case("m3", "m3", {"delta": 0.004})
case("bimix", "bimix", {"delta": 0.004})
case("bimix", "zero shares", {"offset": 0.02})
case("bimix", "bimix", {"offset": 0.01})
case("autoscale", "autoscale")
case("autoscale", "autoscale", {"delta": 0.002})
case("autoscale", "autoscale with tokens")
case("linear-dynamic", "segments")
case("linear-dynamic-diagonal", "segments")
case("linear-dynamic-diagonal", "segments", {"intercept": False})
case("log-ratio", "segments")

STARTS = 50
loo = [{"table": "log-linear", "options": {}, "predicted": leave_one_out(tables["log-linear"])},
       {"table": "log-linear with outliers", "options": {"delta": 0.02},
        "predicted": leave_one_out(tables["log-linear with outliers"], 0.02)}]

# ---- quality ----
quality = []
for n, ties in [(12, False), (40, False), (25, True), (60, True)]:
    y = 2 + rng.standard_normal(n)
    f = y + rng.standard_normal(n)
    if ties:
        y, f = np.round(y), np.round(f * 2) / 2
    order = np.argsort(f, kind="stable")
    quality.append({
        "observed": num(y), "predicted": num(f), "mse": float(((y - f) ** 2).mean()),
        "mae": float(np.abs(y - f).mean()), "r2": float(1 - ((y - f) ** 2).sum() / ((y - y.mean()) ** 2).sum()),
        "spearman": float(spearmanr(y, f).statistic), "kendall": float(kendalltau(y, f).statistic),
        "regretTop1": float(y[order[0]] - y.min()), "regretTop5": float(y[order[:5]].min() - y.min())})

quantiles = [{"p": q, "df": df, "t": float(student.ppf(q, df))}
             for df in [1, 2, 3, 4, 5, 7, 10, 15, 25, 40, 75, 120, 200, 2.5, 0.7]
             for q in [0.5, 0.501, 0.6, 0.75, 0.9, 0.95, 0.975, 0.99, 0.999, 0.9999, 0.025]]

json.dump({"origin": "python tests/golden/laws_scipy.py > tests/golden/laws_scipy.json", "python": sys.version.split()[0],
           "scipy": scipy.__version__, "numpy": np.__version__, "note": "SYNTHETIC tables: planted laws plus noise",
           "tables": tables, "cases": cases, "leaveOneOut": loo, "quality": quality, "studentQuantiles": quantiles},
          sys.stdout, separators=(",", ":"))
print()
