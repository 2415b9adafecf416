"""The checks of the exercises: what goes wrong in a task becomes one hint, not a traceback."""

import traceback
from contextlib import contextmanager
from pathlib import Path


class Hint(Exception):
    """A sentence for the student. Jupyter shows it alone, without the way through our code."""

    def _render_traceback_(self):
        return str(self).splitlines()


@contextmanager
def task(name):
    """Check a task: assert inside this block, with a message that names the likely mistake.

    Parameters
    ----------
    name : str
        What the student knows the task by, such as ``"Task 2"``.

    Raises
    ------
    Hint
        When an assertion fails, the task is still empty, or the student's code breaks.

    Examples
    --------
    >>> from aeutils.exercises import task
    >>> def double(x):
    ...     return x + x
    >>> with task("Task 1"):
    ...     assert double(3) == 6, "twice three is six."
    Task 1: the checks here are passed.
    """
    try:
        yield
    except NotImplementedError:
        hint = ("nothing here yet. Write your code in place of `raise NotImplementedError()` in "
                "the cell above, run that cell, then this one.")
    except NameError as error:
        hint = (f"there is no `{error.name}`. Run the cells above, and keep the names they ask "
                "for. Or have you not defined it?"
                if type(error) is NameError else _place(error))      # else a local one has no value
    except AssertionError as error:
        hint = str(error) or _place(error)
    except Exception as error:
        hint = _place(error)
    else:
        print(f"{name}: the checks here are passed.")
        return
    raise Hint(f"{name}: {hint}") from None


def _place(error):
    """What stopped, and in which line of a cell."""
    what = f"{type(error).__name__}: {error}".rstrip(": .")
    _, check, *frames = traceback.extract_tb(error.__traceback__)    # from the check inwards
    ours = [_measures(frame) for frame, _ in traceback.walk_tb(error.__traceback__)][2:]
    theirs = [frame for frame, our in zip(frames, ours, strict=True)
              if not our and frame.filename != check.filename
              and "site-packages" not in frame.filename
              and not frame.filename.endswith(".pyx") and not frame.filename.startswith("<frozen")
              and Path(__file__).parent not in Path(frame.filename).parents]
    if not theirs:
        return (f"the check could not use your result ({what}). Is it of the kind and shape that "
                "the task asks for?")
    last = theirs[-1]                                   # its text is not known everywhere
    text = f": `{last.line}`" if last.line else "."
    return f"your function stopped with {what}, in line {last.lineno} of `{last.name}`{text}"


def _measures(frame):
    """Whether a frame is of a function that a cell has "for the check below", or of one inside."""
    function = frame.f_globals.get(frame.f_code.co_qualname.split(".")[0])
    return (getattr(function, "__doc__", None) or "").startswith("For the check below")
