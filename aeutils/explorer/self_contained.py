"""What all pages share: how one file is made of many, and how a notebook shows it."""

import base64
import html
import json
import re
import zlib
from importlib import resources

import numpy as np

from .. import plots
from .._files import whole


def read(name):
    """Return the text of a file beside this one."""
    return (resources.files(__package__) / name).read_text(encoding="utf-8")


def one_script(modules):
    """JavaScript modules in one, which needs no other file; lines of comments stay behind.

    Each imports from earlier ones only, and no name stands at the top of two.
    """
    return "\n".join(re.sub(r"^import [^;]*;\n|^export |^ *//.*\n", "", module, flags=re.MULTILINE)
                     for module in modules)


def filled(name, **parts):
    """The page in the file of this name, each %PART% replaced."""
    return re.sub(f"%({'|'.join(parts)})%", lambda mark: parts[mark[1]], read(name))


def as_json(described):
    """JSON for a script element, which none of its characters can end."""
    return json.dumps(described).translate({ord(c): f"\\u{ord(c):04x}" for c in "<>&"})


class Store:
    """Numbers for a page, deflated; the page is told where each array stands."""

    def __init__(self):
        self.parts, self.places = [], {}

    def keep(self, values, tolerance=0):
        """Put numbers into the store and return where: [first byte, length, bytes of each].

        They are of two or four bytes where that changes none by more than the tolerance.
        """
        values = np.asarray(values, float)
        for kind in ("<f2", "<f4", "<f8"):
            with np.errstate(over="ignore", invalid="ignore"):
                stored = values.astype(kind)
            fits = np.isfinite(stored) & (np.abs(stored - values) <= tolerance)
            if (fits | np.isnan(values)).all():
                break
        return self._put(stored)

    def keep_bytes(self, values):
        """Put whole numbers from 0 to 255 into the store, and return where, as `keep` does."""
        return self._put(np.asarray(values).astype(np.uint8))

    def _put(self, stored):
        """Put an array there, unless the same one is there already."""
        content = stored.tobytes() + bytes(-stored.nbytes % 8)
        if content not in self.places:
            self.places[content] = self.size
            self.parts.append(content)
        return [self.places[content], stored.size, stored.itemsize]

    @property
    def size(self):
        """Bytes so far."""
        return sum(map(len, self.parts))

    @property
    def text(self):
        """The numbers as the page holds them."""
        return base64.b64encode(zlib.compress(b"".join(self.parts), 9)).decode()


class Page:
    """A page of one file; those of a kind say which picture stands for it where none can live."""

    allow = "allow-scripts"

    def __init__(self, html, title, height):
        self.html, self._title, self._height = html, title, height

    def save(self, path):
        """Write the page to a file that any browser opens, with or without a network.

        Parameters
        ----------
        path : str or path

        Raises
        ------
        OSError
            When it cannot be written; an earlier page is as it was.
        """
        with whole(path) as draft:
            draft.write_text(self.html, encoding="utf-8")

    def _repr_mimebundle_(self, include=None, exclude=None):
        """The page in a frame, over a picture that remains where frames are taken out."""
        fig, alt = self._picture()
        data = base64.b64encode(plots.png(fig)).decode()
        fill = "position:absolute;inset:0;width:100%;height:100%;border:0;background:#fff"
        framed = (f'<div style="position:relative;height:{self._height}px;overflow:hidden">'
                  f'<img alt="{html.escape(alt)}" src="data:image/png;base64,{data}" '
                  'style="max-width:100%">'
                  f'<iframe title="{html.escape(self._title)}" sandbox="{self.allow}" '
                  f'style="{fill}" srcdoc="{html.escape(self.html)}"></iframe></div>')
        return {"text/html": framed, "image/png": data, "text/plain": alt}
