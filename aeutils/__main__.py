"""The command: `python -m aeutils report table.csv`, or `aeutils report table.csv`."""

import argparse
import sys
from pathlib import Path

from ._files import whole

FORMATS = "CSV, TSV, Parquet or Excel"


def main(arguments=None):
    """Run the command and return its exit code.

    Parameters
    ----------
    arguments : list of str, optional
        Default: those that the program was started with.

    Returns
    -------
    int
        0, or 1 for a table that cannot be compared, or 130 when the keyboard interrupts. For
        arguments that are wrong the program ends with 2.
    """
    options = _parser().parse_args(arguments)
    try:
        return _report(options)
    except (ValueError, OSError, ImportError) as error:
        print(f"aeutils: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("aeutils: interrupted, nothing was written.", file=sys.stderr)
        return 130


def _parser():
    parser = argparse.ArgumentParser(
        prog="aeutils", description="Autoencoders, with PCA always beside them.")
    commands = parser.add_subparsers(dest="command", required=True)
    report = commands.add_parser(
        "report", help="would an autoencoder beat PCA on a table? One page says it",
        description=f"Compare PCA and an autoencoder on a table ({FORMATS}), and write a page.")
    report.add_argument("table", help=f"the file: {FORMATS}")
    report.add_argument("--label", metavar="COLUMN",
                        help="column of classes: it colours the maps, and is never learned from")
    report.add_argument("--drop", metavar="COLUMN", nargs="+", action="extend", default=[],
                        help="columns to leave out")
    report.add_argument("--k", metavar="K", nargs="+", type=_size,
                        help="numbers per code (default: a few sizes that suit the table)")
    report.add_argument("--seed", type=int, default=0, help="of splits and networks (default: 0)")
    report.add_argument("--time", action="store_true",
                        help="rows are in the order of time: judge by later ones")
    report.add_argument("--out", metavar="PAGE.html",
                        help="the page to write (default: the table's name with _report.html)")
    return parser


def _size(text):
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is no whole number from 1 up")
    return int(text)


def _report(options):
    out = Path(options.out or f"{Path(options.table).stem}_report.html")
    if out.is_dir() or not out.parent.is_dir():
        raise ValueError(f"'{out}' cannot be written: name a file in a folder that exists, such as "
                         "--out report.html.")
    if out.exists() and Path(options.table).exists() and out.samefile(options.table):
        raise ValueError(f"{out} is the table itself: name another file for the page.")
    from .report import columns, tables

    prepared = columns.prepare(tables.read(options.table), label=options.label, drop=options.drop,
                               in_order=options.time)
    # What follows takes seconds to load: what is no table was refused before.
    from tqdm import tqdm

    from .report import analysis
    from .report._page import page

    findings = analysis.measure(
        prepared, options.k, seed=options.seed, in_order=options.time,
        progress=lambda fits: tqdm(fits, desc="comparing", unit="fit", leave=False))
    text = page(findings, prepared, file=options.table, label=options.label, drop=options.drop,
                seed=options.seed, in_order=options.time)
    with whole(out) as draft:
        draft.write_text(text, encoding="utf-8")
    print(analysis.sentence(findings.verdicts))
    print(f"The page is in {out}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
