"""Build the website into build/site, from nothing, and put it in the place of the last one.

Sphinx goes on from what it finds. Of a build that was killed that is half a page, which it takes
for a whole one.
"""

import os
import sys
from pathlib import Path

from sphinx.cmd.build import main

from aeutils._files import unfinished

ROOT = Path(__file__).resolve().parent.parent


def build(root=ROOT):
    """Return Sphinx' exit code; only where it is 0 is there a new site."""
    place = root / "build"
    place.mkdir(exist_ok=True)
    with unfinished(place) as folder:
        options = ["-q", "-W", "--keep-going", "-c", str(root / "site")]
        failed = main([*options, "-d", str(folder / "trees"), str(root), str(folder / "site")])
        if not failed:
            if (place / "site").exists():
                os.replace(place / "site", folder / "before")
            os.replace(folder / "site", place / "site")
    return failed


if __name__ == "__main__":
    sys.exit(build())
