"""Golden values of training for tests/model and tests/engine, from PyTorch: token losses, gradients, AdamW updates and
a loss curve of a parallel, untied and of a sequential, tied GPT-NeoX.

Weights and token ids come from an integer hash that tests/model/parity_inputs.ts repeats. Large tensors are kept as
sketches: norm, 16 projections onto vectors of ±1, some entries. The third of the query-key-value bias that belongs to
the keys is set to 0 in sketches: its gradient is rounding noise (softmax does not see a shift), which Adam blows up.

The model is written out here so that float64 is float64 throughout (transformers computes rotary frequencies in
float32); the script first checks it against GPTNeoXForCausalLM.

Run: python tests/golden/model/parity.py > tests/golden/model/parity.json
"""
import json

import numpy as np
import torch
import torch.nn.functional as F
import transformers
from transformers import GPTNeoXConfig, GPTNeoXForCausalLM

torch.set_num_threads(1)
B, T = 8, 64
TINY = dict(vocabularySize=256, context=T, width=64, layers=2, heads=4, mlpWidth=256, rotaryFraction=0.25,
            rotaryBase=10000, layerNormEpsilon=1e-5, residual="parallel", tiedEmbeddings=False)
CASES = {"parallel": TINY, "sequential": {**TINY, "residual": "sequential", "tiedEmbeddings": True}}
ADAMW = dict(lr=1e-3, betas=(0.9, 0.95), eps=1e-8)
DECAY, CLIP, STEPS, SKETCHED_STEP = 0.01, 1.0, 20, 3


def mix(seed, size):
    """32 bits for each of 0 … size − 1: an integer hash of seed and index."""
    x = np.arange(size, dtype=np.uint32) * np.uint32(0x9E3779B9) + np.uint32((seed * 0x85EBCA6B) % 2**32)
    x ^= x >> np.uint32(16)
    x *= np.uint32(0x7FEB352D)
    x ^= x >> np.uint32(15)
    x *= np.uint32(0x846CA68B)
    x ^= x >> np.uint32(16)
    return x


def uniform(seed, size):
    return mix(seed, size).astype(np.float64) / 2**32


def shapes(c):
    D, M, V = c["width"], c["mlpWidth"], c["vocabularySize"]
    out = [("gpt_neox.embed_in.weight", (V, D))]
    for l in range(c["layers"]):
        p = f"gpt_neox.layers.{l}."
        out += [(p + "input_layernorm.weight", (D,)), (p + "input_layernorm.bias", (D,)),
                (p + "attention.query_key_value.weight", (3 * D, D)), (p + "attention.query_key_value.bias", (3 * D,)),
                (p + "attention.dense.weight", (D, D)), (p + "attention.dense.bias", (D,)),
                (p + "post_attention_layernorm.weight", (D,)), (p + "post_attention_layernorm.bias", (D,)),
                (p + "mlp.dense_h_to_4h.weight", (M, D)), (p + "mlp.dense_h_to_4h.bias", (M,)),
                (p + "mlp.dense_4h_to_h.weight", (D, M)), (p + "mlp.dense_4h_to_h.bias", (D,))]
    out += [("gpt_neox.final_layer_norm.weight", (D,)), ("gpt_neox.final_layer_norm.bias", (D,))]
    return out if c["tiedEmbeddings"] else out + [("embed_out.weight", (V, D))]


def parameters(c, dtype):
    """Tensor number i from seed i: matrices within ±0.1, gains within 1 ± 0.1, biases within ±0.05; float32 values."""
    out = {}
    for i, (name, shape) in enumerate(shapes(c)):
        u = uniform(i, int(np.prod(shape))) - 0.5
        v = u * 0.2 if len(shape) == 2 else 1 + u * 0.2 if name.endswith("weight") else u * 0.1
        out[name] = torch.tensor(v.astype(np.float32).reshape(shape), dtype=dtype, requires_grad=True)
    return out


def tokens(c, step):
    """B × (T + 1) ids of batch `step`, small ids more often."""
    u = uniform(1000 + step, B * (T + 1))
    return torch.tensor(np.floor(u * u * c["vocabularySize"]).astype(np.int64).reshape(B, T + 1))


def weights(dtype):
    """Uneven weights of the B × T losses, about 1 / N each."""
    return torch.tensor(((0.5 + uniform(2000, B * T)) / (B * T)).astype(np.float32), dtype=dtype)


def forward(c, p, ids):
    """Logits; ids are [rows, positions]."""
    D, H = c["width"], c["heads"]
    W = D // H
    R = int(W * c["rotaryFraction"])
    rows, n = ids.shape
    dtype = p["gpt_neox.embed_in.weight"].dtype
    angles = torch.outer(torch.arange(n, dtype=dtype), c["rotaryBase"] ** (-torch.arange(0, R, 2, dtype=dtype) / R))
    cos, sin = angles.cos(), angles.sin()

    def turn(x):
        a, b = x[..., : R // 2], x[..., R // 2 : R]
        return torch.cat([a * cos - b * sin, b * cos + a * sin, x[..., R:]], -1)

    def norm(x, name):
        return F.layer_norm(x, (D,), p[name + ".weight"], p[name + ".bias"], c["layerNormEpsilon"])

    def dense(x, name):
        return F.linear(x, p[name + ".weight"], p[name + ".bias"])

    hidden = torch.full((n, n), float("-inf"), dtype=dtype).triu(1)
    x = F.embedding(ids, p["gpt_neox.embed_in.weight"])
    for l in range(c["layers"]):
        name = f"gpt_neox.layers.{l}."
        qkv = dense(norm(x, name + "input_layernorm"), name + "attention.query_key_value")
        q, k, v = qkv.view(rows, n, H, 3 * W).transpose(1, 2).split(W, -1)
        scores = turn(q) @ turn(k).transpose(-1, -2) / W**0.5 + hidden
        mixed = (scores.softmax(-1) @ v).transpose(1, 2).reshape(rows, n, D)
        attended = x + dense(mixed, name + "attention.dense")
        u = x if c["residual"] == "parallel" else attended
        up = dense(norm(u, name + "post_attention_layernorm"), name + "mlp.dense_h_to_4h")
        x = attended + dense(F.gelu(up), name + "mlp.dense_4h_to_h")
    head = p["gpt_neox.embed_in.weight" if c["tiedEmbeddings"] else "embed_out.weight"]
    return F.linear(norm(x, "gpt_neox.final_layer_norm"), head)


def losses(c, p, batch):
    logits = forward(c, p, batch[:, :-1])
    return F.cross_entropy(logits.reshape(-1, logits.shape[-1]), batch[:, 1:].reshape(-1), reduction="none")


def against_transformers(c):
    model = GPTNeoXForCausalLM(GPTNeoXConfig(
        vocab_size=c["vocabularySize"], hidden_size=c["width"], num_hidden_layers=c["layers"],
        num_attention_heads=c["heads"], intermediate_size=c["mlpWidth"], max_position_embeddings=c["context"],
        rotary_pct=c["rotaryFraction"], layer_norm_eps=c["layerNormEpsilon"],
        use_parallel_residual=c["residual"] == "parallel", tie_word_embeddings=c["tiedEmbeddings"])).eval()
    p = parameters(c, torch.float32)
    own = {k.replace("embed_out", "lm_head"): v.detach() for k, v in p.items()}
    if c["tiedEmbeddings"]:
        own["lm_head.weight"] = own["gpt_neox.embed_in.weight"]
    model.load_state_dict(own)
    ids = tokens(c, 0)[:, :-1]
    with torch.no_grad():
        apart = (model(ids).logits - forward(c, p, ids)).abs().max().item()
    assert apart < 2e-5, apart


def sketch(name, values):
    v = values.detach().to(torch.float64).numpy().reshape(-1).copy()
    if name.endswith("query_key_value.bias"):
        v.reshape(4, 3, -1)[:, 1] = 0
    signs = [1.0 - 2.0 * (mix(3000 + k, v.size) & np.uint32(1)) for k in range(16)]
    at = (mix(4000, 8).astype(np.uint64) % np.uint64(v.size)).astype(int)
    return {"norm": float(np.sqrt(v @ v)), "projections": [float(s @ v) for s in signs],
            "entries": [float(v[i]) for i in at]}


def train(c, dtype, out):
    """The curve of mean losses, and the gradients' norms; the updates after SKETCHED_STEP steps into `out`."""
    p = parameters(c, dtype)
    before = {k: v.detach().clone() for k, v in p.items()}
    decayed = [v for v in p.values() if v.ndim == 2]
    plain = [v for v in p.values() if v.ndim < 2]
    optimizer = torch.optim.AdamW(
        [dict(params=decayed, weight_decay=DECAY), dict(params=plain, weight_decay=0.0)], foreach=False, **ADAMW)
    curve, norms = [], []
    for step in range(STEPS):
        optimizer.zero_grad()
        loss = losses(c, p, tokens(c, step)).mean()
        loss.backward()
        norms.append(torch.nn.utils.clip_grad_norm_(list(p.values()), CLIP).item())
        optimizer.step()
        curve.append(loss.item())
        if step + 1 == SKETCHED_STEP and out is not None:
            for k, v in p.items():
                out[k] = sketch(k, v - before[k])
    return curve, norms


def case(c):
    against_transformers(c)
    f64, f32, out = torch.float64, torch.float32, {"config": c}
    p = parameters(c, f64)
    batch = tokens(c, 0)
    per_token = losses(c, p, batch)
    (weights(f64) * per_token).sum().backward()
    out["losses"] = per_token.tolist()
    with torch.no_grad():
        single = losses(c, parameters(c, f32), batch).to(f64)
    out["losses32"] = [round(x, 8) for x in single.tolist()]
    out["gradients"] = {k: sketch(k, v.grad) for k, v in p.items()}
    out["updates"] = {}
    out["curve"], out["norms"] = train(c, f64, out["updates"])
    out["curve32"], _ = train(c, f32, None)
    return out


if __name__ == "__main__":
    print(json.dumps({
        "origin": "tests/golden/model/parity.py", "torch": torch.__version__, "transformers": transformers.__version__,
        "numpy": np.__version__, "rows": B, "context": T,
        "adamw": {"learningRate": ADAMW["lr"], "betas": ADAMW["betas"], "epsilon": ADAMW["eps"], "weightDecay": DECAY,
                  "clip": CLIP, "sketchedStep": SKETCHED_STEP},
        "cases": {name: case(c) for name, c in CASES.items()},
    }))
