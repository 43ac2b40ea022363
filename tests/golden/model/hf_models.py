"""Small models saved by transformers itself, with their logits: tests/golden/model/hf-*/.

The logits are computed in float32 from the weights as they were saved (rounded to F16 or BF16 where so).

Run: python tests/golden/model/hf_models.py
"""
import json
import pathlib
import shutil

import torch
import transformers
from transformers import AutoModelForCausalLM, GPTNeoXConfig, GPTNeoXForCausalLM

transformers.logging.disable_progress_bar()
torch.set_num_threads(1)
here = pathlib.Path(__file__).parent
MODELS = {
    "hf-f32-parallel": dict(dtype="float32"),
    "hf-f32-sequential-tied": dict(dtype="float32", use_parallel_residual=False, tie_word_embeddings=True),
    "hf-f16-parallel": dict(dtype="float16", rotary_pct=0.5, rotary_emb_base=500),
    "hf-bf16-sequential": dict(dtype="bfloat16", use_parallel_residual=False),
    "hf-sharded": dict(dtype="bfloat16", tie_word_embeddings=True),
}
for seed, (name, options) in enumerate(MODELS.items()):
    torch.manual_seed(seed)
    dtype = getattr(torch, options.pop("dtype"))
    config = GPTNeoXConfig(vocab_size=96, hidden_size=32, num_hidden_layers=2, num_attention_heads=4,
                           intermediate_size=64, max_position_embeddings=48, initializer_range=0.2, **options)
    model = GPTNeoXForCausalLM(config)
    for parameter in model.parameters():  # gains and biases that are not 1 and 0
        if parameter.ndim == 1:
            parameter.data += 0.2 * torch.randn_like(parameter)
    folder = here / name
    shutil.rmtree(folder, ignore_errors=True)
    model.to(dtype).save_pretrained(folder, max_shard_size="15KB" if name == "hf-sharded" else "1GB")
    (folder / "generation_config.json").unlink()
    saved = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    ids = torch.randint(0, 96, (2, 48))
    with torch.no_grad():
        logits = saved(ids).logits
    some = logits[:, ::7]  # some positions, all of the vocabulary
    weights = {k: [v.reshape(-1)[i].item() for i in (0, 1, -1)] for k, v in saved.state_dict().items()}
    (folder / "logits.json").write_text(json.dumps({
        "origin": "tests/golden/model/hf_models.py", "transformers": transformers.__version__,
        "torch": torch.__version__, "ids": ids.tolist(), "every": 7,
        "logits": [[round(x, 7) for x in row] for row in some.reshape(-1, 96).tolist()], "weights": weights}))
