"""Ids and merges of Python's tokenizers for tests/corpus/tokenizer_parity_test.ts.

    deno run -c deno.train.json -A tests/golden/corpus/dump_tokenizer_texts.ts /tmp/texts
    python tests/golden/corpus/tokenizer_ids.py /tmp/texts > tests/golden/corpus/tokenizer_ids.json

Written with tokenizers 0.23.2. Hashes of ids: SHA-256 of each text's number of ids and its ids, u32 little-endian.
"""
import hashlib
import json
import sys
from array import array
import tokenizers
from tokenizers import Tokenizer, decoders, normalizers, pre_tokenizers
from tokenizers.models import BPE
from tokenizers.trainers import BpeTrainer

folder = sys.argv[1]
read = lambda name: open(f"{folder}/{name}", encoding="utf-8").read()
texts = {name: json.loads(read(f"{name}.json")) for name in ("sample", "fuzz")}
sha = lambda text: hashlib.sha256(text.encode()).hexdigest()


def ids(tokenizer, texts):
    """Hash of the ids and their number."""
    hash, count = hashlib.sha256(), 0
    for start in range(0, len(texts), 1000):
        for encoding in tokenizer.encode_batch(texts[start : start + 1000], add_special_tokens=False):
            hash.update(array("I", [len(encoding.ids), *encoding.ids]).tobytes())
            count += len(encoding.ids)
    return {"tokens": count, "sha256": hash.hexdigest()}


def train(size, texts, min_frequency=2):
    tokenizer = Tokenizer(BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(texts, BpeTrainer(
        vocab_size=size, min_frequency=min_frequency, special_tokens=["<|endoftext|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False,
    ))
    return tokenizer


out = {"tokenizers": tokenizers.__version__, "texts": json.loads(read("hashes.json")), "ids": {}, "trained": {}}
for name in ("gpt2", "neox_like"):
    tokenizer = Tokenizer.from_str(read(f"{name}_tokenizer.json"))
    out["ids"][name] = {"file": sha(read(f"{name}_tokenizer.json"))} | {key: ids(tokenizer, texts[key]) for key in texts}
for size in (1024, 8192):
    tokenizer = train(size, texts["sample"])
    merges = "".join(f"{a} {b}\n" for a, b in json.loads(tokenizer.to_str())["model"]["merges"])
    out["trained"][size] = {"merges": sha(merges), "file": sha(tokenizer.to_str())} | {key: ids(tokenizer, texts[key]) for key in texts}

# Where two merges spell the same token the trainer's book-keeping shows: runs of few letters, merged to the end.
runs = [text for text in (
    "".join("ab"[(i * i * 7 + j * j * (i + 3)) % 5 % 2] for j in range(3 + i % 40)) for i in range(400)
)]
tokenizer = train(4096, runs, min_frequency=0)
out["runs"] = {"texts": sha(" ".join(runs)), "file": sha(tokenizer.to_str()), "ids": ids(tokenizer, runs)["sha256"]}

# Normal form C, of texts as in hashOfTexts.
hash, nfc = hashlib.sha256(), normalizers.NFC()
for text in json.loads(read("marked.json")):
    normal = nfc.normalize_str(text).encode()
    hash.update(array("I", [len(normal)]).tobytes() + normal)
out["nfc"] = hash.hexdigest()

# Class of every code point (1 letter, 2 number, 3 white space, 4 other), as the rule for words sees it.
splitter = pre_tokenizers.ByteLevel(add_prefix_space=False)
one = lambda text: len(splitter.pre_tokenize_str(text)) == 1
kind = lambda c: 1 if one("a" + c) else 2 if one("1" + c) else 4 if one("!" + c) else 3
classes = bytes(0 if 0xD800 <= c < 0xE000 else kind(chr(c)) for c in range(0x110000))
out["classes"] = hashlib.sha256(classes).hexdigest()
print(json.dumps(out, indent=1))
