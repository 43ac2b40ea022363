"""Small parquet and Arrow files for the tests of lib/corpus/readers, and what is in them.

    cd tests/golden/corpus && python columnar.py

Written with pyarrow 25.0.1 and datasets 5.0.1. `columnar.json` holds the rows of each file, as Python sees them.
"""
import json
import pathlib
import random
import shutil
import pyarrow as pa
import pyarrow.parquet as pq
from datasets import ClassLabel, Dataset, DatasetDict, Features, Sequence, Value

here = pathlib.Path(__file__).parent
rng = random.Random(7)
words = "the of naïve façade 数据 混合 данные 🙂 loss mixture token \n \t share".split(" ")
names = ["RedPajamaArXiv", "RedPajamaC4", "RedPajamaGithub"]


def rows(n):
    made = [{"text": " ".join(rng.choices(words, k=rng.randint(0, 30))), "name": rng.choice(names)} for _ in range(n)]
    made[0]["text"] = "\ufeffwith a byte order mark\ufeff"
    made[1]["text"] = ""
    return made


def table(made, set_name="redpajama_set_name"):
    return pa.table({
        "text": pa.array([r["text"] for r in made], pa.string()),
        "meta": pa.array([{set_name: r["name"]} for r in made], pa.struct([(set_name, pa.string())])),
        "__index_level_0__": pa.array(range(len(made)), pa.int64()),
    })


golden = {}
for folder in ("slimpajama", "parquet", "arrow"):
    shutil.rmtree(here / folder, ignore_errors=True)
(here / "slimpajama" / "data").mkdir(parents=True)
(here / "parquet").mkdir()
for shard, n in (("train-00000-of-00002-6b0a1b2c3d4e5f60", 40), ("train-00001-of-00002-0123456789abcdef", 25), ("test-00000-of-00001-00ff00ff00ff00ff", 15)):
    made = rows(n)
    pq.write_table(table(made), here / "slimpajama" / "data" / f"{shard}.parquet", row_group_size=10)
    golden[f"slimpajama/data/{shard}.parquet"] = made

variants = {
    "none": dict(compression="none"),
    "snappy": dict(compression="snappy"),
    "gzip": dict(compression="gzip"),
    "zstd": dict(compression="zstd"),
    "lz4": dict(compression="lz4"),
    "plain": dict(compression="zstd", use_dictionary=False, data_page_size=400),
    "v2": dict(compression="zstd", data_page_version="2.0", data_page_size=400),
    "v2_none": dict(compression="none", data_page_version="2.0", use_dictionary=False),
    "delta_length": dict(compression="none", use_dictionary=False, column_encoding={"text": "DELTA_LENGTH_BYTE_ARRAY"}),
    "delta_strings": dict(compression="snappy", use_dictionary=False, column_encoding={"text": "DELTA_BYTE_ARRAY"}),
    "checksums": dict(compression="none", write_page_checksum=True, use_dictionary=False),
    "old": dict(compression="snappy", version="1.0", row_group_size=7, dictionary_pagesize_limit=300),
}
made = golden["variants"] = rows(60)
for name, options in variants.items():
    pq.write_table(table(made, "pile_set_name"), here / "parquet" / f"{name}.parquet", **options)

# Texts and sources that are not there, and columns that are required.
nulls = pa.table({
    "text": pa.array(["one", None, "three", "four"]),
    "meta": pa.array([{"pile_set_name": "A"}, {"pile_set_name": "B"}, {"pile_set_name": None}, None]),
})
pq.write_table(nulls, here / "parquet" / "nulls.parquet")
required = pa.schema([pa.field("text", pa.string(), nullable=False), pa.field("domain", pa.string(), nullable=False)])
pq.write_table(pa.table({"text": ["a", "b"], "domain": ["X", "Y"]}, required), here / "parquet" / "required.parquet")
golden["parquet/required.parquet"] = [{"text": "a", "name": "X"}, {"text": "b", "name": "Y"}]
other = pa.table({"content": ["a"], "tokens": [[1, 2]], "n": [1], "bytes": pa.array([b"\xff\xfe"], pa.binary())})
pq.write_table(other, here / "parquet" / "other.parquet")
pq.write_table(table(rows(2)).slice(0, 0), here / "parquet" / "empty.parquet")

# save_to_disk: texts of the Pile, a DatasetDict with named classes, a large batch with nulls, and DoReMi's tokens.
made = rows(50)
Dataset.from_list([{"text": r["text"], "meta": {"pile_set_name": r["name"]}} for r in made]).save_to_disk(
    here / "arrow" / "pile", max_shard_size=3000)
golden["arrow/pile"] = made
splits = {"train": rows(12), "test": rows(5)}
features = Features({"id": Value("int64"), "domain": ClassLabel(names=names), "text": Value("large_string"), "score": Value("float32"), "flag": Value("bool")})
DatasetDict({
    split: Dataset.from_list([{"id": i, "domain": names.index(r["name"]), "text": r["text"], "score": 0.5, "flag": True} for i, r in enumerate(part)], features=features)
    for split, part in splits.items()
}).save_to_disk(here / "arrow" / "classes")
golden["arrow/classes"] = splits
Dataset(nulls).save_to_disk(here / "arrow" / "nulls")

golden["arrow/doremi"] = {}
for domain_id, domain in enumerate(["ArXiv", "Github"]):
    for subset in ("00", "01"):
        ids = [[rng.randrange(50277) for _ in range(8)] for _ in range(6)]
        features = Features({"input_ids": Sequence(Value("int32")), "domain_id": Value("int32")})
        Dataset.from_dict({"input_ids": ids, "domain_id": [domain_id] * 6}, features=features).save_to_disk(
            here / "arrow" / "doremi" / "train" / domain / subset)
        golden["arrow/doremi"][f"{domain}/{subset}"] = ids
ids = [[1, 2, 3], [], [65535, 0], [7]]
mixed = pa.table({
    "attention_mask": pa.array([[1]] * 4, pa.list_(pa.int8())),
    "input_ids": pa.array(ids, pa.large_list(pa.uint16())),
    "domain_id": pa.array([1, 0, 1, 2], pa.uint8()),
})
Dataset(mixed).save_to_disk(here / "arrow" / "tokens")
golden["arrow/tokens"] = ids
made = golden["arrow/file.arrow"] = rows(45)
# The file form of Arrow (with a footer), and one whose batch is compressed.
with pa.OSFile(str(here / "arrow" / "file.arrow"), "wb") as sink, pa.ipc.new_file(sink, table(made).schema) as writer:
    for batch in table(made).to_batches(max_chunksize=20):
        writer.write_batch(batch)
options = pa.ipc.IpcWriteOptions(compression="zstd")
with pa.OSFile(str(here / "arrow" / "compressed.arrow"), "wb") as sink, pa.ipc.new_stream(sink, nulls.schema, options=options) as writer:
    writer.write_table(nulls)

(here / "columnar.json").write_text(json.dumps(golden, ensure_ascii=False, separators=(",", ":")))
