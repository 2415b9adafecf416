"""The explorer: maps of the same data, one for each reducer; point at a place, see it decoded."""

from typing import TYPE_CHECKING

from .page import Explorer, explore

if TYPE_CHECKING:
    from .snapshots import Snapshots

__all__ = ["Explorer", "Snapshots", "explore"]


def __getattr__(name):
    if name != "Snapshots":
        raise AttributeError(f"module 'aeutils.explorer' has no attribute '{name}'")
    from .snapshots import Snapshots  # it loads Keras

    return Snapshots
