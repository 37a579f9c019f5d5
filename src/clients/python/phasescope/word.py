"""Where a run was left, beside its secret: how many Reports the hub has, and the last step."""

from __future__ import annotations

import json
import os
from pathlib import Path


def read_word(file: Path) -> tuple[int, int] | None:
    try:
        word = json.loads(file.read_text("utf-8"))
        return int(word["next"]), int(word["step"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_word(file: Path, word: tuple[int, int]) -> None:
    """A disk that is full keeps the earlier one."""
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        draft.write_text(json.dumps({"next": word[0], "step": word[1]}), "utf-8")
        draft.replace(file)
    except OSError:
        try:
            draft.unlink(missing_ok=True)
        except OSError:
            pass
