"""The config and the summary of a run: dictionaries whose changes are told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, MutableMapping
from typing import Any

from .harmless import harmless
from .kept import named


class Config(MutableMapping[str, Any]):
    """As a dictionary and by attributes: `config["lr"]`, `config.lr`. Any change is told to the hub."""

    def __init__(self, values: dict[str, Any] | None = None) -> None:
        object.__setattr__(self, "_values", dict(values or {}))
        object.__setattr__(self, "_changed", set())
        object.__setattr__(self, "_lock", threading.Lock())

    def __getitem__(self, key: str) -> Any:
        return self._values[key]

    @harmless("Cannot set a value of config or summary")
    def __setitem__(self, key: str, value: Any) -> None:
        with self._lock:
            self._values[key] = value
            self._changed.add(key)

    def __delitem__(self, key: str) -> None:
        del self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __getattr__(self, key: str) -> Any:
        try:
            return self._values[key]
        except KeyError:
            raise AttributeError(
                f"config has no '{key}'; it has {', '.join(map(str, self))}"
            ) from None

    @harmless("Cannot set a value of config or summary")
    def __setattr__(self, key: str, value: Any) -> None:
        self[key] = value

    def __repr__(self) -> str:
        try:
            return repr(self._values)
        except Exception:  # of a value, which is somebody else's
            return f"<{len(self._values)} values>"

    @harmless("Cannot update config or summary")
    def update(self, *args: Any, allow_val_change: bool = True, **kwargs: Any) -> None:
        """Values of another dictionary or namespace; `allow_val_change` is taken for the sake of wandb, and always true."""
        given = {**config_of(args[0] if args else None), **kwargs}
        with self._lock:
            self._values.update(given)
            self._changed.update(given)

    @harmless("Cannot set defaults of config or summary", {})
    def setdefaults(self, given: dict[str, Any]) -> dict[str, Any]:
        for key, value in config_of(given).items():
            if key not in self:
                self[key] = value
        return dict(self)

    def orphan(self) -> None:
        """In a child of a fork: the thread that may have held the lock is not here."""
        object.__setattr__(self, "_lock", threading.Lock())

    def as_dict(self) -> dict[str, Any]:
        return dict(self._values)

    def changes(self) -> dict[str, Any]:
        """What has changed since it was last asked."""
        if not self._changed:
            return {}
        with self._lock:
            keys, changed = list(self._changed), {}
            self._changed.clear()
            for key in keys:
                try:
                    if key in self._values:
                        changed[key] = self._values[key]
                except Exception:
                    continue  # a key that cannot be compared any more
        return changed


class Summary(Config):
    """What a run came to. What nobody has set is the last value that was logged."""

    def __init__(self, last: Callable[[str], Any]) -> None:
        super().__init__()
        object.__setattr__(self, "_last", last)

    def __getitem__(self, key: str) -> Any:
        if key in self._values:
            return self._values[key]
        found = self._last(key)
        if found is None:
            raise KeyError(key)
        return found

    def __getattr__(self, key: str) -> Any:
        try:
            return self[key]
        except KeyError:
            raise AttributeError(f"summary has no '{key}'") from None

    def get(self, key: str, default: Any = None) -> Any:
        try:
            return self[key]
        except Exception:  # it is not there, or cannot be looked for
            return default


def config_of(given: Any) -> dict[str, Any]:
    """What a script gives as its config: a dictionary, the namespace of an argument parser, a dataclass."""
    if given is None:
        return {}
    if isinstance(given, dict):
        return dict(given)
    if hasattr(given, "items"):
        return named(given)
    if hasattr(given, "__dataclass_fields__"):
        return {name: getattr(given, name) for name in given.__dataclass_fields__}
    if hasattr(given, "__dict__"):
        return dict(vars(given))
    raise TypeError(
        f"config: expected a dictionary, a namespace or a dataclass, got {type(given).__name__}"
    )
