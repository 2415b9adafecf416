"""Documents that every student has: the docstrings of the installed scientific packages."""

import ast
import re
from importlib.util import find_spec
from pathlib import Path

PACKAGES = ("matplotlib", "networkx", "numpy", "pandas", "scipy", "sklearn")
LEFT_OUT = {"test", "tests", "testing", "conftest",             # not for users,
            "externals", "distutils", "f2py", "typing", "compat", "backends", "libs"}
NO_PART = {"core", "_core", "lib", "algorithms"}                # where most of a package lies
AFTER_THE_TEXT = re.compile(r"\n(?:References|Examples?)\n-{3,}")


def load_docstrings(packages=PACKAGES, fewest_words=30):
    """Public docstrings of installed packages, read from their files; nothing is imported.

    A docstring ends where its references or examples begin, and white space is one space. Of
    those with the same text the first is kept. The same versions give the same documents.

    Parameters
    ----------
    packages : sequence of str, default=PACKAGES
        Names by which packages are imported. Default: matplotlib, networkx, numpy, pandas, scipy
        and sklearn.
    fewest_words : int, default=30
        Shorter docstrings are left out.

    Returns
    -------
    pandas.DataFrame
        A row for each docstring: its "text"; the "package"; the "part" of the package, such as
        "scipy.stats"; the "name", such as "scipy.stats.norm_gen".

    Raises
    ------
    ModuleNotFoundError
        If a package is not installed.

    Examples
    --------
    >>> from aeutils.datasets import load_docstrings
    >>> documents = load_docstrings(["networkx"])
    >>> documents.loc[documents["name"] == "networkx.link_analysis.pagerank", "text"].item()[:42]
    'Returns the PageRank of the nodes in the g'
    """
    import pandas as pd

    rows = [row for package in packages for row in _documents(package)]
    documents = pd.DataFrame(rows, columns=["name", "part", "package", "text"])
    long = documents["text"].str.count(" ") >= fewest_words - 1      # a space between two words
    return documents[long].drop_duplicates("text", ignore_index=True)


def _documents(package):
    """(name, part, package, text) of each documented public name of a package."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"The docstrings of {package} cannot be read, since it is not "
                                  f"installed: install it, or leave {package} out of packages.")
    folder = Path(spec.submodule_search_locations[0])
    for path in sorted(folder.rglob("*.py")):
        *folders, file = path.relative_to(folder).with_suffix("").parts
        private = any(name.startswith("_") and name not in NO_PART for name in folders)
        if private or LEFT_OUT.intersection([*folders, file]):
            continue
        # scikit-learn's PCA is public, though it stands in decomposition/_pca.py.
        part = next((name for name in [*folders, file] if name not in NO_PART), file)
        part = f"{package}.{part.strip('_')}"
        for name, docstring in _members(ast.parse(path.read_text(encoding="utf-8"))):
            text = " ".join(AFTER_THE_TEXT.split(docstring)[0].split())
            if text:
                yield f"{part}.{name}", part, package, text


def _members(tree):
    """Names and docstrings of the public functions and classes, and of these classes' own."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node.name, ast.get_docstring(node) or ""
            if isinstance(node, ast.ClassDef):
                yield from ((f"{node.name}.{name}", text) for name, text in _members(node))
