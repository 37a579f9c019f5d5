"""
What a training script hands over is its own: an object may raise whatever is asked of it, also where it is only shown. Nothing of that
reaches the training.
"""

from __future__ import annotations

import functools
import reprlib
from collections.abc import Callable
from typing import Any, TypeVar

from .say import say_once

Method = TypeVar("Method", bound=Callable[..., Any])


def short(value: Any) -> str:
    """As it shows itself, in a line; where it cannot, what it is."""
    try:
        shown = str.__str__(reprlib.repr(value))  # which goes neither deep nor far
        return shown if len(shown) < 80 else f"{shown[:77]}..."
    except Exception:
        return f"<{type(value).__name__}>"


def worded(value: Any) -> str:
    """As text: a word is itself, and of what holds others only a line. May raise."""
    if isinstance(value, (list, tuple, dict, set, frozenset)):
        return short(value)
    return str.__str__(str(value))


def why(error: BaseException) -> str:
    """What an error says, which may raise another one when it is asked."""
    try:
        return str.__str__(str(error))
    except Exception:
        return f"<{type(error).__name__}>"


def why_of(error: BaseException) -> str:
    """`ValueError: no such layer`."""
    return f"{type(error).__name__}: {why(error)}"


def harmless(what: str, given: Any = None) -> Callable[[Method], Method]:
    """A method that says once what went wrong, and then gives `given`."""

    def around(method: Method) -> Method:
        @functools.wraps(method)
        def called(*args: Any, **kwargs: Any) -> Any:
            try:
                return method(*args, **kwargs)
            except Exception as error:
                cannot(what, error)
                return given

        return called  # type: ignore[return-value]

    return around


def cannot(what: str, error: BaseException) -> None:
    """Says so once. Where a stack has no room left, not even that is possible."""
    try:
        say_once(f"{what}:{type(error).__name__}", f"{what}: {why_of(error)}")
    except Exception:
        pass
