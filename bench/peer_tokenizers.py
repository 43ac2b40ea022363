"""Python's tokenizers on the texts of bench/corpus_tokenizers.ts: seconds as JSON.

    python bench/peer_tokenizers.py FOLDER   (texts.json, tokenizer.json; RAYON_NUM_THREADS is set by the caller)
"""
import json
import sys
import time
from tokenizers import Tokenizer, pre_tokenizers
from tokenizers.models import BPE
from tokenizers.trainers import BpeTrainer

folder = sys.argv[1]
texts = json.load(open(f"{folder}/texts.json", encoding="utf-8"))
tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")


def best(run, times=3):
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def train():
    trained = Tokenizer(BPE())
    trained.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trained.train_from_iterator(texts, BpeTrainer(vocab_size=8192, min_frequency=2, initial_alphabet=alphabet, show_progress=False))


print(json.dumps({
    "one_by_one": best(lambda: [tokenizer.encode(text).ids for text in texts]),
    "batch": best(lambda: [encoding.ids for encoding in tokenizer.encode_batch(texts)]),
    "train": best(train, 1),
}))
