"""Which of several processes of one training this is, and how they agree."""

from __future__ import annotations

import os
import sys
from typing import Any


def rank_here() -> int:
    """0 where there is only one process."""
    dist = distributed()
    if dist is not None:
        return int(dist.get_rank())
    jax = sys.modules.get("jax._src.distributed")
    state = getattr(jax, "global_state", None)
    if state is not None and getattr(state, "client", None) is not None:
        return int(state.process_id)
    for rank, size in (
        ("RANK", "WORLD_SIZE"),
        ("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"),
        ("SLURM_PROCID", "SLURM_NTASKS"),
    ):
        found, of = os.environ.get(rank, ""), os.environ.get(size, "")
        if found.isdigit() and of.isdigit() and int(of) > 1:
            return int(found)
    return 0


def distributed() -> Any:
    """`torch.distributed` where it joins several processes; None else. Nothing is imported for it."""
    torch = sys.modules.get("torch")
    dist = getattr(torch, "distributed", None)
    try:
        if dist is not None and dist.is_available() and dist.is_initialized():
            return dist if dist.get_world_size() > 1 else None
    except Exception:
        pass
    return None


def said_by_first(value: Any) -> Any:
    """What rank 0 says, to all ranks. All of them call it."""
    dist = distributed()
    if dist is None:
        return value
    box = [value]
    dist.broadcast_object_list(box, src=0)
    return box[0]


def said_by_all(value: Any) -> list[Any]:
    """What each rank says, to all of them."""
    dist = distributed()
    if dist is None:
        return [value]
    said: list[Any] = [None] * dist.get_world_size()
    dist.all_gather_object(said, value)
    return said
