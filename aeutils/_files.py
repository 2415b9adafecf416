"""Files that are written whole or not at all, whatever ends the program or fills the disk."""

import os
import shutil
import tempfile
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

try:
    from fcntl import LOCK_EX, LOCK_NB, flock
except ImportError:             # Windows: what a killed program leaves there, stays
    flock = None


@contextmanager
def whole(path):
    """Yield where to write what goes to `path`, all at once, if the block comes to its end.

    Raises
    ------
    OSError
        When the file cannot be written; an earlier one is as it was.
    """
    path = Path(os.path.realpath(path))             # behind a link, its file is written
    try:
        if path.exists() and not path.is_file():
            yield path                              # a stream; or a folder, which says so
            return
        with unfinished(path.parent) as folder:
            draft = folder / path.name
            yield draft
            with draft.open("r+b") as file:
                os.fsync(file.fileno())
            os.replace(draft, path)
    except OSError as error:
        if not error.errno:                         # of what was to be written, not of writing
            raise
        raise type(error)(f"'{path}' cannot be written ({error.strerror}): make room, or choose a "
                          "folder that takes it; what was there is as it was.") from error


@contextmanager
def unfinished(place):
    """A folder in a folder, for what is not yet whole; it goes with the block.

    It is locked for as long as this program lives, so the next one that begins there takes away
    what a killed one has left, and nothing that another still needs.
    """
    with ExitStack() as stack:
        with _locked(place):                        # nobody sweeps it before it is locked
            _sweep(place)
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix=".part-", dir=place))
            stack.enter_context(_locked(folder))
        yield Path(folder)


@contextmanager
def _locked(folder):
    number = os.open(folder, os.O_RDONLY) if flock else None
    try:
        with suppress(OSError):                     # not every network's disk has locks
            if flock:
                flock(number, LOCK_EX)
        yield
    finally:
        if flock:
            os.close(number)


def _sweep(folder):
    for left in folder.glob(".part-*") if flock else []:
        with suppress(OSError):                     # where somebody still writes there
            number = os.open(left, os.O_RDONLY)
            try:
                flock(number, LOCK_EX | LOCK_NB)
                shutil.rmtree(left)
            finally:
                os.close(number)
