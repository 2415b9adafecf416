"""Pages that live without a kernel.

The explorer: maps of the same data, one for each reducer; point at a place, see it decoded. The
playground: PCA beside an autoencoder that trains in the browser.
"""

from .page import Explorer, explore
from .play import Playground, playground

__all__ = ["Explorer", "Playground", "explore", "playground"]
