"""Reports as bytes: a JSON header, then raw little-endian columns (`src/wire/pack.ts` and `reports.ts` say the same)."""

from __future__ import annotations

import json
import struct
import sys
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .report import Column, Held

MAGIC = 0x31435350


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
    envelope: dict[str, Any] = {"run": run, "seq": held.seq, "at": held.at}
    if writer is not None:
        envelope["writer"] = writer
    columns: list[tuple[str, int]] = []
    parts: list[bytes] = []
    report = held.report
    if held.columns is not None:
        heads = []
        before: array[float] | None = None
        for column in held.columns:
            same = before is not None and (before is column.steps or before == column.steps)
            heads.append(_head(column, same))
            if not same:
                columns.append(("f64", len(column.steps)))
                parts.append(_doubles(column.steps))
            columns.append(("f64", len(column.values)))
            parts.append(_doubles(column.values))
            if column.lengths is not None:
                columns.append(("u32", len(column.lengths)))
                parts.append(_counts(column.lengths))
            before = column.steps
        report = {**report, "columns": heads}
    envelope["report"] = report
    return Packed(text_of(envelope), columns, b"".join(parts))


def message(parts: Sequence[Packed]) -> bytes:
    """Several Reports as one message."""
    body = "[" + ",".join(part.body for part in parts) + "]"
    heads = json.dumps(_in_runs(parts), separators=(",", ":"))
    header = f'{{"body":{body},"columns":{heads}}}'.encode()
    header += b" " * (-len(header) % 8)
    payload = b"".join(part.payload for part in parts)
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


def text_of(value: object) -> str:
    """JSON, in which a half of a character is replaced: UTF-8 has none."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8", "replace").decode("utf-8")


def _head(column: Column, same_steps: bool) -> dict[str, Any]:
    head: dict[str, Any] = {"series": column.series, "frames": column.lengths is not None}
    if same_steps:
        head["sameSteps"] = True
    return head


def _in_runs(parts: Sequence[Packed]) -> list[dict[str, Any]]:
    """Columns of one kind and length that follow each other, said once."""
    runs: list[dict[str, Any]] = []
    for part in parts:
        for kind, length in part.columns:
            last = runs[-1] if runs else None
            if last is not None and last["kind"] == kind and last["length"] == length:
                last["times"] = last.get("times", 1) + 1
            else:
                runs.append({"kind": kind, "length": length})
    return runs


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
