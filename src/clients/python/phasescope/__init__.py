"""
Puts a training run on a Phasescope dashboard, live.

    import phasescope
    run = phasescope.init(project="my-idea", config={"lr": 1e-3})
    run.log({"loss": loss})

`import phasescope as wandb` runs a script that was written for wandb; what is not supported says so, once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from . import at_exit as _at_exit
from .begin import UsageError
from .begin import init as _init
from .config import Config, Summary
from .histogram import Histogram
from .live import live_runs
from .metrics import Metric
from .run import Run
from .say import say_once as _say_once
from .unsupported import NAMES as _UNSUPPORTED
from .unsupported import unsupported as _unsupported
from .version import VERSION as __version__

if TYPE_CHECKING:
    from .api import Api, ApiError

__all__ = [
    "Api",
    "ApiError",
    "Config",
    "Histogram",
    "Run",
    "Settings",
    "Summary",
    "UsageError",
    "__version__",
    "config",
    "define_metric",
    "finish",
    "init",
    "log",
    "login",
    "run",
    "summary",
    "unwatch",
    "watch",
]

#: The run that `init` began last; None before it and behind `finish`.
run: Run | None = None
config: Config = Config()
summary: Any = {}


def init(*args: Any, **kwargs: Any) -> Run:
    global run, config, summary
    begun = _init(*args, **kwargs)
    _at_exit.install()
    run, config, summary = begun, begun.config, begun.summary
    return begun


init.__doc__ = _init.__doc__


def log(
    data: dict[str, Any] | None = None,
    step: int | None = None,
    commit: bool | None = None,
    sync: bool | None = None,
) -> None:
    """`Run.log` of the run that `init` began."""
    if run is not None:
        run.log({} if data is None else data, step, commit)
    else:
        _say_once("log before init", "log before init: nothing is kept")


def finish(exit_code: int | None = None, quiet: bool | None = None) -> None:
    """`Run.finish` of every run that goes on."""
    global run
    for one in live_runs():
        one.finish(exit_code)
    run = None


def define_metric(name: str, *args: Any, **kwargs: Any) -> Metric | None:
    """`Run.define_metric` of the run that `init` began."""
    return None if run is None else run.define_metric(name, *args, **kwargs)


def watch(model: Any, *args: Any, **kwargs: Any) -> None:
    """`Run.watch` of the run that `init` began."""
    if run is not None:
        run.watch(model, *args, **kwargs)


def unwatch(model: Any = None) -> None:
    """No more of it."""
    if run is not None:
        run.unwatch(model)


def login(*_: Any, **__: Any) -> bool:
    """Taken for the sake of wandb: who may report is the hub's to know, and found by itself."""
    return True


class Settings(dict[str, Any]):
    """Taken for the sake of wandb; has no effect."""


#: Each brings its framework, and so is imported by who asks for it.
_WRAPPERS = ("tensorboard", "lightning", "huggingface", "keras")


def __getattr__(name: str) -> Any:
    if name in _WRAPPERS:
        return import_module(f".{name}", __name__)
    if name in ("Api", "ApiError"):  # a training script does not wait for what reads
        from . import api

        return getattr(api, name)
    if name in _UNSUPPORTED:
        return _unsupported(name)
    raise AttributeError(f"module 'phasescope' has no attribute '{name}'")
