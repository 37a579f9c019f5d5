"""Logs of other programs, written by their own writers, and what their own readers say of them.

Writes tests/references/logs/ and packed/, and logs.json beside them, which tests/trainer/sources/ and tests/src/cli/import/ read. Each part needs its packages:

    python -m venv venv && venv/bin/pip install torch tensorboard tensorboardX wandb trackio pandas pyarrow
    venv/bin/python tests/references/logs.py torch tensorboardx wandb trackio tables packed
    python -m venv tf && tf/bin/pip install tensorflow tensorboard
    tf/bin/python tests/references/logs.py tensorflow
    venv/bin/python tests/references/logs.py said

Numbers are written as their bits in hexadecimal, so that NaN, infinities and the sign of zero are seen.
"""

import json
import math
import os
import pathlib
import shutil
import sqlite3
import struct
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
FOLDER = HERE / "logs"


def bits(value):
    return struct.pack(">d", float(value)).hex()


def fresh(name):
    folder = FOLDER / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def torch():
    import torch
    from torch.utils.tensorboard import SummaryWriter

    folder = fresh("torch")
    writer = SummaryWriter(str(folder))
    for step in range(40):
        writer.add_scalar("train/loss", 1 / (step + 1), step)
        writer.add_scalar("accuracy", step / 40, step, new_style=True)
        if step % 20 == 0:
            writer.add_histogram("weights", torch.arange(60) / 7 - 3, step)
    writer.add_scalar("odd", math.nan, 1)
    writer.add_scalar("odd", math.inf, 2)
    writer.add_scalar("odd", -math.inf, 1)
    writer.add_scalar("odd", -0.0, 2**40)
    writer.add_text("note", "hello", 0)
    writer.add_image("image", torch.zeros(3, 8, 8), 0)
    writer.add_hparams(
        {"lr": 0.1, "batch": 32, "optimizer": "adam", "nesterov": True}, {"final": 0.5}, run_name="hparams"
    )
    writer.close()


def tensorflow():
    import numpy
    import tensorflow
    from tensorboard.plugins.hparams import api

    folder = fresh("tensorflow")
    with tensorflow.summary.create_file_writer(str(folder)).as_default():
        api.hparams({"lr": 0.25, "units": 16, "optimizer": "sgd"})
        for step in range(30):
            tensorflow.summary.scalar("epoch_loss", 1 / (step + 1), step=step)
            if step % 10 == 0:
                tensorflow.summary.histogram("kernel", numpy.linspace(-1, 2, 100), step=step)
        tensorflow.summary.text("note", "hello", step=0)
        tensorflow.summary.image("image", numpy.zeros((1, 4, 4, 3)), step=0)
    # A restart, which repeats steps in a file of its own.
    with tensorflow.summary.create_file_writer(str(folder), filename_suffix=".again").as_default():
        for step in range(20, 40):
            tensorflow.summary.scalar("epoch_loss", 2 / (step + 1), step=step)


def tensorboardx():
    from tensorboardX import SummaryWriter

    writer = SummaryWriter(str(fresh("tensorboardx")))
    for step in range(20):
        writer.add_scalar("loss", math.exp(-step), step)
    writer.close()


def wandb():
    import numpy
    import wandb

    folder = fresh("wandb")
    with tempfile.TemporaryDirectory() as work:
        os.environ.update(WANDB_MODE="offline", WANDB_SILENT="true")
        run = wandb.init(
            project="demo",
            name="first",
            id="abc123",
            group="decay",
            tags=["paper"],
            notes="A first try",
            dir=work,
            config={"lr": 0.1, "optimizer": {"name": "adam", "betas": [0.9, 0.999]}, "seed": 3, "flag": True},
            settings=wandb.Settings(host="machine", console="off", x_disable_stats=True, x_disable_machine_info=True),
        )
        for step in range(20):
            line = {"loss": 1 / (step + 1), "train/accuracy": step / 20, "nested": {"a": step}}
            if step == 5:
                line["loss"] = math.nan
            if step == 6:
                line["loss"] = math.inf
            if step % 10 == 0:
                line["h"] = wandb.Histogram(numpy.arange(100) * step)
            if step == 7:
                line["text"] = "hello"
                line["list"] = [1, 2, 3]
            run.log(line)
        run.log({"late": 1}, step=40)
        run.summary["best"] = 0.5
        run.config.update({"later": 5})
        run.finish()
        wandb.teardown()
        (file,) = pathlib.Path(work).glob("wandb/offline-run-*/run-abc123.wandb")
        shutil.copy(file, folder)


def trackio():
    folder = fresh("trackio")
    with tempfile.TemporaryDirectory() as work:
        os.environ["TRACKIO_DIR"] = work
        import numpy
        import trackio

        for name, rate in (("slow", 0.01), ("fast", 0.1)):
            trackio.init(project="demo", name=name, config={"lr": rate, "optimizer": {"name": "adam"}})
            for step in range(10):
                line = {"loss": rate / (step + 1), "nested": {"a": step}}
                if step == 3:
                    line["loss"] = math.nan
                if step == 4:
                    line["h"] = trackio.Histogram(numpy.arange(100), num_bins=4)
                trackio.log(line)
            trackio.finish()
        shutil.copy(pathlib.Path(work) / "demo.db", folder)
    # The same rows in smaller pages: a file for a test.
    with sqlite3.connect(folder / "demo.db") as db:
        db.execute("pragma journal_mode = delete")
        db.execute("pragma page_size = 512")
        db.execute("vacuum")


def tables():
    import pandas

    folder = fresh("tables")
    table = pandas.DataFrame(
        {
            "step": range(12),
            "loss": [1 / (step + 1) for step in range(12)],
            "accuracy": [None if step % 3 else step / 12 for step in range(12)],
            "phase": ["warm-up"] * 12,
        }
    )
    table.to_csv(folder / "pandas.csv", index=False)
    table.to_json(folder / "pandas.jsonl", orient="records", lines=True)
    for compression in ("snappy", "gzip", "zstd", "brotli"):
        table.to_parquet(folder / f"{compression}.parquet", compression=compression, row_group_size=5)


def packed():
    """A table of lists and records in each way in which a Parquet file may lay its pages out; tests/trainer/sources/packed.test.ts has the same table."""
    import pyarrow
    import pyarrow.parquet

    folder = FOLDER.parent / "packed"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    steps = range(24)
    table = pyarrow.table(
        {
            "step": pyarrow.array(steps, pyarrow.int64()),
            "loss": pyarrow.array([None if step % 5 == 0 else 1 / (step + 1) for step in steps], pyarrow.float64()),
            "count": pyarrow.array([step * step for step in steps], pyarrow.int32()),
            "half": pyarrow.array([step / 2 for step in steps], pyarrow.float16()),
            "even": pyarrow.array([step % 2 == 0 for step in steps]),
            "phase": pyarrow.array([f"phase {step // 8}" for step in steps]),
            "spectrum": pyarrow.array(
                [None if step % 6 == 5 else [float(step)] * (step % 4) for step in steps],
                pyarrow.list_(pyarrow.float64()),
            ),
            "matrix": pyarrow.array(
                [[[step, 1], [2, 3]] for step in steps], pyarrow.list_(pyarrow.list_(pyarrow.int8()))
            ),
            "layer": pyarrow.array([{"norm": step / 4, "gain": {"mean": float(step)}} for step in steps]),
        }
    )
    write = pyarrow.parquet.write_table
    write(table, folder / "dictionary.parquet", compression="snappy", row_group_size=9)
    write(table, folder / "plain.parquet", compression="none", use_dictionary=False, row_group_size=9)
    write(
        table,
        folder / "differences.parquet",
        compression="zstd",
        use_dictionary=False,
        data_page_version="2.0",
        column_encoding={
            "step": "DELTA_BINARY_PACKED",
            "count": "DELTA_BINARY_PACKED",
            "phase": "DELTA_BYTE_ARRAY",
            "loss": "BYTE_STREAM_SPLIT",
            "even": "RLE",
        },
    )
    write(table, folder / "second.parquet", compression="gzip", data_page_version="2.0", data_page_size=32)
    twice = pyarrow.table(
        [pyarrow.array([0, 1]), pyarrow.array([4.0, 3.0]), pyarrow.array([9.0, 8.0])], names=["step", "loss", "loss"]
    )
    write(twice, folder / "twice.parquet")


def said():
    """What TensorBoard's own reader says of the event files."""
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    from tensorboard.util import tensor_util

    answer = {}
    for folder in sorted({file.parent for file in FOLDER.rglob("*tfevents*")}):
        reader = EventAccumulator(
            str(folder), size_guidance={"scalars": 0, "tensors": 0, "histograms": 0}, purge_orphaned_data=False
        )
        reader.Reload()
        series = {}
        for tag in reader.Tags()["scalars"]:
            events = reader.Scalars(tag)
            series[tag] = {"steps": [e.step for e in events], "values": [bits(e.value) for e in events]}
        for tag in reader.Tags()["tensors"]:
            plugin = reader.SummaryMetadata(tag).plugin_data.plugin_name
            events = reader.Tensors(tag)
            arrays = [tensor_util.make_ndarray(e.tensor_proto) for e in events]
            steps = [e.step for e in events]
            if plugin == "scalars":
                series[tag] = {"steps": steps, "values": [bits(a.item()) for a in arrays]}
            if plugin == "histograms":
                series[tag] = {"steps": steps, "rows": [[bits(x) for x in a.ravel()] for a in arrays]}
        for tag in reader.Tags()["histograms"]:
            events = reader.Histograms(tag)
            values = [e.histogram_value for e in events]
            series[tag] = {
                "steps": [e.step for e in events],
                "old": [
                    {
                        "min": bits(v.min),
                        "max": bits(v.max),
                        "limits": [bits(x) for x in v.bucket_limit],
                        "counts": [bits(x) for x in v.bucket],
                    }
                    for v in values
                ],
            }
        answer[str(folder.relative_to(FOLDER))] = series
    with open(HERE / "logs.json", "w", encoding="utf-8") as file:
        json.dump(answer, file, indent=1)
        file.write("\n")


for part in sys.argv[1:]:
    globals()[part]()
