"""PyTorch's worker of bench/train.ts: GPT-NeoX on a CPU in float32, eager or compiled, written for speed.

Protocol, one line each way: prints `@{"ready": …}` when built, then for every `{"run": k}` on standard input takes k
steps and prints `@{"ms": […], "losses": […]}`. A step: forward, backward, clipping by the global norm, AdamW, and the
loss as a Python number. Ends when standard input does.

    python bench/train/peer_torch.py FOLDER '{"mode": "eager", "attention": "sdpa", …}'

FOLDER is written by bench/train/workload.ts; the settings are those of bench/train/peer_settings.ts.
Shapes: B rows, T positions, N = B T, D width, H heads, E width of a head, R its rotated part, V vocabulary.
"""

import json
import math
import sys
import time

import torch
import torch.nn.functional as F

FOLDER, SETTINGS = sys.argv[1], json.loads(sys.argv[2])
with open(f"{FOLDER}/workload.json") as file:
    WORKLOAD = json.load(file)
torch.set_num_threads(SETTINGS["threads"])
torch.set_flush_denormal(True)  # as Mixlab's engine does


def parameters():
    """All parameters by name, each a leaf of its own memory."""
    flat = torch.from_file(f"{FOLDER}/parameters.f32", size=WORKLOAD["size"], dtype=torch.float32)
    by_name, at = {}, 0
    for spec in WORKLOAD["parameters"]:
        size = math.prod(spec["shape"])
        by_name[spec["name"]] = flat[at : at + size].view(spec["shape"]).clone().requires_grad_()
        at += size
    return by_name


def batches():
    """Inputs and targets of every batch, as PyTorch wants ids: int64, of N."""
    count, B, T = WORKLOAD["batches"], WORKLOAD["rows"], WORKLOAD["context"]
    ids = torch.from_file(f"{FOLDER}/batches.i32", size=count * B * (T + 1), dtype=torch.int32)
    ids = ids.view(count, B, T + 1).long()
    return [(rows[:, :-1].contiguous(), rows[:, 1:].reshape(-1)) for rows in ids]


def model(p):
    """The loss of a batch as a function of its inputs (B, T) and targets (N)."""
    config = WORKLOAD["config"]
    T, D, H, epsilon = WORKLOAD["context"], config["width"], config["heads"], config["layerNormEpsilon"]
    E = D // H
    R = int(E * config["rotaryFraction"])
    sequential = config["residual"] == "sequential"
    head = p["gpt_neox.embed_in.weight" if config["tiedEmbeddings"] else "embed_out.weight"]
    angles_TR = torch.outer(torch.arange(T).float(), config["rotaryBase"] ** (-torch.arange(0, R, 2).float() / R))
    angles_TR = torch.cat([angles_TR, angles_TR], -1)
    # Queries and keys are turned together: (B, T, H, 2, R).
    cos, sin = (x.view(T, 1, 1, R) for x in (angles_TR.cos(), angles_TR.sin()))
    mask_1TT = torch.full((T, T), -math.inf).triu(1).unsqueeze(0)
    chunks = torch.nn.LinearCrossEntropyOptions() if SETTINGS["head"] == "chunked" else None

    def attention(qkv_BTD3):
        B = qkv_BTD3.shape[0]
        qkv = qkv_BTD3.view(B, T, H, 3, E)
        qk, v = qkv[..., :2, :], qkv[..., 2, :]
        turned = qk[..., :R]
        half = torch.cat([-turned[..., R // 2 :], turned[..., : R // 2]], -1)
        qk = torch.cat([turned * cos + half * sin, qk[..., R:]], -1)
        q, k, v = (x.transpose(1, 2) for x in (qk[..., 0, :], qk[..., 1, :], v))
        if SETTINGS["attention"] == "sdpa":
            mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        else:
            q, k, v = (x.reshape(B * H, T, E) for x in (q, k, v))
            scores = torch.baddbmm(mask_1TT, q, k.transpose(1, 2), alpha=1 / math.sqrt(E))
            mixed = torch.bmm(scores.softmax(-1), v).view(B, H, T, E)
        return mixed.transpose(1, 2).reshape(B, T, D)

    def loss(inputs_BT, targets_N):
        x = F.embedding(inputs_BT, p["gpt_neox.embed_in.weight"])
        for l in range(config["layers"]):

            def norm(x, name):
                name = f"gpt_neox.layers.{l}.{name}"
                return F.layer_norm(x, (D,), p[f"{name}.weight"], p[f"{name}.bias"], epsilon)

            def linear(x, name):
                name = f"gpt_neox.layers.{l}.{name}"
                return F.linear(x, p[f"{name}.weight"], p[f"{name}.bias"])

            mixed = attention(linear(norm(x, "input_layernorm"), "attention.query_key_value"))
            mixed = linear(mixed, "attention.dense")
            if sequential:
                x = x + mixed
            inner = F.gelu(linear(norm(x, "post_attention_layernorm"), "mlp.dense_h_to_4h"))
            inner = linear(inner, "mlp.dense_4h_to_h")
            x = x + inner if sequential else x + mixed + inner
        final = "gpt_neox.final_layer_norm"
        x = F.layer_norm(x, (D,), p[f"{final}.weight"], p[f"{final}.bias"], epsilon).view(-1, D)
        if SETTINGS["head"] == "plain":
            return F.cross_entropy(F.linear(x, head), targets_N)
        return F.linear_cross_entropy(x, head, targets_N, options=chunks)

    return loss


def optimizer(p, update):
    """AdamW with decay on matrices only, and the function that clips and applies."""
    groups = [
        {"params": [p[s["name"]] for s in WORKLOAD["parameters"] if s["decay"] == decays], "weight_decay": decay}
        for decays, decay in ((True, update["weightDecay"]), (False, 0.0))
    ]
    kind = SETTINGS["adamw"]
    adamw = torch.optim.AdamW(
        groups,
        lr=update["learningRate"],
        betas=tuple(update["betas"]),
        eps=update["epsilon"],
        fused=kind == "fused",
        foreach=kind == "foreach",
    )
    tensors = list(p.values())

    def clip_and_apply():
        if SETTINGS["clip"] == "folded":  # the fused update divides by a scale on its way: one pass fewer
            norm = torch.nn.utils.get_total_norm([x.grad for x in tensors])
            adamw.grad_scale = (norm / update["clip"]).clamp(min=1)
            adamw.found_inf = None
        else:
            torch.nn.utils.clip_grad_norm_(tensors, update["clip"])
        adamw.step()

    if SETTINGS["compileUpdate"]:
        clip_and_apply = torch.compile(clip_and_apply)
    return adamw, clip_and_apply


def tell(message):
    print("@" + json.dumps(message), flush=True)


def main():
    began = time.perf_counter()
    p, given, update = parameters(), batches(), WORKLOAD["update"]
    loss_of = model(p)
    if SETTINGS["mode"] == "compile":
        loss_of = torch.compile(loss_of, fullgraph=True, dynamic=False, options=SETTINGS["inductor"])
    adamw, clip_and_apply = optimizer(p, update)
    taken = 0

    def step():
        nonlocal taken
        inputs_BT, targets_N = given[taken % len(given)]
        taken += 1
        adamw.zero_grad(set_to_none=SETTINGS["zero"] == "none")
        loss = loss_of(inputs_BT, targets_N)
        loss.backward()
        clip_and_apply()
        return loss.item()

    device = f"PyTorch {torch.__version__}"
    tell({"ready": {"device": device, "openMs": (time.perf_counter() - began) * 1e3}})
    for line in sys.stdin:
        ms, losses = [], []
        for _ in range(json.loads(line)["run"]):
            from_ = time.perf_counter()
            losses.append(step())
            ms.append((time.perf_counter() - from_) * 1e3)
        tell({"ms": ms, "losses": losses})


main()
