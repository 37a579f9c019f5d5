"""Arrays of PyTorch, JAX and NumPy alike: copied when they are taken, and turned into bytes beside the training."""

from __future__ import annotations

import ctypes
import json
import os
import struct
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

#: As safetensors calls what the frameworks call by these names.
DTYPES = {
    "float64": "F64",
    "float32": "F32",
    "float16": "F16",
    "bfloat16": "BF16",
    "int64": "I64",
    "int32": "I32",
    "int16": "I16",
    "int8": "I8",
    "uint64": "U64",
    "uint32": "U32",
    "uint16": "U16",
    "uint8": "U8",
    "bool": "BOOL",
}


def is_array(value: Any) -> bool:
    return hasattr(value, "shape") and hasattr(value, "dtype")


def is_torch(value: Any) -> bool:
    return hasattr(value, "detach") and hasattr(value, "clone")


def copied(value: Any) -> Any:
    """The array as it is now, whatever becomes of it; a JAX array cannot change, and is told to come."""
    if is_torch(value):
        return value.detach().clone()
    if hasattr(value, "copy_to_host_async"):
        value.copy_to_host_async()
        return value
    return value.copy() if hasattr(value, "copy") else value


def dtype_of(value: Any) -> str | None:
    """Its type as safetensors calls it; None for one that it does not have."""
    return DTYPES.get(str(value.dtype).rsplit(".", 1)[-1])


def is_whole(value: Any) -> bool:
    """Whether its elements are whole numbers, as labels and tokens are."""
    return (dtype_of(value) or "")[:1] in ("I", "U")


def bytes_of(value: Any) -> bytes:
    """Its numbers, row by row, little-endian. Waits for a device."""
    if is_torch(value):
        here = value.detach().cpu().contiguous()
        return ctypes.string_at(here.data_ptr(), here.numel() * here.element_size())
    if hasattr(value, "tobytes"):
        return bytes(value.tobytes())
    import numpy  # an array of JAX, which has brought it

    return bytes(numpy.asarray(value).tobytes())


def size_of(value: Any) -> int:
    size = getattr(value, "nbytes", None)
    if isinstance(size, int):
        return size
    return int(value.numel()) * int(value.element_size())


#: Places that a tree may have. One of more contains itself, or the same again and again.
MOST_PLACES = 100_000


def leaves(tree: Any, at: str = "") -> Iterable[tuple[str, Any]]:
    """Every array of nested dicts and lists, by its path: `params/Dense_0/kernel`."""
    return _leaves(tree, at, [MOST_PLACES])


def _leaves(tree: Any, at: str, room: list[int]) -> Iterable[tuple[str, Any]]:
    room[0] -= 1
    if room[0] < 0:
        raise ValueError(f"expected at most {MOST_PLACES} places in a tree of arrays")
    if is_array(tree):
        yield at, tree
    elif isinstance(tree, Mapping):
        for key, value in tree.items():
            yield from _leaves(value, f"{at}/{key}" if at else str(key), room)
    elif isinstance(tree, (list, tuple)):
        for i, value in enumerate(tree):
            yield from _leaves(value, f"{at}/{i}" if at else str(i), room)


def write_safetensors(path: Path, tensors: Mapping[str, Any], words: Mapping[str, str]) -> int:
    """All of it or nothing: under another name first, then moved. In the order in which they come. Gives its bytes."""
    header: dict[str, Any] = {"__metadata__": dict(words)}
    parts: list[bytes] = []
    at = 0
    for name, value in tensors.items():
        dtype = dtype_of(value)
        if dtype is None:
            continue
        part = bytes_of(value)
        header[name] = {
            "dtype": dtype,
            "shape": [int(length) for length in value.shape],
            "data_offsets": [at, at + len(part)],
        }
        parts.append(part)
        at += len(part)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    partial = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with open(partial, "wb") as file:
            file.write(struct.pack("<Q", len(text)))
            file.write(text)
            for part in parts:
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)
    return 8 + len(text) + at


class Stored(NamedTuple):
    """A tensor as a file has it."""

    dtype: str
    shape: list[int]
    data: bytes


def read_safetensors(path: Path) -> tuple[dict[str, str], dict[str, Stored]]:
    """The words and the tensors of a file that was written whole."""
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    words = header.pop("__metadata__", {})
    found = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        found[name] = Stored(
            entry["dtype"], entry["shape"], data[8 + length + start : 8 + length + end]
        )
    return words, found


def write_json(path: Path, value: Any) -> None:
    partial = path.with_name(f"{path.name}.{os.getpid()}.part")
    partial.write_text(json.dumps(value))
    os.replace(partial, path)
