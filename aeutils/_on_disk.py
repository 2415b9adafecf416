"""Rows that stay in a file, from which a few at a time are read: `numpy.memmap`, Dask arrays."""

import mmap
import tempfile

import numpy as np

ROWS_AT_ONCE = 2048             # what is made of all rows need not be in memory at once


class RowsOnDisk:
    """Rows of a memory-mapped file, in float64 or, where the file has it, float32.

    A slice of it is read, an array. With an array of indices it is those rows, in the order of the
    file, and they are still there. What is read of it, now or later, goes through `change`.
    """

    def __init__(self, X, chosen=None, change=None, dtype=None):
        self._X, self._chosen, self._change = X, chosen, change
        self.dtype = dtype or _float_type(X)
        self.shape = (len(X) if chosen is None else len(chosen), X.shape[1])

    def __len__(self):
        return self.shape[0]

    def __getitem__(self, rows):
        if isinstance(rows, slice):
            return self.read(np.arange(len(self))[rows])
        rows = np.sort(rows if self._chosen is None else self._chosen[rows])
        return RowsOnDisk(self._X, rows, self._change, self.dtype)

    def changed(self, change, dtype):
        """The same rows, read through another function."""
        return RowsOnDisk(self._X, self._chosen, change, dtype)

    def parts(self, n=ROWS_AT_ONCE, fewest=0):
        """All of them, some at a time."""
        from sklearn.utils import gen_batches

        return (self[rows] for rows in gen_batches(len(self), n, min_batch_size=fewest))

    def copy(self):
        return self                         # nobody can change them

    def __array__(self, dtype=None, copy=None):
        return self[:].astype(dtype or self.dtype, copy=False)

    def min(self):
        return min(part.min() for part in self.parts())

    def max(self):
        return max(part.max() for part in self.parts())

    def read(self, rows):
        """An array of these rows, in their order."""
        rows = rows if self._chosen is None else self._chosen[rows]
        found = np.empty((len(rows), self.shape[1]), self.dtype)
        for start in range(0, len(rows), ROWS_AT_ONCE):
            some = slice(start, start + ROWS_AT_ONCE)
            part = self._X[rows[some]].astype(self.dtype if self._change is None else float)
            found[some] = part if self._change is None else self._change(part)
            _let_go(self._X)
        return found


def on_disk(X):
    """X as `RowsOnDisk`, or None if it is in memory.

    A Dask array is written to a temporary file, since every pass over it would reckon it anew.
    """
    if isinstance(X, RowsOnDisk):
        return X
    if hasattr(X, "dask") and getattr(X, "ndim", 0) == 2:
        file = tempfile.TemporaryFile()
        dtype, start = _float_type(X), 0
        for n in X.chunks[0]:
            np.asarray(X[start : start + n], dtype).tofile(file)
            start += n
        file.flush()
        X = np.memmap(file, dtype, "r", shape=X.shape)
    is_file = isinstance(X, np.memmap) and X.ndim == 2 and X.size and _file(X) is not None
    return RowsOnDisk(X) if is_file else None


def _float_type(X):
    return X.dtype if X.dtype in (np.float32, np.float64) else np.dtype(float)


def _file(X):
    """The file behind a memmap, or a view of one; a copy has none."""
    while isinstance(X, np.ndarray):
        X = X.base
    return X if isinstance(X, mmap.mmap) else None


def _let_go(X):
    """What was read counts as this process's memory until then; what was written there stays."""
    file = _file(X)
    if X.mode != "c" and hasattr(file, "madvise"):      # Windows takes care of it
        file.madvise(mmap.MADV_DONTNEED)
