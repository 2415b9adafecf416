"""Pages that live without a kernel.

The explorer: maps of the same data, one for each reducer; point at a place, see it decoded. The
playground: PCA beside an autoencoder that trains in the browser.
"""

from typing import TYPE_CHECKING

from .page import Explorer, explore
from .play import Playground, playground

if TYPE_CHECKING:
    from .snapshots import Snapshots

__all__ = ["Explorer", "Playground", "Snapshots", "explore", "playground"]


def __getattr__(name):
    if name != "Snapshots":
        raise AttributeError(f"module 'aeutils.explorer' has no attribute '{name}'")
    from .snapshots import Snapshots  # it loads Keras

    return Snapshots
