"""The rate of an optimizer of PyTorch or its like, set from the page."""

from __future__ import annotations

from typing import Any

from .command import Refused

MOST_RATE = 1e6


def set_rate(optimizer: Any, scheduler: Any, rate: float) -> None:
    """
    The rate of every parameter group, in the proportion that they have to the first, and of what the scheduler begins from; all of it
    is read back. Raises where it is not what was asked, and leaves it as it was.
    """
    groups = optimizer.param_groups
    before = [_plain(group["lr"]) for group in groups]
    bases = list(getattr(scheduler, "base_lrs", []) or [])
    first = before[0]
    wanted = [rate if first == 0 else rate * (old / first) for old in before]
    try:
        for group, new in zip(groups, wanted, strict=True):
            _put(group, new)
        if bases:
            scheduler.base_lrs = [
                new if old == 0 else new * base / old
                for base, old, new in zip(bases, before, wanted, strict=True)
            ]
        for i, (group, new) in enumerate(zip(groups, wanted, strict=True)):
            there = _plain(group["lr"])
            if abs(there - new) > 1e-6 * max(abs(new), 1e-30):
                raise Refused(f"Parameter group {i} has rate {there:g} after it was set to {new:g}")
    except Exception:
        for group, old in zip(groups, before, strict=True):
            _put(group, old)
        if bases:
            scheduler.base_lrs = bases
        raise


def _plain(rate: Any) -> float:
    return float(rate)


def _put(group: Any, rate: float) -> None:
    """A rate that is a tensor (as compiled optimizers have it) is changed in place."""
    old = group["lr"]
    if hasattr(old, "fill_"):
        old.fill_(rate)
    else:
        group["lr"] = rate
