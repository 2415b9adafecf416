# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Exercise 09: Text and graphs
#
# > **You will** judge a ranked list, turn counts of words into TF-IDF without a leak, search among bits, judge a guess
# > at hidden friendships, and find out why a method has beaten itself.
# >
# > **Time** 40 minutes · **12 points** · **Lesson** [09 Text and graphs](../09_text_and_graphs.ipynb)
#
# Write your code where it says `YOUR CODE HERE`, run that cell, then the check below it, and read its hint. The
# checks cannot be edited. "Passed" here is most of the way: hidden checks with other data give the points of tasks 1 to
# 4, your teacher gives those of task 5.
# No task needs the answer to another. If you are stuck in one, go on.

# %% nbgrader={"schema_version": 3, "grade_id": "setup", "grade": false, "solution": false, "locked": true, "task": false}
import numpy as np
import pandas as pd
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfTransformer, TfidfVectorizer
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import normalize

from aeutils import load_docstrings
from aeutils.exercises import task

# %% [markdown]
# ## Task 1. Average precision (2 points)
#
# `relevant` holds a ranked list, the nearest document first: an array of True and False, True where the document is
# relevant. *All* relevant documents that there are stand in the list. Walk down; at each relevant document note the precision so far,
# which is the share of relevant ones among the documents up to and including this one. Return the mean of the notes.
# At least one document is relevant.
#
# For instance (True, False, True): notes 1/1 and 2/3, the mean is 0.833.
#
# **Predict first.** Ten documents, one is relevant. What is the average precision if it stands last?

# %% nbgrader={"schema_version": 3, "grade_id": "average-precision", "grade": false, "solution": true, "locked": false, "task": false}
def average_precision(relevant):
    """Average precision of a ranked list, from an array of True and False, shape (n,)."""
    ### BEGIN SOLUTION
    precision = np.cumsum(relevant) / np.arange(1, len(relevant) + 1)
    return precision[relevant].mean()
    ### END SOLUTION

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "ruler-average-precision", "grade": false, "solution": false, "locked": true, "task": false}
def precision_of(function, *relevant):
    """For the check below. No need to read it now."""
    given = np.array(relevant, bool)
    before = given.copy()
    found = function(given)
    assert found is not None, "your function returns nothing. End it with `return` and the mean."
    assert np.ndim(found) == 0, f"return one number. Yours has shape {np.shape(found)}."
    assert np.array_equal(given, before), "your function changes the list that it is given. Work on a copy."
    return float(found)

# %% nbgrader={"schema_version": 3, "grade_id": "check-average-precision", "grade": true, "solution": false, "locked": true, "task": false, "points": 2}
with task("Task 1"):
    found = precision_of(average_precision, 0, 1, 1, 0, 1)
    said = f"(False, True, True, False, True): the notes are 1/2, 2/3 and 3/5, their mean 0.589. You say {found:.3f}. "
    assert not np.isclose(found, 3 / 5), said + (
        "Is that the precision of the whole list, or a median? Note one number at *each* relevant document, then take the "
        "mean of the notes.")
    assert not np.isclose(found, (1 + 2 / 3 + 3 / 4) / 3), said + "Is the list read from its end? Begin at the front."
    assert not np.isclose(found, (1 / 2 + 2 / 3 + 2 / 4 + 3 / 5) / 5), said + (
        "You note the precision at every document. Note it at the relevant ones only.")
    assert not np.isclose(found, (1 / 2 + 2 / 3 + 3 / 5) / 5), said + (
        "You divide by the length of the list. Divide by the number of notes.")
    assert not np.isclose(found, 1 / 2 + 2 / 3 + 3 / 5), said + "That is the sum of the notes. Take their mean."
    assert not np.isclose(found, (1 / 2 + 1 / 3 + 1 / 5) / 3), said + (
        "That is the mean of 1 / place. At the third place two of three are relevant: the note is 2/3.")
    assert not np.isclose(found, (0 / 2 + 1 / 3 + 2 / 5) / 3), said + (
        "The document itself counts among those up to and including it.")
    assert not np.isclose(found, (1 / 1 + 2 / 2 + 3 / 4) / 3), said + "The first place is 1, not 0."
    assert not np.isclose(found, (1 / 3 + 2 / 4 + 3 / 6) / 3), said + "The first place is 1, not 2."
    assert not np.isclose(found, 1), said + "Is the list sorted? Its order is what is judged."
    assert not np.isclose(found, 1 / 2), said + (
        "That is the first note alone. Does `return` stand inside the loop? The mean is taken when the list is at its end.")
    assert not np.isclose(found, 2 / 3), said + "That is the largest note. Take the mean of all."
    assert not np.isclose(found, (0 / 1 + 1 / 2 + 2 / 4) / 3), said + (
        "You divide by the documents *before* this one (`relevant[:i]`). This one is the last of those that count: "
        "`relevant[:i + 1]`, and i + 1 of them.")
    assert not np.isclose(found, (1 + 2 + 3) / 5 / 3), said + (
        "Each note is divided by the length of the whole list. Divide by the documents up to this one, its place.")
    assert found <= 1, said + "No precision is above 1. Relevant ones so far, divided by documents so far."
    assert np.isclose(found, (1 / 2 + 2 / 3 + 3 / 5) / 3), said + "Relevant ones so far, divided by documents so far."
    late = precision_of(average_precision, 0, 0, 0, 1)
    said = f"(False, False, False, True) has one note, 1/4, and you say {late:.3f}. "
    assert not np.isclose(late, 1), said + "Is the list sorted, or read from its end? The order is what is judged."
    assert np.isclose(late, 1 / 4), said + "The place is counted from 1 and from the front."
    whole = precision_of(average_precision, 1, 1, 1)
    assert np.isclose(whole, 1), f"where all are relevant it is 1, and you say {whole:.3f}."
    early, later = precision_of(average_precision, 1, 1, *[0] * 10), precision_of(average_precision, *[0] * 10, 1, 1)
    assert np.isclose(early, 1), (
        f"two relevant documents first, ten others after them: 1, and you say {early:.3f}. What stands after the last "
        "relevant one changes nothing.")
    assert np.isclose(later, (1 / 11 + 2 / 12) / 2), (
        f"ten others, then two relevant ones: {(1 / 11 + 2 / 12) / 2:.3f}, and you say {later:.3f}. The *whole* list "
        "counts, not its first ten.")
    mixed = precision_of(average_precision, 1, 0, 1)
    assert np.isclose(mixed, 5 / 6), f"(True, False, True) has 0.833, and you say {mixed:.3f}."
    print("One relevant document, at the last of ten places: 0.1. At the first it would be 1.")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(0)
    for n, share in [(40, 0.2), (300, 0.05), (7, 0.6), (1, 1.0)]:
        relevant = rng.random(n) < share
        relevant[rng.integers(n)] = True
        seen, notes = 0, []
        for place, hit in enumerate(relevant, start=1):
            if hit:
                seen += 1
                notes.append(seen / place)
        found = precision_of(average_precision, *relevant)
        assert np.isclose(found, sum(notes) / len(notes)), f"a list of {n}: {np.mean(notes):.4f}, you say {found:.4f}."
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 2. TF-IDF without a leak (3 points)
#
# `C_train` and `C_test` hold counts of words, shapes (n, d) and (m, d): a row for each document. Return both as TF-IDF,
# as two arrays of these shapes:
#
# 1. A count $c$ above 0 becomes $1 + \ln c$; a count of 0 stays 0. (This step is written for you.)
# 2. Each column is multiplied by $1 + \ln\frac{1 + n}{1 + n_w}$, with $n$ the number of **training** documents and
#    $n_w$ the number of training documents in which word $w$ stands.
# 3. Each row is divided by its length (root of the sum of squares). A row of zeros stays zeros: divide it by 1, as in
#    `np.where(length > 0, length, 1)`.
#
# No scikit-learn here; NumPy is enough.
#
# **Predict first.** A word that stands in every training document, and one that stands in none. Which weighs more?

# %% nbgrader={"schema_version": 3, "grade_id": "tfidf", "grade": false, "solution": true, "locked": false, "task": false}
def tfidf(C_train, C_test):
    """TF-IDF of counts (n, d) and (m, d), as two arrays; everything is learned from the first."""
    X_train, X_test = (np.where(C > 0, 1 + np.log(np.maximum(C, 1)), 0) for C in (C_train, C_test))      # step 1
    ### BEGIN SOLUTION
    weight = 1 + np.log((1 + len(C_train)) / (1 + (C_train > 0).sum(axis=0)))
    tables = []
    for X in (X_train * weight, X_test * weight):
        length = np.linalg.norm(X, axis=1, keepdims=True)
        tables.append(X / np.where(length > 0, length, 1))
    return tables[0], tables[1]
    ### END SOLUTION

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "ruler-tfidf", "grade": false, "solution": false, "locked": true, "task": false}
def rows_of(function, C_train, C_test):
    """For the check below. No need to read it now."""
    given = [np.array(C, float) for C in (C_train, C_test)]
    before = [C.copy() for C in given]
    try:
        with np.errstate(all="ignore"):
            found = function(*given)
    except ValueError as error:
        assert not any(word in str(error) for word in ("broadcast", "shapes", "aligned", "matmul")), (
            f"your arrays do not fit together: {str(error).rstrip(' .')}. n_w is one number for each *column*, counted down "
            "it: `axis=0`. A length is one number for each *row*: `axis=1`, and `keepdims=True` keeps the lengths a column, "
            "by which rows can be divided.")
        raise
    assert all(map(np.array_equal, given, before)), "your function changes the counts that it is given. Make new arrays."
    assert isinstance(found, (tuple, list)) and len(found) == 2, "return two arrays: the training rows, then the test rows."
    found = [np.asarray(X, float) for X in found]
    for name, X, C in zip(("training", "test"), found, given, strict=True):
        assert X.shape == C.shape, (
            f"your {name} rows have shape {X.shape}, the counts {C.shape}. Is something in them that belongs to the other "
            "table, such as its rows or their lengths? Each row has a length of its own.")
    return found


def as_text(row):
    return "(" + ", ".join(f"{value:.3f}" for value in row) + ")"

# %% nbgrader={"schema_version": 3, "grade_id": "check-tfidf", "grade": true, "solution": false, "locked": true, "task": false, "points": 3}
with task("Task 2"):
    # First of all a 0 stays 0. Three columns for two rows, so that lengths without keepdims do not fit.
    zeros, _ = rows_of(tfidf, [[2, 0, 1], [1, 1, 0]], [[1, 0, 0]])
    assert np.isfinite(zeros).all(), (
        "there are numbers that are none. Is a logarithm taken of a count of 0, or a number divided by 0? A 0 stays 0.")
    assert zeros[0, 1] == zeros[1, 2] == 0, (
        f"the counts (2, 0, 1) become {as_text(zeros[0])}: a count of 0 stays 0, before anything is counted or weighed. "
        "(`1 + np.log(np.maximum(C, 1))` alone makes it 1: `np.where(C > 0, …, 0)`.)")
    # Step 1 alone: each of two words stands in all training documents, so both weights are 1.
    counts, _ = rows_of(tfidf, [[1, 4], [3, 3]], [[1, 1]])
    wanted = np.array([1, 1 + np.log(4)]) / np.hypot(1, 1 + np.log(4))
    said = (f"two words that stand in all training documents, counts (1, 4): {as_text(wanted)}. You say "
            f"{as_text(counts[0])}. ")
    assert np.isfinite(counts).all(), said + "There are numbers that are none. Is a logarithm taken of 0?"
    assert not np.allclose(counts[0], np.array([1, 4]) / np.hypot(1, 4)), (
        said + "Step 1 is missing: a count c becomes 1 + ln c.")
    assert not np.allclose(counts[0], [0, 1]), said + "A count of 1 becomes 1 + ln 1 = 1, not 0."
    assert not np.allclose(counts[0], np.log([2, 5]) / np.linalg.norm(np.log([2, 5]))), (
        said + "It is 1 + ln c, not ln(1 + c).")
    logs = [np.array([1, 1 + log(4)]) for log in (np.log2, np.log10)]
    assert not any(np.allclose(counts[0], row / np.linalg.norm(row)) for row in logs), (
        said + "The logarithm is the natural one, `np.log`.")
    length = np.linalg.norm(counts, axis=1)
    assert length.any(), said + "A word that stands everywhere has the weight 1 + ln 1 = 1, not 0."
    by_counts = wanted * (1 + np.log(3 / np.array([5, 8])))
    assert not np.allclose(counts[0], by_counts / np.linalg.norm(by_counts)), (
        said + "You sum how often a word stands. n_w counts the *documents* in which it stands.")
    assert not np.allclose(counts.sum(axis=1), 1), said + "The length of a row is the root of the sum of *squares*."
    assert not np.allclose(np.linalg.norm(counts, axis=0), 1), (
        said + "Your *columns* have length 1. Each row is divided by its own length.")
    assert np.allclose(length, 1), said + f"Your rows have the lengths {as_text(length)}, and all should have 1."
    assert np.allclose(counts[0], wanted), said + "Does a word that stands everywhere have the weight 1 + ln 1 = 1?"
    # Step 2: word 0 stands in all five documents, word 1 in two, word 2 in one.
    C = np.array([[1, 1, 1], [1, 1, 0], [1, 0, 0], [1, 0, 0], [1, 0, 0]])
    rows, news = rows_of(tfidf, C, [[1, 1, 1], [0, 1, 1]])
    n_w = np.array([5, 2, 1])
    weight = 1 + np.log(6 / (1 + n_w))
    wanted = weight / np.linalg.norm(weight)
    both = 1 + np.log(8 / (1 + np.array([6, 4, 3])))
    said = (f"words that stand in 5, 2 and 1 of five documents have the weights {as_text(weight)}. The row (1, 1, 1) "
            f"becomes {as_text(wanted)}, and you say {as_text(rows[0])}. ")
    assert np.isfinite(rows).all() and np.isfinite(news).all(), (
        "there are numbers that are none. Is a logarithm taken of a count of 0, or a number divided by 0? A 0 stays 0.")
    others = {
        "You count in training and test documents together. That is a leak.": both,
        "Add 1 to n and to n_w, inside the logarithm.": 1 + np.log(5 / n_w),
        "Add 1 to n *and* to n_w.": 1 + np.log(5 / (1 + n_w)),
        "Add 1 to n_w *and* to n.": 1 + np.log(6 / n_w),
        "Add 1 outside the logarithm too: 1 + ln.": np.log(6 / (1 + n_w)),
        "It is n over n_w. A word that is rare weighs *more*.": 1 + np.log((1 + n_w) / 6),
        "All words weigh the same in yours. Where is the weight of step 2? n_w is one number for each column, `sum(axis=0)`: "
        "a sum of the whole table, or of each row, weighs all words of a row alike.": np.ones(3),
        "The fraction needs its brackets: (1 + n) / (1 + n_w).": 1 + np.log(6 + n_w),
        "The fraction needs its brackets above the line too: (1 + n) / (1 + n_w).": 1 + np.log(1 + 5 / (1 + n_w)),
        "Where is the logarithm in step 2?": 6 / (1 + n_w),
        "Where is the logarithm in the weight?": 1 + 6 / (1 + n_w),
        "The logarithm is the natural one, `np.log`.": 1 + np.log2(6 / (1 + n_w)),
        "The logarithm is the natural one, `np.log`, not that of 10.": 1 + np.log10(6 / (1 + n_w)),
        "Add 1 to n and to n_w, not more.": 1 + np.log(7 / (2 + n_w)),
        "Multiply by the weight, once.": weight**2,
        "Multiply by the weight, do not divide.": 1 / weight,
        "n is the number of documents, not of words.": 1 + np.log(4 / (1 + n_w)),
    }
    for hint, other in others.items():
        assert not np.allclose(rows[0] / np.linalg.norm(rows[0]), other / np.linalg.norm(other), atol=1e-6), said + hint
    assert np.isclose(np.linalg.norm(rows[0]), 1), said + (
        f"Its length is {np.linalg.norm(rows[0]):.3f}, not 1. Step 3 is the last: first the weights, then the length of "
        "what has come out.")
    assert np.allclose(rows[0], wanted), said + (
        "Is n the number of training documents, and n_w that of those with the word, counted down each column?")
    own = 1 + np.log(3 / (1 + np.array([1, 2, 2])))
    said = f"the same row (1, 1, 1) as a *test* document becomes the same, {as_text(wanted)}. You say {as_text(news[0])}. "
    assert not np.allclose(news[0], own / np.linalg.norm(own)), said + (
        "You count n and n_w in the test documents anew. They are learned from the training documents, like a scaler.")
    assert not np.allclose(news[0], both / np.linalg.norm(both)), said + (
        "You count in training and test documents together. That is a leak.")
    assert np.allclose(news[0], wanted), said + "Weights come from the training documents alone."
    assert np.allclose(np.linalg.norm(news, axis=1), 1), "the test rows too have length 1."
    # n_w counts documents, not how often the word stands.
    often, _ = rows_of(tfidf, [[9, 1], [0, 1], [0, 1]], [[1, 1]])
    wanted = np.array([(1 + np.log(9)) * (1 + np.log(2)), 1])
    wanted /= np.linalg.norm(wanted)
    assert np.allclose(often[0], wanted), (
        f"a word that stands nine times in one document and nowhere else: n_w is 1, the row (9, 1) becomes "
        f"{as_text(wanted)}, and you say {as_text(often[0])}. n_w counts *documents* in which the word stands.")
    empty, unknown = rows_of(tfidf, [[2, 1, 0], [0, 0, 0]], [[0, 0, 0], [0, 0, 3]])
    assert np.isfinite(empty).all() and np.isfinite(unknown).all(), (
        "a document without any word has the length 0, and your rows then hold numbers that are none. Zeros stay zeros.")
    assert not empty[1].any() and not unknown[0].any(), "a row of zeros stays a row of zeros."
    assert np.allclose(unknown[1], [0, 0, 1]), (
        f"a test document with three times a word that no training document has: (0, 0, 1), and you say "
        f"{as_text(unknown[1])}. The 1 in 1 + n_w is there for this.")
    print("The word that stands in none: 1 + ln(1 + n). In a test document it is the loudest, and nothing is near it.")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(1)
    for n, m, d in [(20, 5, 30), (6, 9, 4), (50, 3, 12)]:
        tables = [rng.poisson(0.6, (size, d)) for size in (n, m)]
        transformer = TfidfTransformer(sublinear_tf=True).fit(tables[0])
        wanted = [transformer.transform(C).toarray() for C in tables]
        found = rows_of(tfidf, *tables)
        assert all(map(np.allclose, found, wanted)), f"{n} and {m} documents, {d} words: not what scikit-learn gives."
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 3. Search among bits (2 points)
#
# `hashes` holds the hashes of n documents: whole numbers, each of 32 bits (`np.uint32`). `query` is one more. Return the
# places of the `count` documents that differ from the query in the fewest bits, the nearest first. Of documents that
# differ in as many bits, the one with the lower place comes first.
#
# `a ^ b` has a 1 in each bit in which a and b differ; `np.bitwise_count` counts the ones; an `np.argsort` with
# `kind="stable"` leaves equal ones in their order.
#
# **Predict first.** Which is nearer to 8 (binary 1000): 7 (0111) or 0 (0000)?

# %% nbgrader={"schema_version": 3, "grade_id": "nearest", "grade": false, "solution": true, "locked": false, "task": false}
def nearest(query, hashes, count):
    """Places of the `count` hashes that differ from the query in the fewest bits, shape (count,)."""
    ### BEGIN SOLUTION
    differ = np.bitwise_count(hashes ^ query)
    return np.argsort(differ, kind="stable")[:count]
    ### END SOLUTION

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "ruler-nearest", "grade": false, "solution": false, "locked": true, "task": false}
def places_of(function, query, hashes, count):
    """For the check below. No need to read it now."""
    given = np.array(hashes, np.uint32)
    before = given.copy()
    found = function(np.uint32(query), given, count)
    assert found is not None, "your function returns nothing. End it with `return` and the places."
    assert np.array_equal(given, before), "your function changes the hashes that it is given. Make new arrays."
    found = np.asarray(found)
    assert found.shape == (count,), f"return {count} places, an array of shape ({count},). Yours has {found.shape}."
    return found.astype(int).tolist()

# %% nbgrader={"schema_version": 3, "grade_id": "check-nearest", "grade": true, "solution": false, "locked": true, "task": false, "points": 2}
with task("Task 3"):
    # In binary: query 1000; 1111 differs in three bits, 1110 in two, 0000 in one, 0111 in four, 1000 in none.
    found = places_of(nearest, 8, [15, 14, 0, 7, 8], 5)
    said = ("query 8, hashes 15, 14, 0, 7, 8: they differ in 3, 2, 1, 4 and 0 bits, so the places are 4, 2, 1, 0, 3. You "
            f"say {found}. ")
    for hint, others in {
        "You sort by the difference of the numbers. Sort by how many *bits* differ.": [[4, 3, 1, 0, 2], [2, 3, 4, 1, 0]],
        "You sort by `hashes ^ query` as a number, or by the difference of the numbers (unsigned, so it wraps round below "
        "0). Count the ones of `hashes ^ query`, and sort by this count.": [[4, 1, 0, 2, 3], [4, 3, 2, 0, 1]],
        "The nearest come first without a minus. (These counts are unsigned, of 8 bits: `-` turns 1 into 255, and leaves "
        "0.)": [[4, 3, 0, 1, 2]],
        "These are the farthest first.": [[3, 0, 1, 2, 4]],
        "You count the ones of each alone, and compare the counts. Count the ones of `hashes ^ query`: bits that "
        "differ.": [[4, 2, 1, 3, 0], [4, 1, 3, 0, 2], [2, 4, 1, 3, 0]],
        "These are the numbers of bits. Asked for are the places of the documents.": [[3, 2, 1, 4, 0]],
        "Are these the numbers of bits, sorted, or the places as they were? Asked for are the places, the nearest "
        "first.": [[0, 1, 2, 3, 4]],
        "These are the hashes. Asked for are their places.": [[8, 0, 14, 15, 7]],
        "You count the bits that both have (`&`). Count those in which they differ (`^`).": [
            [2, 3, 0, 1, 4], [0, 1, 4, 2, 3]],
        "You count the bits that either has (`|`). Count those that differ (`^`).": [[2, 4, 1, 0, 3]],
    }.items():
        assert found not in others, said + hint
    assert found == [4, 2, 1, 0, 3], said + "Count the ones of `hashes ^ query`, then sort."
    far = places_of(nearest, 0, [2**31, 3, 2**32 - 1, 0], 4)
    assert far == [3, 0, 1, 2], (
        f"query 0, hashes 2**31, 3, 2**32 - 1, 0: they differ in 1, 2, 32 and 0 bits, so 3, 0, 1, 2. You say {far}. All "
        "32 bits count, and each counts as much.")
    equal = places_of(nearest, 0, [3, 1, 2, 4, 8, 7] * 10, 40)
    wanted = [i for i in range(60) if i % 6 in (1, 2, 3, 4)]
    assert equal == wanted, (
        "forty of sixty hashes differ from the query in one bit. The nearest forty are these, in the order of their "
        f"places: {wanted[:6]} …, and you say {equal[:6]} …. Is the sort stable, and the lower place first?")
    two = places_of(nearest, 8, [15, 14, 0, 7, 8], 2)
    assert two == [4, 2], f"with count = 2 the first answer above ends after 4, 2. You say {two}."
    print("0 is nearer to 8 than 7 is: one bit against four. As hashes, numbers have no size.")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(2)
    for n, count in [(100, 10), (7, 7), (1000, 1)]:
        hashes, query = rng.integers(2**32, size=n), int(rng.integers(2**32))
        differ = [bin(int(value) ^ query).count("1") for value in hashes]
        wanted = sorted(range(n), key=lambda i, differ=differ: (differ[i], i))[:count]
        assert places_of(nearest, query, hashes, count) == wanted, f"{n} hashes, the nearest {count}: not these."
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 4. Friends or strangers? (3 points)
#
# `A` is the adjacency matrix of a network, shape (n, n), symmetric: 1 for friends, else 0. `friends` and `strangers`
# hold pairs of people, shape (m, 2): a row is the numbers of two people. For such an array, `i, j = pairs.T` and `M[i, j]`
# give one entry of a matrix M for each pair. `rebuild` is a function that stands for a reducer, fitted and used: it takes
# a matrix (n, n) and returns one of the same shape. Judge it:
#
# 1. Hide the friendships of `friends`: in a **copy** of A their entries become 0.
# 2. Call `rebuild` on that copy, once.
# 3. The score of a pair (i, j) is the mean of the rebuilt entries (i, j) and (j, i).
# 4. Return the AUC: the chance that a hidden friendship scores higher than a pair of strangers (`roc_auc_score`).
#
# **Predict first.** `rebuild` returns what it is given. What AUC must come out?

# %% nbgrader={"schema_version": 3, "grade_id": "link-auc", "grade": false, "solution": true, "locked": false, "task": false}
def link_auc(A, friends, strangers, rebuild):
    """AUC of the guess which pairs are friends, from what is rebuilt where their entries are hidden."""
    pairs = np.concatenate([friends, strangers])                            # all that are scored, and who they are
    is_friend = np.repeat([1, 0], [len(friends), len(strangers)])
    ### BEGIN SOLUTION
    left = A.copy()
    i, j = friends.T
    left[i, j] = left[j, i] = 0
    rebuilt = rebuild(left)
    i, j = pairs.T
    score = (rebuilt[i, j] + rebuilt[j, i]) / 2
    return roc_auc_score(is_friend, score)
    ### END SOLUTION

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "ruler-link-auc", "grade": false, "solution": false, "locked": true, "task": false}
def auc_of(function, A, friends, strangers, answer=None):
    """For the check below: the AUC, and all matrices that `rebuild` was called with."""
    A, friends, strangers = np.array(A, float), np.array(friends), np.array(strangers)
    before, seen = A.copy(), []

    def rebuild(matrix):
        seen.append(np.array(matrix, float))
        assert seen[-1].shape == A.shape, f"`rebuild` takes the whole matrix, {A.shape}. You pass {seen[-1].shape}."
        return seen[-1].copy() if answer is None else np.array(answer, float)

    try:
        found = function(A, friends, strangers, rebuild)
    except ValueError as error:
        assert "inconsistent numbers" not in str(error), (
            f"there are {len(friends)} pairs of friends and {len(strangers)} of strangers: as many labels 1, and as many 0. "
            f"({error})")
        assert "unpack" not in str(error), (
            f"pairs are (m, 2), a row for each: turn them first, `i, j = pairs.T`. ({str(error).rstrip(' .')})")
        assert "operands" not in str(error), (
            f"arrays of other lengths are added or multiplied: {str(error).rstrip(' .')}. `+` adds the numbers of arrays; one "
            "array below the other is `np.concatenate([friends, strangers])`.")
        assert not any(word in str(error) for word in ("dim 3", "multiclass", "shape mismatch", "broadcast", "y_score")), (
            f"one score for each pair is wanted: {str(error).rstrip(' .')}. Pairs are (m, 2): `i, j = pairs.T`, then "
            "`rebuilt[i, j]`. An index `[pairs]` takes whole rows.")
        raise
    assert np.array_equal(A, before), "your function changes A. Hide the friendships in a copy, `A.copy()`."
    assert found is not None, "your function returns nothing. End it with `return` and the AUC."
    assert np.ndim(found) == 0, f"return one number, the AUC. Yours has shape {np.shape(found)}."
    return float(found), seen

# %% nbgrader={"schema_version": 3, "grade_id": "check-link-auc", "grade": true, "solution": false, "locked": true, "task": false, "points": 3}
with task("Task 4"):
    ring = np.zeros((6, 6))
    for person in range(6):
        ring[person, (person + 1) % 6] = ring[(person + 1) % 6, person] = 1
    asked = [(0, 1), (4, 3), (2, 1)]                      # three, so that `i, j = friends` does not fit by chance
    found, seen = auc_of(link_auc, ring, asked, [[0, 3], [1, 4], [2, 5], [0, 2]])
    assert seen, "your function never calls `rebuild`."
    assert not np.array_equal(seen[0], ring), (
        "`rebuild` sees A as it is: no friendship of `friends` is hidden, it only has to copy them. Is it the copy with the "
        "zeros that you pass, and are the zeros written at the pairs of `friends`?")
    hidden = ring - seen[0]
    one_way = asked, [(j, i) for i, j in asked]
    assert not any(hidden[i, j] and not hidden[j, i] for pairs in one_way for i, j in pairs), (
        "a friendship stands twice in A, as (i, j) and as (j, i). You hide one of the two, and `rebuild` sees the other.")
    wanted = ring.copy()
    for i, j in asked:
        wanted[i, j] = wanted[j, i] = 0
    assert (seen[0] <= 1).all() and (seen[0] >= 0).all(), "hidden entries become 0, all others stay as they are."
    assert not (hidden.astype(bool) & (wanted > 0)).any(), (
        "you hide more than the pairs of `friends`. All other friendships stay: indices (i, j) pairwise, not whole rows.")
    assert np.array_equal(seen[0], wanted), (
        "the matrix passed to `rebuild` should be A, but for zeros at the pairs of `friends`, both ways round.")
    _, crossed = auc_of(link_auc, ring, [[0, 1], [2, 3]], [[0, 3], [1, 4]])
    assert crossed[0][1, 2] == 1, (
        "friends (0, 1) and (2, 3) are asked for, and you hide (1, 2) too. Indices go pairwise, `left[i, j]`; `np.ix_` "
        "takes every i with every j.")
    assert len(seen) == 1, f"`rebuild` is called {len(seen)} times. Once will do: a reducer takes long to fit."
    assert np.isfinite(found), "your AUC is no number. `roc_auc_score` takes the labels first, 1 or 0, then the scores."
    assert np.isclose(found, 0.5), (
        f"`rebuild` returns what it is given: hidden friends and strangers all have 0, so the AUC is 0.5, and you say "
        f"{found:.3f}. Do your scores come from what was *rebuilt*, and are friends labelled 1, strangers 0?")
    # Now `rebuild` answers with a matrix that is not symmetric. Means: friends 0.6 and 0.5, strangers 0.55, 0.2, 0.1.
    answer = np.zeros((6, 6))
    for (i, j), there, back in [((0, 1), 0.3, 0.9), ((4, 3), 0.8, 0.2), ((0, 3), 0.6, 0.5), ((1, 4), 0.4, 0.0),
                                ((2, 5), 0.0, 0.2)]:
        answer[i, j], answer[j, i] = there, back
    found, _ = auc_of(link_auc, ring, [[0, 1], [4, 3]], [[0, 3], [1, 4], [2, 5]], answer)
    said = ("rebuilt entries with the means 0.6 and 0.5 for friends, 0.55, 0.2 and 0.1 for strangers: of six "
            f"comparisons friends win five, the AUC is 0.833. You say {found:.3f}. ")
    assert not np.isclose(found, 1 / 6), said + "Yours is turned round: friends are the positive class, labelled 1."
    assert not np.isclose(found, 4 / 6), (
        said + "You look at one entry of each pair, or at the smaller or larger. The score is the mean of (i, j) and (j, i).")
    assert not np.isclose(found, 1), said + "Is the score the *mean* of both entries, and are all strangers asked?"
    assert not 0.5 <= found < 0.51, said + (
        "Do the scores come from the matrix that `rebuild` returned, and do labels and scores stand in the same order?")
    assert np.isclose(found, 5 / 6), said + "Score each pair, label friends 1 and strangers 0, in the same order."
    many, _ = auc_of(link_auc, ring, [[0, 1]], [[0, 3], [1, 4], [2, 5], [0, 2]], answer)
    assert np.isclose(many, 1), (
        f"one pair of friends, four of strangers, and the friends score highest: 1, and you say {many:.3f}. There need "
        "not be as many of both.")
    print("0.5: all that `rebuild` could copy is hidden. Were it more, something would have leaked.")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(3)
    for n, m, other in [(20, 8, 8), (40, 5, 30), (12, 6, 2)]:
        A = np.triu((rng.random((n, n)) < 0.4).astype(float), 1)
        A += A.T
        pairs = rng.permutation(np.argwhere(np.triu(A)))[:m]
        pairs = np.array([pair[:: rng.choice([-1, 1])] for pair in pairs])
        none = rng.permutation(np.argwhere(np.triu(1 - A, 1)))[:other]
        answer = rng.random((n, n))
        scores = [[answer[i, j] + answer[j, i] for i, j in some] for some in (pairs, none)]
        wanted = np.mean([a > b for a in scores[0] for b in scores[1]])
        found, seen = auc_of(link_auc, A, pairs, none, answer)
        assert np.isclose(found, wanted), f"{n} people: {wanted:.4f}, and you say {found:.4f}."
        assert np.array_equal(seen[0], seen[0].T) and A.sum() - seen[0].sum() == 2 * m, "hide the pairs of friends only."
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 5. The method that beat itself (2 points, marked by your teacher)
#
# Bo has a new search, and compares it with the old one on docstrings of `networkx`. Both are LSA, the lesson's truncated
# SVD of TF-IDF. The next cell makes his table; all that you need to know stands in the table.

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "bo", "grade": false, "solution": false, "locked": true, "task": false}
documents = load_docstrings(["networkx"])
documents = documents[documents["part"].map(documents["part"].value_counts()) >= 20].sample(frac=1, random_state=0)
is_query = np.arange(len(documents)) % 5 == 0
y = documents["part"].to_numpy()


def precision_at_10(vectorized_on, searched, k):
    vectorizer = TfidfVectorizer(stop_words="english", min_df=3, max_df=0.3, max_features=1000)
    rows = vectorizer.fit(documents["text"][vectorized_on]).transform(documents["text"])
    svd = TruncatedSVD(k, random_state=0).fit(rows[vectorized_on])
    Z = normalize(svd.transform(rows))
    order = np.argsort(-Z[is_query] @ Z[searched].T, axis=1, kind="stable")[:, :10]
    return np.mean(y[searched][order] == y[is_query][:, None])


everything = np.ones(len(documents), bool)
precision = precision_at_10(~is_query, ~is_query, 8), precision_at_10(everything, everything, 64)
pd.DataFrame({"numbers per document": [8, 64], "words and codes learned from": ["training documents", "all documents"],
              "queries search in": ["training documents", "all documents"], "precision at 10": np.round(precision, 3)},
             index=["the old search", "Bo's search"])

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "figure-claims", "grade": false, "solution": false, "locked": true, "task": false}
assert precision[1] > precision[0] + 0.1                            # what the questions and answers below rely on
one_at_a_time = [precision_at_10(~is_query, ~is_query, 64), precision_at_10(~is_query, everything, 8),
                 precision_at_10(everything, ~is_query, 8)]
assert np.argmax(one_at_a_time) == 0 and one_at_a_time[2] < precision[0] + 0.04 < one_at_a_time[1]

# %% [markdown]
# Two short answers, two or three sentences each, a point for each. (Without a teacher: compare with the model answer.)
#
# - **a.** Name three faults of this comparison. By which of them would even a search that finds nothing else reach 0.1?
# - **b.** How would you compare the two? Name what must be equal, and one more thing that you would report beside a
#   single precision.

# %% [markdown] nbgrader={"schema_version": 3, "grade_id": "reading-bo", "grade": true, "solution": true, "locked": false, "task": false, "points": 2}
# ### BEGIN SOLUTION
# **a** (1 point). Unequal k (8 against 64); words and codes learned from the queries too (a leak); each query searches
# among documents of which it is one, so it finds itself first. By the last one of ten is relevant for free: 0.1, even
# if the nine others are not. *A quarter for each fault, a quarter for the 0.1.*
#
# **b** (1 point). The same k, the same split, everything learned from training documents, queries searching in training
# documents only. Beside it: several seeds or splits with the lead of each, or MAP, or TF-IDF and chance as baselines.
# *Half a point for the equal conditions, half for a sensible addition.*
# ### END SOLUTION

# %% [markdown]
# <details><summary>A model answer. (Write your own first.)</summary>
#
# **a.** The old search has 8 numbers per document, Bo's has 64. Bo's has learned words and codes from the queries too.
# And its queries search in all documents, so each finds itself at the first place: one of ten is relevant for free, 0.1
# even if all others are wrong. (It pushes the tenth out, so a better search gains less by it. Change one thing at a time
# and see: `precision_at_10(~is_query, everything, 8)` lets them find themselves. From 0.58 that led to 0.64 here, learning
# from all documents to 0.60 only, 64 numbers to 0.69: the plainest fault is the largest.)
#
# **b.** The same k, the same split, everything learned from the training documents, queries searching there only. I
# would report five seeds with the lead on each, since one split may be luck; MAP for the whole list; and beside both
# what chance and plain TF-IDF reach.
# </details>
