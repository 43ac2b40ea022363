"""Writes adamw.json: five steps of torch.optim.AdamW with clip_grad_norm_ in float64.

Command: python tests/golden/train/adamw.py > tests/golden/train/adamw.json   (torch 2.13, CPU)
"""
import json

import torch

torch.manual_seed(0)
hidden = torch.randn(3, 2, dtype=torch.float64, requires_grad=True)
bias = torch.randn(2, dtype=torch.float64, requires_grad=True)
start = [hidden.flatten().tolist(), bias.tolist()]
optimiser = torch.optim.AdamW(
    [{"params": [hidden], "weight_decay": 0.1}, {"params": [bias], "weight_decay": 0.0}],
    lr=1.0, betas=(0.9, 0.99), eps=1e-8,
)
steps = []
for step in range(1, 6):
    rate = 0.01 * step
    gradients = [torch.randn(3, 2, dtype=torch.float64), torch.randn(2, dtype=torch.float64)]
    for parameter, gradient in zip((hidden, bias), gradients):
        parameter.grad = gradient.clone()
    for group in optimiser.param_groups:
        group["lr"] = rate
    # Steps 4 and 5 are too small to be clipped.
    if step >= 4:
        for parameter, gradient in zip((hidden, bias), gradients):
            gradient.mul_(0.1)
            parameter.grad.mul_(0.1)
    norm = torch.nn.utils.clip_grad_norm_([hidden, bias], 1.0)
    optimiser.step()
    steps.append({
        "learningRate": rate,
        "gradients": [gradients[0].flatten().tolist(), gradients[1].tolist()],
        "norm": norm.item(),
        "values": [hidden.flatten().tolist(), bias.tolist()],
    })
print(json.dumps({"torch": torch.__version__, "start": start, "steps": steps}))
