"""The run of a wrapper: begun where there is something to say, and gone on with where more comes behind its end."""

from __future__ import annotations

import os
from typing import Any

from . import init
from .begin import UsageError
from .run import Run
from .say import say_once


class Begun:
    """
    `run` is one that the script has begun, and ends by itself; without it one is begun with `facts`, the arguments of
    `phasescope.init`.
    """

    def __init__(self, run: Run | None, facts: dict[str, Any]) -> None:
        self.current = run
        self.is_own = run is None
        self.facts = facts

    def run(self, **found: Any) -> Run | None:
        """
        The run, which goes on from here where it had ended. `found` is what the wrapper knows of a run that begins; what the script
        says comes first. None where it cannot go on, which is said once.
        """
        run = self.current
        if run is None:
            config = {**(found.pop("config", None) or {}), **(self.facts.get("config") or {})}
            self.current = run = init(**{**found, **self.facts, "config": config})
        elif run._ended and self.is_own and run._pid == os.getpid():
            try:
                again = {"id": run.id, "resume": "allow", "reinit": "create_new"}
                self.current = run = init(**{**self.facts, **again, "project": run.project})
            except UsageError as error:
                say_once(f"again:{run.id}", f"Run '{run.id}' cannot go on: {error}")
                return None
        return run

    def finish(self, how: str | None = None, why: str | None = None) -> None:
        """Ends it, where no script does."""
        if self.current is not None and self.is_own:
            self.current._finish(how, why)

    def forget(self) -> None:
        """What comes next is a run of its own."""
        self.finish()
        if self.is_own:
            self.current = None
