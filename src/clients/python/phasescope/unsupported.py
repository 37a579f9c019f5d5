"""What scripts for other trackers call and this package does not do: said once, by name, and of no effect."""

from __future__ import annotations

from typing import Any

from .say import say_once

NAMES = frozenset(
    [
        "Table",
        "Image",
        "Audio",
        "Video",
        "Html",
        "Plotly",
        "Molecule",
        "Object3D",
        "Graph",
        "JoinedTable",
        "PartitionedTable",
        "Classes",
        "BoundingBoxes2D",
        "ImageMask",
        "Artifact",
        "save",
        "restore",
        "sweep",
        "agent",
        "controller",
        "log_artifact",
        "log_model",
        "link_model",
        "use_artifact",
        "use_model",
        "log_code",
        "alert",
        "plot",
        "plots",
        "plot_table",
        "teardown",
        "require",
        "sklearn",
        "jupyter",
        "errors",
        "sdk",
        "data_types",
        "mark_preempting",
        "init_run",
        "attach",
        "Markdown",
        "Trace",
        "AlertLevel",
        "show",
        "sync",
        "import_csv",
        "import_tf_events",
        "delete_project",
        "log_gpu",
        "log_system",
        "finish_sweep",
        "link_artifact",
    ]
)


class Unsupported:
    """Can be called, entered, iterated and asked for anything: the script goes on."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, *_: Any, **__: Any) -> Unsupported:
        return self

    def __getattr__(self, name: str) -> Unsupported:
        if name.startswith("__") or name in ("detach", "copy_to_host_async"):
            raise AttributeError(name)
        return self

    def __enter__(self) -> Unsupported:
        return self

    def __exit__(self, *_: Any) -> None:
        return None

    def __iter__(self) -> Any:
        return iter(())

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return f"<{self._name} is not supported>"


def unsupported(name: str) -> Unsupported:
    say_once(f"unsupported:{name}", f"{name} is not supported, and has no effect")
    return Unsupported(name)


class Missing:
    """As an attribute of a class: what others of its kind have there, and this does not."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, one: Any, _: Any = None) -> Any:
        return self if one is None else unsupported(self._name)


def is_unsupported(value: Any) -> bool:
    """Whether a value is such, or a list that holds one."""
    if isinstance(value, list) and value:
        value = value[0]
    return type(value) is Unsupported
