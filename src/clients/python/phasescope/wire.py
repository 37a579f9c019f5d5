"""Reports as bytes: a JSON header, then raw little-endian columns (`src/wire/pack.ts` and `reports.ts` say the same)."""

from __future__ import annotations

import json
import struct
import sys
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .report import Column, Held

MAGIC = 0x31435350
#: Heads of columns that are remembered: of the series of a run, and a few more.
MOST_HEADS = 1 << 14


@dataclass(slots=True)
class Packed:
    """One Report packed: several of them are joined into a message without looking inside."""

    body: str
    #: Kind and length of each column.
    columns: list[tuple[str, int]]
    payload: bytes

    @property
    def size(self) -> int:
        return len(self.body) + 60 * len(self.columns) + len(self.payload)


def packed(run: str, writer: str | None, held: Held) -> Packed:
    by = "" if writer is None else f',"writer":{text_of(writer)}'
    envelope = f'{{"run":{text_of(run)},"seq":{held.seq},"at":{held.at!r}{by},"report":'
    columns: list[tuple[str, int]] = []
    parts: list[bytes] = []
    if held.columns is None:
        return Packed(f"{envelope}{text_of(held.report)}}}", columns, b"")
    heads: list[str] = []
    before: array[float] | None = None
    for column in held.columns:
        steps = column.steps
        is_same = before is not None and (before is steps or before == steps)
        heads.append(_head(column.series, column.lengths is not None, is_same))
        if not is_same:
            columns.append(("f64", len(steps)))
            parts.append(_doubles(steps))
        columns.append(("f64", len(column.values)))
        parts.append(_doubles(column.values))
        if column.lengths is not None:
            columns.append(("u32", len(column.lengths)))
            parts.append(_counts(column.lengths))
        before = steps
    report = text_of(held.report)[:-1]  # which has a type at least, and so a comma behind it
    body = f'{envelope}{report},"columns":[{",".join(heads)}]}}}}'
    return Packed(body, columns, b"".join(parts))


def message(parts: Sequence[Packed]) -> bytes:
    """Several Reports as one message."""
    body = ",".join([part.body for part in parts])
    header = f'{{"body":[{body}],"columns":[{_in_runs(parts)}]}}'.encode()
    header += b" " * (-len(header) % 8)
    payload = b"".join([part.payload for part in parts])
    return struct.pack("<II", MAGIC, len(header)) + header + payload


def unpacked(message: bytes) -> tuple[Any, list[array[float] | array[int]]]:
    """What `message` packed: its body, and its columns. Raises ValueError where the bytes are not such."""
    if len(message) < 8:
        raise ValueError("expected at least 8 bytes")
    magic, length = struct.unpack_from("<II", message)
    if magic != MAGIC or 8 + length > len(message):
        raise ValueError("expected a message that begins with PSC1")
    header = json.loads(message[8 : 8 + length])
    at = 8 + length
    columns: list[array[float] | array[int]] = []
    for run in header["columns"]:
        for _ in range(run.get("times", 1)):
            numbers: array[Any] = array("d" if run["kind"] == "f64" else "I")
            size = numbers.itemsize * run["length"]
            if at + size > len(message):
                raise ValueError(f"expected {size} bytes at {at}")
            numbers.frombytes(message[at : at + size])
            if sys.byteorder == "big":
                numbers.byteswap()
            columns.append(numbers)
            at += size + -size % 8
    return header["body"], columns


def held_in(message: bytes) -> list[Held]:
    """The Reports of a message, as this package packs them."""
    body, arrays = unpacked(message)
    rest = iter(arrays)
    found = []
    for envelope in body:
        report = dict(envelope["report"])
        heads = report.pop("columns", None)
        columns: list[Column] | None = None
        if heads is not None:
            columns = []
            for head in heads:
                steps = columns[-1].steps if head.get("sameSteps") else next(rest)
                values = next(rest)
                lengths = next(rest) if head.get("frames") else None
                columns.append(Column(head["series"], steps, values, lengths))  # type: ignore[arg-type]
        found.append(Held(envelope["seq"], envelope["at"], report, columns))
    return found


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def text_of(value: object) -> str:
    """JSON, in which a half of a character is replaced: UTF-8 has none."""
    text = _json(value)
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


@lru_cache(maxsize=MOST_HEADS)
def _head(series: str, frames: bool, same_steps: bool) -> str:
    """The same at every turn of a training: what it says of a column, as JSON."""
    same = ',"sameSteps":true' if same_steps else ""
    return f'{{"series":{text_of(series)},"frames":{"true" if frames else "false"}{same}}}'


def _in_runs(parts: Sequence[Packed]) -> str:
    """Columns of one kind and length that follow each other, said once, as the entries of a list of JSON."""
    runs: list[str] = []
    last: tuple[str, int] | None = None
    times = 0
    for part in parts:
        for one in part.columns:
            if one == last:
                times += 1
                continue
            if last is not None:
                runs.append(_run(last, times))
            last, times = one, 1
    if last is not None:
        runs.append(_run(last, times))
    return ",".join(runs)


def _run(column: tuple[str, int], times: int) -> str:
    often = f',"times":{times}' if times > 1 else ""
    return f'{{"kind":"{column[0]}","length":{column[1]}{often}}}'


def _doubles(numbers: array[float]) -> bytes:
    if sys.byteorder == "big":
        numbers = array("d", numbers)
        numbers.byteswap()
    return numbers.tobytes()


def _counts(numbers: array[int]) -> bytes:
    if sys.byteorder == "big":
        numbers = array("I", numbers)
        numbers.byteswap()
    return numbers.tobytes() + b"\0" * (-4 * len(numbers) % 8)
