"""`init`: begins a run, or takes one up again."""

from __future__ import annotations

import os
import re
import secrets
import string
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from .config import config_of
from .hub import Hub, data_folder, find_hub
from .live import live_runs, remember
from .machine import backend, framework_text, host
from .names import label_of
from .parameters import plain_parameters
from .ranks import distributed, rank_here, said_by_first
from .run import FINISH_S, Run
from .say import say, say_once
from .secret import hold, secret_file
from .sender import Sender
from .version import VERSION

_ID = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$")
MODES = ("online", "offline", "disabled")
RESUMES = ("never", "allow", "must")
#: A run that goes on asks the hub first where it was; so long it may take.
ASK_S = 10.0
MOST_FINISH_S = 86_400.0


class UsageError(ValueError):
    """What a call of `init` cannot mean. Nothing has begun."""


def init(
    project: str | None = None,
    name: str | None = None,
    config: Any = None,
    *,
    id: str | None = None,
    resume: str | bool | None = None,
    hub: str | None = None,
    mode: str | None = None,
    group: str | None = None,
    tags: Any = None,
    notes: str | None = None,
    shared: bool = False,
    steps: int = 0,
    reinit: Any = None,
    quiet: bool = False,
    finish_s: float | None = None,
    **others: Any,
) -> Run:
    """
    Begins a run, which the hub shows from its first moment on.

    `id` names it for `resume`: `never` (there is none yet), `allow`, or `must`. `hub` is an address; without it the hub of this user on
    this machine is found. `mode` is `online`, `offline` (into a journal, which `phasescope resend` delivers) or `disabled` (nothing at
    all). Of several processes only rank 0 reports, unless `shared`. A run that goes on ends where another begins, but for
    `reinit="create_new"`. Where its page is, is said on stderr, unless `quiet` or PHASESCOPE_SILENT=1. Its end takes at most `finish_s`
    seconds (PHASESCOPE_FINISH_S, else 10): what the hub has not acknowledged by then is in the journal.
    """
    for other in others:
        say_once(f"init:{other}", f"init: {other} is not supported, and has no effect")
    mode = _one_of("mode", _mode(mode), MODES)
    asked = (
        {True: "allow", False: "never", None: "never"}[resume]
        if not isinstance(resume, str)
        else resume
    )
    resume = _one_of("resume", asked, RESUMES)
    if id is not None and not _ID.match(str(id)):
        raise UsageError(
            f"id: expected 1 to 128 letters, digits, dots, hyphens and underscores, the first a letter or digit; got {id!r}"
        )
    if resume == "must" and id is None:
        raise UsageError("resume='must': expected the id of the run as well")
    ends_within = _seconds(finish_s)
    if reinit != "create_new":
        for earlier in live_runs():
            earlier.finish()
    project = label_of(project or os.environ.get("PHASESCOPE_PROJECT") or _script()) or "training"
    rank = rank_here()
    agreeing = mode == "online"
    values = config_of(config)
    run_id = str(id or os.environ.get("PHASESCOPE_RUN_ID") or new_id(project))
    if shared and distributed() is not None:
        run_id = said_by_first(run_id)
    elif shared and rank != 0 and id is None and "PHASESCOPE_RUN_ID" not in os.environ:
        raise UsageError(
            "shared=True: expected the same id=… (or PHASESCOPE_RUN_ID) in every process"
        )
    shown = label_of(name or run_id) or run_id
    folder = Path(os.environ.get("PHASESCOPE_DIR", ".")).absolute()
    facts: dict[str, Any] = {
        "id": run_id,
        "name": shown,
        "project": project,
        "config": values,
        "dir": folder,
        "rank": rank,
        "finish_s": ends_within,
    }
    if mode == "disabled" or (rank != 0 and not shared):
        run = Run(**facts, sender=None, agreeing=agreeing and mode != "disabled")
        remember(run)
        return run
    writer = "trainer" if rank == 0 else f"rank-{rank}"

    def find() -> Hub:
        return find_hub(hub)

    there = find()
    data = _writable(data_folder(there))
    if "PHASESCOPE_DIR" not in os.environ:
        facts["dir"] = data / "files" / run_id
    known = secret_file(data, run_id, writer).exists()
    if known and resume == "never" and writer == "trainer":
        raise UsageError(
            f"There is a run '{run_id}' already; choose another id, or go on with it: resume='allow'"
        )
    if not known and resume == "must":
        raise UsageError(
            f"There is no run '{run_id}' in {data}, where it would have been begun from"
        )
    begin: dict[str, Any] = {
        "id": run_id,
        "name": shown,
        "experiment": project,
        "parameters": dict(list(plain_parameters(values).items())[:1024]),
        "seed": _seed(values),
        "steps": max(0, int(steps)),
        "startedAt": time.time() * 1000,
        "backend": backend(),
        "host": host(),
        "version": VERSION,
        "client": {"name": "python", "version": VERSION, "framework": framework_text()},
    }
    if group:
        begin["group"] = label_of(group)
    box: list[Run] = []
    sender = Sender(
        run=run_id,
        writer=writer,
        data=data,
        find=find if mode == "online" else None,
        started={"type": "started", "run": begin, "probes": [], "detectors": []}
        if writer == "trainer" and not known
        else None,
        part=None if writer == "trainer" else writer,
        on_command=lambda command, answer: box[0]._steering.command(command, answer),
        accepts=lambda: box[0]._steering.accepts() if box else [],
        described=lambda: box[0].described() if box else None,
    )
    try:
        sender.lock = hold(data, run_id, writer)
    except BlockingIOError:
        raise UsageError(
            f"Run '{run_id}' goes on in another process; wait for that one to end, or choose another id"
        ) from None
    step = 0
    if known:
        try:
            step = sender.take_up(ASK_S, begin)
        except LookupError:
            raise UsageError(
                f"Run '{run_id}' was begun from here, and neither its hub nor {data} knows how far it came: "
                "start the hub, or choose another id"
            ) from None
    run = Run(**facts, sender=sender, step=step, resumed=known, agreeing=agreeing)
    box.append(run)
    if mode == "online":
        run.url = f"{there.url}/runs/{run_id}"
    if writer == "trainer" and not quiet and os.environ.get("PHASESCOPE_SILENT", "0") in ("", "0"):
        say(f"Run '{shown}': {run.url or 'offline, for phasescope resend'}")
    if tags or notes:
        said: dict[str, Any] = {"type": "labeled"}
        if tags:
            said["tags"] = [label_of(str(tag))[:64] for tag in tags][:64]
        if notes:
            said["note"] = str(notes)[:8192]
        sender.facts.append(said)
    if known and writer == "trainer":
        run.config.update(values)
    sender.start()
    remember(run)
    return run


def new_id(project: str) -> str:
    """`my-idea-20261122-061500-kqtzab`: hundreds of runs may begin in one second."""
    slug = re.sub(r"[^A-Za-z0-9._-]+", "-", project).strip("-._")[:100] or "run"
    letters = "".join(secrets.choice(string.ascii_lowercase) for _ in range(6))
    return f"{slug}-{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}-{letters}"


def _script() -> str:
    path = sys.argv[0] if sys.argv else ""
    return Path(path).stem if path not in ("", "-c", "-m") else "training"


def _mode(mode: str | None) -> str:
    return mode or os.environ.get("PHASESCOPE_MODE") or "online"


def _one_of(what: str, value: Any, words: tuple[str, ...]) -> str:
    if value not in words:
        raise UsageError(f"{what}: expected one of {', '.join(words)}, got {value!r}")
    return str(value)


def _seconds(given: Any) -> float:
    asked = os.environ.get("PHASESCOPE_FINISH_S", FINISH_S) if given is None else given
    try:
        seconds = float(asked)
    except (TypeError, ValueError):
        seconds = -1.0
    if not 0 <= seconds <= MOST_FINISH_S:
        raise UsageError(f"finish_s: expected seconds from 0 to {MOST_FINISH_S:g}, got {asked!r}")
    return seconds


def _seed(config: dict[str, Any]) -> int | None:
    seed = config.get("seed")
    is_one = isinstance(seed, int) and not isinstance(seed, bool) and abs(seed) < 2**53
    return seed if is_one else None


def _writable(data: Path) -> Path:
    """The folder for secret and journal; where it cannot be made, one that goes with the machine's temporary files."""
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.access(data, os.W_OK):
            return data
    except OSError:
        pass
    other = Path(tempfile.gettempdir()) / f"phasescope-{os.getuid()}"
    other.mkdir(mode=0o700, parents=True, exist_ok=True)
    say(f"{data} cannot be written; what the hub does not take is kept in {other}")
    return other
