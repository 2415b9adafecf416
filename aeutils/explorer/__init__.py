"""The explorer: maps of the same data, one for each reducer; point at a place, see it decoded."""

from .page import Explorer, explore

__all__ = ["Explorer", "explore"]
