"""What computes the run. Frameworks are looked at where the script has loaded them, and never imported."""

from __future__ import annotations

import os
import platform
import sys
from typing import Any


def backend() -> dict[str, Any]:
    name, version = framework_here()
    return {
        "name": name,
        "version": version,
        "obtained": "the training script",
        "device": _device(name),
        "threads": _threads(name),
    }


def framework_here() -> tuple[str, str]:
    for name in ("torch", "jax", "tensorflow", "mlx", "numpy"):
        module = sys.modules.get(name)
        version = getattr(module, "__version__", None)
        if version is not None:
            return name, str(version)
    return "unknown", platform.python_version()


def framework_text() -> str | None:
    """`torch 2.9.1`; None where the script has loaded none."""
    name, version = framework_here()
    return None if name == "unknown" else f"{name} {version}"


def host() -> str:
    return (platform.node() or "unknown")[:256]


def _device(name: str) -> str:
    try:
        if name == "torch":
            cuda = sys.modules["torch"].cuda
            if cuda.is_initialized():
                return str(cuda.get_device_name())
        if name == "jax":
            bridge = sys.modules.get("jax._src.xla_bridge")
            if getattr(bridge, "_backends", None):  # asking would start one
                return str(sys.modules["jax"].devices()[0].device_kind)
    except Exception:
        pass
    return platform.processor() or platform.machine() or "cpu"


def _threads(name: str) -> int:
    try:
        if name == "torch":
            return int(sys.modules["torch"].get_num_threads())
    except Exception:
        pass
    return os.cpu_count() or 1
