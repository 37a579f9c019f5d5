"""Files of tensors that few write, or that hold what is no number, base64 in unusual-files.json, beside what NumPy reads of them.

    python tests/references/unusual-files.py > tests/references/unusual-files.json

Needs numpy, ml_dtypes (the types of accelerators) and safetensors. The dates in the archives are fixed, so that the output is
the same each time.
"""

import base64
import io
import json
import sys
import warnings
import zipfile

import ml_dtypes
import numpy
import safetensors

a = numpy.array([[1.5, -2.25, 3.0], [0.1, 1e-3, -7.0]])
every_byte = numpy.arange(256, dtype="u1")

# By the name that a file has for it, the name that safetensors takes, and what reads it: every number of eight bits there is.
eight_bits = {
    "F8_E4M3": ("float8_e4m3fn", ml_dtypes.float8_e4m3fn),
    "F8_E4M3FNUZ": ("float8_e4m3fnuz", ml_dtypes.float8_e4m3fnuz),
    "F8_E5M2": ("float8_e5m2", ml_dtypes.float8_e5m2),
    "F8_E5M2FNUZ": ("float8_e5m2fnuz", ml_dtypes.float8_e5m2fnuz),
    "F8_E8M0": ("float8_e8m0fnu", ml_dtypes.float8_e8m0fnu),
}

beside = {
    "text": numpy.array(["one", "two"]),
    "bytes": numpy.array([b"one", b"two"]),
    "objects": numpy.array([{"a": 1}, None], dtype=object),
    "dates": numpy.array(["2024-01-01", "2024-01-02"], dtype="M8[D]"),
    "spans": numpy.array([1, 2], dtype="m8[s]"),
    "complex": numpy.array([1 + 2j, 3 - 1j]),
    "records": numpy.array([(1, 2.0)], dtype=[("n", "i4"), ("it's", "f8")]),
    "long": numpy.array([1.0, 2.0], dtype=numpy.longdouble),
    "bfloat": numpy.array([1.0, 2.0], dtype=ml_dtypes.bfloat16),
    "beyond": numpy.array([0, 2**53 + 1], dtype="i8"),
}
beside["long"].view("u1").reshape(2, -1)[:, 10:] = 0  # the padding, which is whatever lay there
numbers = {
    "big": a.astype(">f4"),
    "bigWhole": numpy.array([-3, 2**31 - 1], dtype=">i8"),
    "fortran": numpy.asfortranarray(numpy.arange(24.0).reshape(2, 3, 4)),
    "number": numpy.array(2.5),
    "whole": numpy.array(7),
    "empty": numpy.zeros((0, 3)),
    "emptyFortran": numpy.asfortranarray(numpy.zeros((3, 0, 2), dtype="f4")),
}


def text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def npy(array) -> bytes:
    out = io.BytesIO()
    numpy.lib.format.write_array(out, array, allow_pickle=True)
    return out.getvalue()


class NoSeeking(io.RawIOBase):
    """A pipe: sizes and checksums can only come behind each file, as data descriptors."""

    def __init__(self):
        self.raw = io.BytesIO()

    def writable(self):
        return True

    def write(self, data):
        return self.raw.write(data)


def archive(files, compression, out=None, zip64=False) -> bytes:
    target = out or io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as made:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            info.compress_type = compression
            with made.open(info, "w", force_zip64=zip64) as entry:
                entry.write(content)
    return target.raw.getvalue() if out else target.getvalue()


def said(array) -> dict:
    values = numpy.asarray(array, dtype="f8").ravel(order="C")
    return {"shape": list(array.shape), "values": [v if numpy.isfinite(v) else str(v) for v in values.tolist()]}


files = {f"{name}.npy": npy(array) for name, array in {**numbers, **beside}.items()}
files["notes/README.txt"] = b"written by hand"
files["nested/deep.npy"] = npy(a)
archives = {
    "stored": archive(files, zipfile.ZIP_STORED),
    "deflated": archive(files, zipfile.ZIP_DEFLATED),
    "zip64": archive(files, zipfile.ZIP_DEFLATED, zip64=True),
    "data descriptors": archive(files, zipfile.ZIP_DEFLATED, NoSeeking()),
}

# Headers as older versions and other programs write them; NumPy reads each, and so this script checks.
plain = numpy.arange(6.0).reshape(2, 3)


def with_header(header: str, version=(1, 0), data=None) -> bytes:
    raw = header.encode("latin1" if version < (3, 0) else "utf8")
    length = len(raw).to_bytes(2 if version == (1, 0) else 4, "little")
    return b"\x93NUMPY" + bytes(version) + length + raw + (plain if data is None else data).tobytes()


headers = {
    "of Python 2": with_header("{'descr': '<f8', 'fortran_order': False, 'shape': (2L, 3L), }          \n"),
    "in double quotes": with_header('{"descr": "<f8", "fortran_order": False, "shape": (2, 3)}'),
    "in another order, without spaces": with_header("{'shape':(2,3),'fortran_order':False,'descr':'<f8'}\n"),
    "over several lines": with_header("{'descr': '<f8',\n 'fortran_order': False,\n 'shape': (2, 3)}\n\n"),
    "not aligned, without a line end": with_header("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }"),
    "with a native type": with_header("{'descr': '=f8', 'fortran_order': False, 'shape': (2, 3), }\n"),
    "with the name of a type": with_header("{'descr': 'float64', 'fortran_order': False, 'shape': (2, 3), }\n"),
    "with the letter of a type": with_header("{'descr': 'd', 'fortran_order': False, 'shape': (2, 3), }\n"),
    "with trailing zeros of its own": with_header("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }" + " " * 200),
    "of version 2": with_header("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }\n", (2, 0)),
    "of version 3": with_header("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }\n", (3, 0)),
    "in a Fortran order": with_header(
        "{'descr': '<f8', 'fortran_order': True, 'shape': (2, 3), }\n", data=plain.T.copy()
    ),
}
warnings.simplefilter("ignore")  # NumPy finds what Python 2 wrote slow to read
for name, raw in headers.items():
    assert numpy.array_equal(numpy.load(io.BytesIO(raw)), plain), name

tensors = {
    **{name: (dtype, every_byte) for name, (dtype, _) in eight_bits.items()},
    "w": ("float32", a.astype("f4")),
    "F4": ("float4_e2m1fn_x2", numpy.array([0x12, 0x34], dtype="u1")),
    "C64": ("complex64", numpy.array([1 + 2j, 3 - 1j], dtype="c8")),
    "U64": ("uint64", numpy.array([1, 2**63], dtype="u8")),
    "U32": ("uint32", numpy.array([1, 2**32 - 1], dtype="u4")),
    "U16": ("uint16", numpy.array([1, 2**16 - 1], dtype="u2")),
}
specs = {
    name: safetensors.TensorSpec(dtype=dtype, shape=list(of.shape), data_ptr=of.ctypes.data, data_len=of.nbytes)
    for name, (dtype, of) in tensors.items()
}

json.dump(
    {
        "versions": {m.__name__: m.__version__ for m in (numpy, ml_dtypes, safetensors)},
        "archives": {name: text(raw) for name, raw in archives.items()},
        "numbers": {**{name: said(array) for name, array in numbers.items()}, "nested/deep": said(a)},
        "beside": list(beside),
        "headers": {name: text(raw) for name, raw in headers.items()},
        "header": said(plain),
        "safetensors": text(bytes(safetensors.serialize(specs))),
        "eightBits": {name: said(every_byte.view(kind).astype("f8"))["values"] for name, (_, kind) in eight_bits.items()},
    },
    sys.stdout,
    indent=1,
)
print()
