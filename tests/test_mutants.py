"""Mistakes put into right answers: how they are made, counted and listed."""

import pytest

pytest.importorskip("nbgrader", reason="the extra [classroom] is not installed")
import mutants
from mutants import SOURCES, Change, changed, entries, listed, main, out_of_date

STEMS = [path.stem for path in sorted(SOURCES.glob("[0-9]*.py"))]

MARKED = '''
def gap(first, second, scale=2):
    """Not to be changed: first - second."""
    ### BEGIN SOLUTION
    print(f"{first - second}")
    for _ in range(scale):
        first = first - second
        second = second * 3
    return first[1:]
    ### END SOLUTION
'''


def test_changes():
    made = set(changed(MARKED).values())
    assert {
        ("for _ in range(scale):", "for _ in range(scale + 1):"),
        ("for _ in range(scale):", "for _ in range(second):"),
        ("first = first - second", "first = first + second"),
        ("first = first - second", "first = second - first"),
        ("first = first - second", "first -= second"),
        ("first = first - second", "pass"),
        ("second = second * 3", "second = second * 4"),
        ("    second = second * 3", "second = second * 3"),  # out of its loop
        ("return first[1:]", "    return first[1:]"),  # into it
        ("return first[1:]", "return first[:]"),
    } <= made
    assert not any("Not to be changed" in line or "print" in line for line, _ in made)
    assert not any("def gap" in line for line, _ in made)
    assert len(made) == len(changed(MARKED)), "each change is told from the others"


def test_the_list_is_read_as_it_is_written(tmp_path, monkeypatch):
    keys = [
        ("01_some", "one", "a = 1", "a = 2"),
        ("01_some", "one", "a = 1", "pass"),
        ("01_some", "two", "", "    b = 1 |     return b"),
    ]
    monkeypatch.setattr(mutants, "HARMLESS", tmp_path / "list.txt")
    mutants.HARMLESS.write_text("\n".join(entries(keys)), encoding="utf-8")
    assert list(listed()) == keys


@pytest.mark.parametrize(
    ("arguments", "caught", "passed", "status", "said"),
    [
        (["01"], 97, 0, 0, "97.0%"),
        (["01"], 96, 0, 1, "01_preprocessing: the checks that students see catch 96.0%"),
        (["01"], 100, 1, 1, "1 changes pass, and at most 0 may"),
        (["--bank", "01"], 100, 5, 0, "+ passed4"),
        (["--bank", "01"], 100, 6, 1, "6 changes pass, and at most 5 may"),
    ],
)
def test_missed_goals(arguments, caught, passed, status, said, monkeypatch, capsys):
    found = [Change("one", "a", f"seen{i}", "seen", "A hint.") for i in range(caught)]
    found += [Change("one", "a", f"hidden{i}", "hidden", "A hint.") for i in range(100 - caught)]
    found += [Change("one", "a", f"passed{i}", "passed", "") for i in range(passed)]
    found += [Change("one", "a", "harmless", "passed", "")]
    monkeypatch.setattr(mutants, "measured", lambda stems, **_: [found])
    monkeypatch.setattr(
        mutants, "listed", lambda: {("01_preprocessing", "one", "a", "harmless"): "The same."}
    )
    assert main(arguments) == status
    assert said in capsys.readouterr().out


def test_what_is_caught_leaves_the_list():
    """But not where the other kind of answers makes the same change, which may pass there."""
    stem = "03_training"
    of_both, of_bank, of_none = (
        ("my-rate", went, came)
        for went, came in [
            ("my_rate = 0.1", "my_rate = 0.2"),
            ("my_rate = 4.0 ** (-2)", "pass"),
            ("my_rate = 0.1", "my_rate = 17"),
        ]
    )
    known = {(stem, *change): "A reason." for change in (of_both, of_bank, of_none)}
    found = [Change(*change, "seen", "A hint.") for change in (of_both, of_bank)]
    gone = out_of_date(known, {stem: found}, [stem], bank=True)
    assert gone == [(stem, *of_bank), (stem, *of_none)]
    assert out_of_date(known, {}, [stem]) == [(stem, *of_none)]


def test_list_is_up_to_date():
    """Each listed change is still one of a right answer."""
    gone = out_of_date(listed(), {}, STEMS)
    assert not gone, "take these out of harmless.txt:\n" + "\n".join(entries(gone))
