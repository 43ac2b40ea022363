"""Golden values of mixing methods on a small language model, from PyTorch in float64: DoReMi, DoGE and Aioli written
again from the papers with autograd, for tests/learners/pytorch_methods_test.ts.

The model, its parameters and sketches of tensors are those of tests/golden/model/parity.py, which checks its model
against transformers; text comes from a formula that tests/learners/pytorch_cases.ts repeats. Which rows of it make the
batches is read from pytorch_methods_rows.json: the sampler's draws are given here, all else is computed.

Run: python tests/golden/methods/pytorch_methods.py   (writes pytorch_methods.json beside itself)
"""
import json
import math
import sys
from pathlib import Path

import numpy as np
import torch

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent / "model"))
import parity  # noqa: E402

GIVEN = json.loads((HERE / "pytorch_methods_rows.json").read_text())
B, T = GIVEN["rows"], GIVEN["context"]
UP, DOWN, FAR = 0, 1, 2
SIZES = {"train": [(1, 3000, 1001), (60, 2500, 1003), (17, 2000, 1005)],
         "val": [(1, 700, 1002), (60, 300, 1004), (17, 450, 1006)]}
PEAK, DECAY, KEPT = 2e-3, 0.01, 4


def text(by, length, seed):
    ids, x = [0], seed
    for _ in range(length - 1):
        x = 48271 * x % (2**31 - 1)
        ids.append(x // 4 % 61 if x % 4 == 0 else (ids[-1] + by) % 61)
    return torch.tensor(ids)


TEXTS = {split: [text(*size) for size in sizes] for split, sizes in SIZES.items()}


class Rows:
    """Rows of a batch: ids, which targets count (every third token of `far` does not), and domains."""

    def __init__(self, rows, split="train"):
        self.domains = torch.tensor([j for j, _ in rows])
        self.ids = torch.zeros(len(rows), T + 1, dtype=torch.long)
        self.counts = torch.zeros(len(rows), T, dtype=torch.bool)
        for b, (j, start) in enumerate(rows):
            found = TEXTS[split][j][start:start + T + 1]
            self.ids[b, :len(found)] = found
            for t in range(len(found) - 1):
                self.counts[b, t] = j != FAR or (start + t + 1) % 3 != 0

    def of(self, j):
        """The targets of a domain that count."""
        return self.counts & (self.domains == j)[:, None]


class Model:
    """The model in training: AdamW, a learning rate that falls linearly to 0."""

    def __init__(self, kind, steps):
        self.config, self.steps, self.done = parity.CASES[kind], steps, 0
        self.p = parity.parameters(self.config, torch.float64)
        self.before = {k: v.detach().clone() for k, v in self.p.items()}
        self.optimizer = torch.optim.AdamW([
            dict(params=[v for v in self.p.values() if v.ndim == 2], weight_decay=DECAY),
            dict(params=[v for v in self.p.values() if v.ndim < 2], weight_decay=0.0)],
            lr=PEAK, betas=(0.9, 0.999), eps=1e-8, foreach=False)

    def rate(self):
        return PEAK * (1 - self.done / self.steps)

    def losses(self, rows):
        return parity.losses(self.config, self.p, rows.ids).view(-1, T)

    def gradient(self, loss):
        return torch.cat([g.reshape(-1) for g in torch.autograd.grad(loss, list(self.p.values()), retain_graph=True)])

    def update(self, gradient, clip):
        """Gives the norm before clipping."""
        at = 0
        for v in self.p.values():
            v.grad = gradient[at:at + v.numel()].view_as(v).clone()
            at += v.numel()
        norm = torch.nn.utils.clip_grad_norm_(list(self.p.values()), clip).item()
        for group in self.optimizer.param_groups:
            group["lr"] = self.rate()
        self.optimizer.step()
        self.done += 1
        return norm

    def evaluate(self, targets):
        """Mean loss of each target's val text, each token but the first a target once."""
        out = []
        for i in targets:
            rows = Rows([(i, start) for start in range(0, len(TEXTS["val"][i]) - 1, T)], "val")
            with torch.no_grad():
                out.append(self.losses(rows)[rows.counts].mean().item())
        return np.array(out)

    def moved(self):
        out = {}
        for k, v in self.p.items():
            full = parity.sketch(k, v - self.before[k])
            out[k] = {"norm": full["norm"], **{what: full[what][:KEPT] for what in ("projections", "entries")}}
        return out


def clipped(gradient, most):
    norm = gradient.norm()
    return gradient * (most / norm) if norm > most else gradient


def domain_losses(losses, rows, domains):
    """Mean loss of each domain; None where the batch lacks it."""
    return [losses[rows.of(j)].mean().item() if rows.of(j).any() else None for j in domains]


def doremi(steps, model, preset):
    """arXiv 2305.10429, algorithm 1; `repo` and `nanotron` are the programs."""
    m, eta, c = 3, 1.0, 1e-3
    reference = {k: v.flatten().flip(0).view_as(v) for k, v in model.before.items()}
    s = torch.tensor([0.5, 0.3, 0.2] if preset == "repo" else [1 / 3] * 3, dtype=torch.float64)
    alpha, score = s.clone(), torch.full((m,), math.log(50277) if preset == "repo" else 0.0, dtype=torch.float64)
    weights, out = [], []
    for step in steps:
        rows = Rows(step["train"])
        losses = model.losses(rows)
        with torch.no_grad():
            apart = parity.losses(model.config, reference, rows.ids).view(-1, T)
            positive = (losses - apart).clamp(min=0)
        for i in range(m):
            if rows.of(i).any():
                over = (rows.domains == i).sum() * T if preset == "nanotron" else rows.of(i).sum()
                score[i] = positive[rows.of(i)].sum() / over
            elif preset != "repo":
                score[i] = 0
        alpha = (1 - c) * torch.softmax(alpha.log() + eta * score, 0) + c / m
        if preset == "repo":
            each = (alpha / s / (alpha / s).sum())[rows.domains][:, None] * rows.counts
            loss = (each * losses).sum() / each.sum()
        elif preset == "nanotron":
            over = [(rows.domains == i).sum().clamp(min=1) * T for i in range(m)]
            loss = sum(alpha[i] * (losses - apart).clamp(min=0)[rows.of(i)].sum() / over[i] for i in range(m))
        else:
            loss = sum(alpha[i] * losses[rows.of(i)].mean() for i in range(m) if rows.of(i).any())
        out.append({"losses": domain_losses(losses, rows, range(m)), "scores": score.tolist(),
                    "weights": alpha.tolist(), "norm": model.update(model.gradient(loss), 1.0)})
        weights.append(alpha)
    counted = [s] + weights if preset == "repo" else weights
    return {"steps": out, "mixture": torch.stack(counted).mean(0).tolist()}


def doge(steps, model, domains, mu, most=1.0, largest=5):
    """arXiv 2310.15393, algorithm 1. The target is the domains themselves, or the rows of `val` together."""
    m = len(domains)
    w, weights, out = torch.full((m,), 1 / m, dtype=torch.float64), [], []
    nothing = torch.zeros(sum(v.numel() for v in model.p.values()), dtype=torch.float64)
    for step in steps:
        rows, rate = Rows(step["train"]), model.rate()
        losses = model.losses(rows)
        raw = [model.gradient(losses[rows.of(j)].mean()) if rows.of(j).any() else nothing for j in domains]
        own = [clipped(g, most) for g in raw]
        aims = own
        if "val" in step:
            val = Rows(step["val"], "val")
            raw.append(model.gradient(model.losses(val)[val.counts].mean()))
            aims = [clipped(raw[-1], most)]
        mean = sum(g.norm() for g in own) / m
        effects = [[(rate * (g @ aim) / (mean + 1e-6)).item() for g in own] for aim in aims]
        score = torch.tensor(effects, dtype=torch.float64).sum(0).clamp(0, largest * rate)
        w = w * (score / mu).exp()
        w = w / w.sum()
        norm = model.update(sum(w[j] * own[j] for j in range(m)), math.inf)
        out.append({"losses": domain_losses(losses, rows, domains), "effects": effects, "weights": w.tolist(),
                    "norms": [g.norm().item() for g in raw], "norm": norm})
        weights.append(w)
    return {"steps": out, "mixture": torch.stack(weights).mean(0).tolist()}


def aioli(steps, model, recursive, realised, ema):
    """arXiv 2411.05735, algorithms 1 and 2: rounds of 12 updates, 3 visits of one update to each proxy mixture."""
    m, f, eta, visits, length = 3, 0.5, 0.1, 3, 12
    nominal = np.full((m, m), (1 - f) / (m - 1)) + np.eye(m) * (f - (1 - f) / (m - 1))
    p, smooth, total, out, rounds, evaluations = np.full(m, 1 / m), None, np.zeros(m), [], [], []

    def train(step):
        rows = Rows(step["train"])
        losses = model.losses(rows)
        out.append({"losses": domain_losses(losses, rows, range(m)),
                    "norm": model.update(model.gradient(losses[rows.counts].mean()), 1.0)})

    def evaluate():
        evaluations.append(model.evaluate(range(m)))
        return evaluations[-1]

    for first in range(0, len(steps), length):
        before = start = evaluate()
        drops, drawn = np.zeros((m, m)), np.zeros((m, m))
        for step in steps[first:first + visits * m]:
            train(step)
            after = evaluate()
            drops[:, step["visit"]] += before - after
            for j, _ in step["train"]:
                drawn[step["visit"], j] += 1
            before = after
        W = drawn / drawn.sum(1, keepdims=True) if realised else nominal
        A = np.stack([np.linalg.solve(W, beta) for beta in drops / visits])
        normal = A - min(A.min(), 0)
        normal = normal / normal.sum()
        smooth = normal if ema is None or smooth is None else (1 - ema) * normal + ema * smooth
        p = (p if recursive else np.full(m, 1 / m)) * np.exp(eta * smooth.sum(0))
        p = p / p.sum()
        for step in steps[first + visits * m:first + length]:
            train(step)
        total += visits * m * np.full(m, 1 / m) + (length - visits * m) * p
        rounds.append({"losses": start.tolist(), "W": W.tolist(), "A": A.tolist(), "normalized": normal.tolist(),
                       "scores": smooth.sum(0).tolist(), "mixture": p.tolist()})
    return {"steps": out, "evaluations": [e.tolist() for e in evaluations], "rounds": rounds,
            "mixture": (total / len(steps)).tolist()}


CASES = {
    "doremi paper": ("parallel", lambda s, m: doremi(s, m, "paper")),
    "doremi repo": ("sequential", lambda s, m: doremi(s, m, "repo")),
    "doremi nanotron": ("parallel", lambda s, m: doremi(s, m, "nanotron")),
    "doge paper": ("parallel", lambda s, m: doge(s, m, [UP, DOWN, FAR], mu=0.01)),
    "doge out of domain": ("sequential", lambda s, m: doge(s, m, [UP, DOWN], mu=0.05, most=2.0, largest=0.3)),
    "doge aioli": ("sequential", lambda s, m: doge(s, m, [UP, DOWN, FAR], mu=0.01)),
    "aioli paper": ("parallel", lambda s, m: aioli(s, m, recursive=True, realised=True, ema=None)),
    "aioli repo": ("sequential", lambda s, m: aioli(s, m, recursive=False, realised=False, ema=0.25)),
}


def rounded(value, digits):
    """As many digits as float32 can be held to, and some more."""
    if isinstance(value, float):
        return float(f"{value:.{digits}g}")
    if isinstance(value, dict):
        return {k: rounded(v, digits) for k, v in value.items()}
    return [rounded(v, digits) for v in value] if isinstance(value, list) else value


lines = []
for name, (kind, run) in CASES.items():
    parity.against_transformers(parity.CASES[kind])
    steps = GIVEN["cases"][name]["steps"]
    model = Model(kind, len(steps))
    found = run(steps, model)
    lines.append(f"{json.dumps(name)}: {json.dumps({**rounded(found, 10), 'moved': rounded(model.moved(), 7)})}")
head = {"origin": "tests/golden/methods/pytorch_methods.py", "torch": torch.__version__, "numpy": np.__version__}
(HERE / "pytorch_methods.json").write_text(json.dumps(head)[:-1] + ', "cases": {\n' + ",\n".join(lines) + "}}\n")
