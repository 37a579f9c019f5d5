"""What a writer of a run shows the hub, so that nobody else can write in its name (`src/cli/writer-secret.ts`)."""

from __future__ import annotations

import fcntl
import os
import secrets
from pathlib import Path


def secret_file(data: Path, run: str, writer: str) -> Path:
    return data / "writers" / run / f"{writer}.key"


def writer_secret(data: Path, run: str, writer: str) -> str:
    """It is on disk before it is first shown. Raises OSError where it cannot be kept."""
    file = secret_file(data, run, writer)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not file.exists():
        draft = file.with_name(f"{file.name}.{os.getpid()}.draft")
        draft.unlink(missing_ok=True)
        opened = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            os.write(opened, f"{secrets.token_urlsafe(32)}\n".encode())
            os.fsync(opened)
        finally:
            os.close(opened)
        try:
            os.link(draft, file)
        except FileExistsError:
            pass
        finally:
            draft.unlink(missing_ok=True)
    return file.read_text("ascii").strip()


def hold(data: Path, run: str, writer: str) -> int | None:
    """
    Makes this process the one that writes so, until what is given is closed or it dies; two would push each other from the hub. Raises
    BlockingIOError where another is; None where nobody can tell. A child of a fork does not hold it.
    """
    file = secret_file(data, run, writer).with_suffix(".lock")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        opened = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        return None
    try:
        fcntl.lockf(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return opened
    except (BlockingIOError, PermissionError):
        os.close(opened)
        raise BlockingIOError(run) from None
    except OSError:
        os.close(opened)
        return None
