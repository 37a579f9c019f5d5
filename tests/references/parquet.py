"""What pyarrow reads in the Parquet files that Phasescope writes: writes parquet.json, which tests/src/cli/parquet.test.ts reads.

    python -m venv venv && venv/bin/pip install pyarrow
    node tests/references/parquet/make.ts FOLDER && cp FOLDER/*.parquet tests/references/parquet
    venv/bin/python tests/references/parquet.py > tests/references/parquet.json

The test writes the same files again and holds them to these, byte by byte: what pyarrow says of them holds for what is written.
Numbers are written as their bits in hexadecimal, so that NaN, infinities and the sign of zero are seen.
"""

import json
import pathlib
import struct
import sys

import pyarrow
import pyarrow.parquet as parquet

FOLDER = pathlib.Path(__file__).parent / "parquet"


def said(value):
    return struct.pack(">d", value).hex() if isinstance(value, float) else value


def read(name):
    file = parquet.ParquetFile(FOLDER / name)
    table = file.read()
    return {
        "types": {field.name: str(field.type) for field in table.schema},
        "columns": {key: [said(value) for value in values] for key, values in table.to_pydict().items()},
        "metadata": {key.decode(): value.decode() for key, value in (file.metadata.metadata or {}).items()},
    }


json.dump(
    {"pyarrow": pyarrow.__version__, **{name: read(f"{name}.parquet") for name in ("exported", "comparison")}},
    sys.stdout,
    ensure_ascii=False,
    indent=1,
    sort_keys=True,
)
print()
