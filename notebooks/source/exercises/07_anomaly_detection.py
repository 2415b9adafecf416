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
# # Exercise 07: Anomaly detection
#
# > **You will** count what AUC counts, repair a judgement that flatters its detector, work out how many alarms are
# > real when faults are rare, name the sensor that raised the alarm, and defend a threshold by its cost.
# >
# > **Time** 40 minutes · **10 points** · **Lesson** [07 Anomaly detection](../07_anomaly_detection.ipynb)
#
# Write your code where it says `YOUR CODE HERE`, run that cell, then the check below it, and read its hint. The
# checks cannot be edited. "Passed" here is most of the way: hidden checks with other data give the points of tasks 1 to
# 4, your teacher gives those of task 5.
# No task needs the answer to another. If you are stuck in one, go on. Folded cells need no reading: run them.
#
# The words are the lesson's. A row **rings** when its error is above the threshold. Faulty rows are the **positive**
# class. The **false-alarm rate** is the share of the normal rows that ring, **recall** the share of the faulty rows
# that ring, **precision** the share of the ringing rows that are faulty.

# %% nbgrader={"schema_version": 3, "grade_id": "setup", "grade": false, "solution": false, "locked": true, "task": false}
import numpy as np
import pandas as pd
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

from aeutils import Autoencoder, datasets, plots
from aeutils.exercises import task

# %% [markdown]
# The pump again: twelve sensors, 3,000 normal hours, 300 in which one sensor is faulty. Both detectors learn from 1,200
# normal hours, standardised. The network is smaller than the lesson's, so it has more to miss. The table has the mean
# errors of four groups of hours. `pump_errors["PCA"]["faulty"]` holds one error for each faulty hour, and so on.

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "pump", "grade": false, "solution": false, "locked": true, "task": false}
pump = datasets.load_sensors()
sensor_names = np.array(pump.feature_names)
normal_hours = np.random.default_rng(0).permutation(np.flatnonzero(pump.y == 0))
pump_rows = {"fitted": normal_hours[:1200], "held-out": normal_hours[1200:2100],
             "new normal": normal_hours[2100:], "faulty": np.flatnonzero(pump.y > 0)}
pump_scaled = StandardScaler().fit(pump.X[pump_rows["fitted"]]).transform(pump.X)
pump_squares = {}                           # for each detector (3300, 12): squared error of each sensor in each hour
for name, reducer in {"PCA": PCA(3), "Autoencoder": Autoencoder(3, hidden_units=(64, 32), epochs=40,
                                                                random_state=0)}.items():
    reducer.fit(pump_scaled[pump_rows["fitted"]])
    rebuilt = reducer.inverse_transform(reducer.transform(pump_scaled))
    pump_squares[name] = (pump_scaled - rebuilt) ** 2
pump_errors = {name: {part: table[hours].mean(axis=1) for part, hours in pump_rows.items()}
               for name, table in pump_squares.items()}        # pump_errors["PCA"]["faulty"]: one for each hour
pd.DataFrame({name: {part: e.mean() for part, e in parts.items()}
              for name, parts in pump_errors.items()}).round(3)

# %% [markdown]
# ## Task 1. What does AUC count? (2 points)
#
# Put each faulty row beside each normal row. AUC is the share of these pairs in which the faulty row has the larger
# error. A tie counts half. Normal errors 1 and 4, faulty errors 4 and 5, for example: four pairs, of which three are
# right and one is a tie, so AUC is 3.5 / 4 = 0.875.
#
# **Predict first.** A thrifty engineer does not log the error of an hour, only whether the bell rang: 1 or 0. That too
# is a score, with ties in most pairs. The threshold is the one for 5 % false alarms. Will the AUC of the bell be one
# half, equal to that of the errors, or between the two?
#
# Count the pairs with NumPy or with loops, or let `roc_auc_score` do it: any way is welcome.

# %% nbgrader={"schema_version": 3, "grade_id": "pairs-won", "grade": false, "solution": true, "locked": false, "task": false}
def pairs_won(errors_normal, errors_faulty):
    """AUC, one number, from the errors of n normal rows, shape (n,), and of m faulty ones, shape (m,)."""
    ### BEGIN SOLUTION
    gap = errors_faulty[:, None] - errors_normal
    return np.mean((gap > 0) + 0.5 * (gap == 0))
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "check-pairs-won", "grade": true, "solution": false, "locked": true, "task": false, "points": 2}
with task("Task 1"):
    # 12 pairs: the faulty row with error 3 wins two and ties one, 5 wins four, 2 wins one and ties one.
    try:
        found = pairs_won(np.array([3.0, 1, 4.5, 2]), np.array([3.0, 5, 2]))
    except ValueError as error:
        if "broadcast" in str(error):
            raise AssertionError(f"{error}. Every faulty row has to meet every normal one: give one of "
                                 "the two arrays a new axis, or use a loop.") from None
        if "not supported" in str(error) or "multi_class" in str(error) or "multiclass" in str(error):
            raise AssertionError(f"{error}. `roc_auc_score` wants the labels first, 0 for each normal row and 1 for each "
                                 "faulty one, then the errors in the same order.") from None
        raise
    assert found is not None, "your function returns nothing. End it with `return` and the number."
    assert np.ndim(found) == 0, f"return one number. Yours has shape {np.shape(found)}."
    skewed = pairs_won(np.array([1.0, 1, 1, 10]), np.array([2.0, 2]))        # 6 of 8 pairs
    assert not (np.isclose(found, [3 / 12, 4 / 12, 5 / 12]).any() and np.isclose(skewed, 0.25)), (
        "yours is the share of pairs in which the *normal* row has the larger error. Which class is positive?")
    assert not (np.isclose(found, 4 / 12) and np.isclose(skewed, 0.5)), (
        "yours is the share of pairs won minus the share of pairs lost. A pair lost counts nothing.")
    assert not np.isclose(found, 7 / 10), "you leave the ties out. They are pairs too, and each is worth half."
    assert not np.isclose(found, 9 / 12), "you count a tie as a win. It is worth half."
    assert not np.isclose(found, 7 / 12), "you count a tie as lost. It is worth half."
    assert not np.isclose(found, 1), (
        "1 would mean that every faulty row beats every normal one. But the faulty error 2 is smaller than the "
        "normal 4.5. Compare rows, not means.")
    assert not np.isnan(found), "yours is nan, no number. Are normal rows and faulty ones both in it, each as its class?"
    assert found >= 0, f"AUC is a share, between 0 and 1, and yours is {found:.3g}. Where do you subtract too much?"
    assert found <= 1, (
        f"AUC is a share, between 0 and 1, and yours is {found:.3g}. Divide by the number of pairs, n × m.")
    assert np.isclose(found, 8 / 12) or abs(found - 8 / 12) > 0.02, (
        f"{found:.4f} is near, and not 8 / 12. Count all pairs, none drawn at random, and do not round.")
    assert np.isclose(found, 8 / 12), (
        f"normal errors 3, 1, 4.5, 2, faulty errors 3, 5, 2: of twelve pairs seven are won and two are ties, so AUC "
        f"is 0.667, and yours {found:.3f}. Does every faulty row meet every normal one, once?")
    assert np.isclose(skewed, 0.75), (
        "normal errors 1, 1, 1, 10, faulty errors 2, 2: six of the eight pairs are won. Only who is larger counts, "
        "not by how much, and no mean or median decides it.")
    low = pairs_won(np.array([1.0, 2, 3, 4]), np.array([1.000001, 0.5]))     # 1 of 8 pairs
    assert not np.isclose(low, 7 / 8), (
        "normal errors 1, 2, 3, 4, faulty errors 1.000001 and 0.5: AUC is 0.125, and yours 0.875. Below one half is "
        "an answer, not a mistake: it says that the score is worse than a coin. Leave it as it is.")
    assert not np.isclose(low, 0.5 / 8), (
        "1.000001 is larger than 1, if by little, and wins. Only errors that are equal are a tie.")
    assert np.isclose(low, 1 / 8), (
        f"normal errors 1, 2, 3, 4, faulty errors 1.000001 and 0.5: one pair of eight is won, so AUC is 0.125, and "
        f"yours {low:.4f}.")
    A, B = np.random.default_rng(9).poisson(4, 30) / 4, np.random.default_rng(8).poisson(6, 20) / 4
    many, wanted = pairs_won(A.copy(), B.copy()), np.mean([np.sum(A < b) + np.sum(A == b) / 2 for b in B]) / 30
    assert np.isclose(many, wanted), (
        f"30 normal rows and 20 faulty ones, in no order, many ties: AUC is {wanted:.4f}, and yours {many:.4f}. Does every "
        "faulty row meet every normal one, once?")
    for name, parts in pump_errors.items():
        scores = parts["new normal"].copy(), parts["faulty"].copy()
        bell = [(e > np.quantile(parts["held-out"], 0.95)).astype(float) for e in scores]
        print(f"{name}: AUC of the errors {pairs_won(*scores):.3f}, of the bell alone {pairs_won(*bell):.3f}.")
    print("The bell keeps one point of the ROC curve, the errors all of it.")
    ### BEGIN HIDDEN TESTS
    for seed, n, m in [(1, 500, 300), (2, 7, 400), (3, 400, 1)]:
        rng = np.random.default_rng(seed)
        A, B = rng.poisson(4, n), rng.poisson(6, m)
        below = [(np.sum(A < b) + np.sum(A <= b)) / 2 for b in B]
        found = pairs_won(A / 4, B / 4)
        assert np.isclose(found, np.mean(below) / n, atol=1e-6), (
            f"{n} normal rows and {m} faulty ones, many ties: AUC is {np.mean(below) / n:.4f}, and yours {found:.4f}.")
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 2. Repair a judgement (2 points)
#
# Many tutorials judge a detector like this. It has been fitted on normal rows; you get the errors of these
# rows, of held-out normal rows, and of new rows, normal and faulty. `faulty` says which of the
# new rows are faulty, True or False. `rate` is the false-alarm rate that was promised.

# %% nbgrader={"schema_version": 3, "grade_id": "published", "grade": false, "solution": false, "locked": true, "task": false}
def published(errors_fitted, errors_held_out, errors_new, faulty, rate):
    """How well does the detector do? The way a tutorial might tell it."""
    threshold = np.quantile(errors_new, 1 - faulty.mean())            # as many alarms as there are faults
    alarm = errors_new > threshold
    return {"accuracy": np.mean(alarm == faulty), "recall": np.mean(~alarm[~faulty])}

# %% [markdown]
# How do you catch it? Take 900 new hours in which nothing was wrong, and call 90 of them faulty, by lot. Now there is
# nothing to find.

# %% nbgrader={"schema_version": 3, "grade_id": "drawn-by-lot", "grade": false, "solution": false, "locked": true, "task": false}
by_lot = np.random.default_rng(2).permutation(900) < 90
pump_calm = [pump_errors["PCA"][part] for part in ("fitted", "held-out", "new normal")]
for name, share in published(*pump_calm, by_lot, rate=0.05).items():
    print(f"{name} {share:.2f}")

# %% [markdown]
# It finds nothing, and looks fine. Counted like this, chance alone gives 0.9 × 0.9 + 0.1 × 0.1 = 0.82, and 0.90. So
# the lot exposes *what is counted*. It does not expose *the threshold*. For that, ask how often the bell of `published`
# would ring: on a day without faults never, and on a day when half of the rows are faulty, at half of them.
#
# Those are the **two mistakes**. Write `honest`:
#
# 1. The threshold is the error that a share `rate` of normal rows lies above, found before any new row comes. You
#    have two groups of normal errors to find it by. Which one did the lesson take, and why?
# 2. It returns `{"false alarms": …, "recall": …}`, two shares between 0 and 1, both of rows in `errors_new`.
#
# **Predict first.** What will the two shares be with labels drawn by lot, at a promised rate of 0.05?

# %% nbgrader={"schema_version": 3, "grade_id": "honest", "grade": false, "solution": true, "locked": false, "task": false}
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    """{"false alarms": …, "recall": …} among the new rows, for a promised false-alarm rate."""
    ### BEGIN SOLUTION
    alarm = errors_new > np.quantile(errors_held_out, 1 - rate)
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
    ### END SOLUTION

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "ruler-honest", "grade": false, "solution": false, "locked": true, "task": false}
def judged(judge, *arguments):
    """For the check below: the two shares as an array."""
    found = judge(*arguments)
    assert found is not None, "your function returns nothing. End it with `return` and the dict."
    assert isinstance(found, dict) and {"false alarms", "recall"} <= set(found), \
        'return a dict with the keys "false alarms" and "recall".'
    found = found["false alarms"], found["recall"]
    assert all(np.ndim(share) == 0 for share in found), "return one number for each, a share."
    assert max(found) <= 1, f"{max(found):.4g}: shares between 0 and 1, please, not counts and not per cent."
    return np.array(found, float)


def likely(judge, rate):
    """For the check below: of many mistakes the one that gives the same shares, on errors where each gives others."""
    held = np.random.default_rng(1).permutation(np.linspace(0, 1, 600) ** 3 * 10)
    calm, bad = np.linspace(0, 1, 400) ** 4 * 24, np.linspace(0, 12, 200)
    fitted, new, faulty = held / 5, np.concatenate([calm, bad]), np.arange(600) >= 400
    found = judged(judge, fitted.copy(), held.copy(), new.copy(), faulty.copy(), rate)
    quantile, together, above = np.quantile, np.concatenate, 1 - rate

    def shares(threshold):
        return np.mean(calm > threshold), np.mean(bad > threshold)

    def f1(threshold):
        return 2 * np.sum(bad > threshold) / (200 + np.sum(new > threshold))

    F, R = shares(quantile(held, above))
    false, caught = 400 * F, 200 * R
    ringing = false + caught
    told = {
        "Your alarm rings where the error is *below* the threshold, or you count the quiet rows.": [(1 - F, 1 - R)],
        "The two have changed places. Faulty rows are the positive class.": [(R, F)],
        "Your false alarms are those of the held-out rows, true by construction. Count the new ones.": [(rate, R)],
        "Your recall tells of normal rows that stay quiet. Faulty rows are the positive class.": [(F, 1 - F)],
        "Your recall counts the faulty rows that stay quiet.": [(F, 1 - R)],
        "Your false alarms count the normal rows that stay quiet.": [(1 - F, R)],
        "Your false alarms are the faulty rows that stay quiet. A false alarm is a normal row that rings.": [(1 - R, R)],
        "Your recall is a share of the rows that ring. Divide by the faulty rows.": [(F, caught / ringing)],
        "Your false alarms are a share of the rows that ring. Divide by the normal rows.": [(false / ringing, R)],
        "Both of your shares are of the rows that ring. Divide by the normal rows, and by the faulty ones.":
            [(false / ringing, caught / ringing)],
        "Recall is a share of the faulty rows, not of all.": [(F, caught / 600)],
        "The false-alarm rate is a share of the normal rows, not of all.": [(false / 600, R)],
        "Both of your shares are of all rows. Divide by the normal rows, and by the faulty ones.":
            [(false / 600, caught / 600)],
        "Your false alarms count all rows that ring, the faulty ones too.": [(ringing / 600, R)],
        "Your false alarms count all wrong answers, the missed faults too.": [((false + 200 - caught) / 600, R)],
        "Your recall counts all rows that ring, the normal ones too.": [(F, ringing / 600)],
        "Your recall is accuracy: all right answers, those for normal rows too.": [(F, (400 - false + caught) / 600)],
        "Both of your shares are of the faulty rows.": [(R, R)],
        "Both of your shares are of the normal rows.": [(F, F)],
        "Rows that the detector was fitted on have smaller errors than new ones. They must not set the threshold, nor "
        "have a part in it.": map(shares, [quantile(fitted, above), fitted.max(), quantile(together([fitted, held]), above),
                                           (quantile(fitted, above) + quantile(held, above)) / 2]),
        "You put held-out and new rows together. The threshold has to stand before any new row comes: take it from the "
        "held-out rows alone.": map(shares, [quantile(together(parts), above) for parts in (
            (held, new), (held, calm), (fitted, held, new))]),
        "Your threshold is set by the new rows. A day with many faults would raise it, and let them pass.":
            map(shares, [quantile(new, above), quantile(new, 1 - faulty.mean()), quantile(new, rate), max(new, key=f1),
                         quantile(together([fitted, new]), above)]),
        "Your threshold is set by the new normal rows. In service nobody tells you which these are: take the held-out "
        "ones.":
            map(shares, [quantile(calm, above)]),
        "Almost everything rings. The rate is the share *above* the threshold. (And `np.percentile` wants per cent.)":
            map(shares, [quantile(held, rate), np.percentile(held, above)]),
        "No formula for bell curves: nobody knows the shape of the errors. Count the held-out ones.":
            map(shares, [held.mean() + times * held.std() for times in (1, 1.2816, 1.6449, 2, 3)]
                + [np.median(held) + times * np.median(abs(held - np.median(held))) for times in (2, 3, 4.4478, 5)]),
        "Only large errors ring. A row with a very small one is as normal as can be.":
            [tuple(np.mean((part < quantile(held, end)) | (part > quantile(held, 1 - end))) for part in (calm, bad))
             for end in (rate / 2, rate)],
        "Sort the held-out errors before you count.": map(shares, [
            held[int(600 * above)], held[int(600 * above) - 1], held[round(600 * rate)], held[-round(600 * rate)]]),
        "Does your threshold use `rate`, and all of it? That share of the held-out errors must lie above it, not half.":
            map(shares, [quantile(held, 1 - rate / 2)]),
        "A share of the largest error is not the error that a share of the *rows* exceed. Count rows.":
            map(shares, [above * held.max()]),
        "Does your threshold use `rate`? A share `rate` of the held-out errors must lie above it.":
            map(shares, [held.max(), quantile(held, 0.99), quantile(held, 0.95), quantile(held, 0.9)])}
    far, words = min((np.abs(found - pair).max(), words) for words, pairs in told.items() for pair in pairs)
    return words if far < 0.012 else (
        "Either the threshold or the rows you count: does the threshold come from the held-out rows, and from them "
        "alone? Of which rows is each share a share?")

def on_other_data(judge, seed, n, rate):
    """For the check below: the shares that any way to round the rank of the threshold gives."""
    rng = np.random.default_rng(seed)
    held, new, faulty = rng.gamma(2, 1, n), rng.gamma(2, 1.3, 800), rng.random(800) < 0.3
    new[faulty] *= 2
    found = judged(judge, held[: n // 2] * 0.6, held.copy(), new.copy(), faulty.copy(), rate)
    nearby = np.sort(held)[int((n - 1) * (1 - rate)) + np.array([-2, 3])]
    most, least = [[np.mean(new[~faulty] > t), np.mean(new[faulty] > t)] for t in nearby]
    assert (found >= np.array(least) - 1e-6).all() and (found <= np.array(most) + 1e-6).all(), (
        f"on other data, {n} held-out errors in no order, at a rate of {rate}, your shares are {found.round(3)}, not "
        f"{np.mean([least, most], axis=0).round(3)}. The threshold comes from `errors_held_out` and `rate`, the shares "
        "from `errors_new`.")

# %% nbgrader={"schema_version": 3, "grade_id": "check-honest", "grade": true, "solution": false, "locked": true, "task": false, "points": 2}
with task("Task 2"):
    rng, held = np.random.default_rng(0), np.linspace(0, 1, 200) ** 4 * 10
    new = np.repeat([0.2, 1.7, 5, 5.9, 7.6, 12, 1, 1.7, 5.9, 7.6, 12], [210, 30, 30, 30, 40, 60, 10, 6, 4, 8, 22])
    order = rng.permutation(450)                         # 400 normal rows, 50 faulty ones
    new, faulty, held = (new + rng.random(450) / 100)[order], order >= 400, rng.permutation(held)
    found = judged(honest, held / 5, held.copy(), new.copy(), faulty.copy(), 0.1)
    assert np.allclose(found, [0.25, 0.6]), (
        "at a rate of 0.1, of 400 normal rows 100 should ring, of 50 faulty ones 30. So the shares are 0.25 and 0.60, "
        f"and you say {found[0]:.3f} and {found[1]:.3f}. {likely(honest, 0.1)}")
    fewer = judged(honest, held / 5, held.copy(), new.copy(), faulty.copy(), 0.05)
    assert np.allclose(fewer, [0.15, 0.44]), (
        f"right at a rate of 0.1. At 0.05 the shares are 0.15 and 0.44, and you say {fewer[0]:.3f} and {fewer[1]:.3f}. "
        f"{likely(honest, 0.05)}")
    for change, other_fitted in {"larger": held * 3, "all zero": np.zeros(50)}.items():
        moved = judged(honest, other_fitted, held.copy(), new.copy(), faulty.copy(), 0.1)
        assert np.allclose(moved, found), (
            f"make the errors of the fitted rows {change}, and your shares become {moved[0]:.3f} and {moved[1]:.3f}. "
            "The fitted rows must not set the threshold, nor have a part in it: take neither the larger nor the mean of "
            "two thresholds.")
    few = judged(honest, np.zeros(9), np.array([3.0, 9, 1, 7, 5, 8, 2, 6]) * 1e-4,       # a quarter of them: two, 8 and 9
                 np.array([8.4, 1, 2, 6.5, 1, 8.5, 9.2, 6]) * 1e-4, np.arange(8) < 2, 0.25)
    assert np.allclose(few, [2 / 6, 1 / 2]), (
        "eight held-out errors, 0.0001 to 0.0009, of which a quarter are to lie above the threshold. Of six new normal "
        f"rows two should ring, of two faulty ones one. You say {few[0]:.3f} and {few[1]:.3f}. "
        "Does your threshold use all held-out errors and `rate`, whatever their number and size?")
    on_other_data(honest, 6, 1000, 0.02)
    on_other_data(honest, 7, 600, 0.2)
    fitted, held, new = (part.copy() for part in pump_calm)
    chance = judged(honest, fitted, held, new, by_lot, 0.05)
    pump_both = np.concatenate([pump_calm[2], pump_errors["PCA"]["faulty"]])
    real = judged(honest, fitted, held, pump_both, np.arange(1200) >= 900, 0.05)
    print(f"Labels by lot: false alarms {chance[0]:.3f}, recall {chance[1]:.3f}. Nothing found, as it should be.\n"
          f"With the 300 faulty hours: {real[0]:.3f} and {real[1]:.3f}.")
    ### BEGIN HIDDEN TESTS
    for seed, n, rate in [(3, 1000, 0.02), (4, 400, 0.3), (5, 2000, 0.2)]:
        on_other_data(honest, seed, n, rate)
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 3. How many alarms are real? (2 points)
#
# A test has as many faults as somebody collected. In service they are rare. That moves neither recall nor
# the false-alarm rate, for each looks at one class only. But it moves precision.
#
# **Predict first.** In a test 80 of 100 faulty rows ring, and 50 of 1,000 normal ones. So 80 of 130 alarms are real,
# 62 %. In service one row in 100 is faulty. Of 100 alarms there, how many are real? Guess.
#
# Then count, for 10,000 rows in service: how many faulty rows ring, and how many normal ones? Your function does the
# same for any test. It gets two arrays of True and False (whether each row of the test rings, and whether it is
# faulty) and the share of faulty rows in service (0.01 above).

# %% nbgrader={"schema_version": 3, "grade_id": "precision-in-service", "grade": false, "solution": true, "locked": false, "task": false}
def precision_in_service(rings, faulty, share):
    """Precision, one number between 0 and 1, where this share of the rows is faulty."""
    ### BEGIN SOLUTION
    caught, false = share * rings[faulty].mean(), (1 - share) * rings[~faulty].mean()
    return caught / (caught + false)
    ### END SOLUTION

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "ruler-precision", "grade": false, "solution": false, "locked": true, "task": false}
def likely_slip(rare):
    """For the check below: what gives this number where 0.139 is right?"""
    told = {(80 / 130,): "That is the precision in the test, or in a piece cut off it: rows in order are no sample of the "
                         "service. How many of 10,000 rows are faulty there, and how many of those ring? And of the others?",
            (0.8,): "That is recall: the share of the faulty rows that ring. What share of the ringing rows is faulty?",
            (0.05,): "That is the false-alarm rate. What share of the ringing rows is faulty?",
            (0.86087,): "That is the share of alarms that are *false*. Faulty rows are the positive class.",
            (0.99937,): "It would be right if 99 rows in 100 were faulty. `share` is the share of faulty rows.",
            (0.94118,): "It would be right if every other row were faulty. Faulty are `share` of all rows, normal "
                        "`1 - share`.",
            (0.94173, 0.94175): "What share of *all* rows is faulty and rings? `share` times recall, the share of the "
                                "faulty ones that ring.",
            (0.008,): "That is the share of *all* rows that are faulty and ring. Divide by the share of all that ring.",
            (0.0575,): "That is the share of all rows that ring. What part of these is faulty?",
            (0.16162,): "You divide by the false alarms. Divide by all alarms, the real ones too.",
            (0.16807,): "Do all faulty rows ring? 80 of 100 do.",
            (0.0080160,): "Do all normal rows ring? 50 of 1,000 do.",
            (0.01,): "That is `share` itself. Do you use how many normal rows ring, beside how many faulty ones?",
            (0.0061538, 0.0676923): "That is the test's precision times something. When faults get rarer, real alarms "
                                    "get fewer, and false ones do not. Count both anew.",
            (0.064,): "Do you take all rows that ring for false alarms? Count the normal ones, 50 of 1,000.",
            (0.15094, 0.015904, 0.020577): "Recall is a share of the faulty rows, 80 of 100, the false-alarm rate one of "
                                           "the *normal* rows, 50 of 1,000. Are yours?",
            (0.001598,): "`share` is a share already, 0.01 and not per cent.",
            (0.008434,): "False alarms are the normal rows that ring, not those that stay quiet.",
            (0.038835,): "Real alarms are the faulty rows that ring, not those that stay quiet.",
            (0.99788,): "That is what part of the quiet rows is normal. What part of the ringing ones is faulty?",
            (0.13793,): "Close. Of how many rows in service do you take the false alarms? Not all of them are normal."}
    for values, words in told.items():
        if np.isclose(rare, values, rtol=0.0002).any():
            return words
    return "Of 10,000 rows 100 are faulty. How many of these ring, and how many of the other 9,900?"

# %% nbgrader={"schema_version": 3, "grade_id": "check-precision-in-service", "grade": true, "solution": false, "locked": true, "task": false, "points": 2}
with task("Task 3"):
    # the test above: 80 of 100 faulty rows ring, and 50 of 1,000 normal ones
    rings, faulty = np.repeat([True, False, True, False], [80, 20, 50, 950]), np.arange(1100) < 100
    rare = precision_in_service(rings, faulty, 0.01)
    assert rare is not None, "your function returns nothing. End it with `return` and the number."
    assert np.ndim(rare) == 0, f"return one number. Yours has shape {np.shape(rare)}."
    assert 0 <= rare <= 1, f"{rare:.4g}: return a number between 0 and 1, neither a count nor per cent."
    assert np.isclose(rare, 0.1391, rtol=0.004), \
        f"one row in 100 faulty: the precision is 0.139, and you say {rare:.4f}. {likely_slip(rare)}"
    mixed = np.random.default_rng(5).permutation(100)
    test = np.repeat([True, False, True, False], [30, 10, 12, 48])[mixed], (np.arange(100) < 40)[mixed]
    other = precision_in_service(*test, 0.1)
    assert np.isclose(other, 0.075 / 0.255, rtol=0.01), (
        "right for the test above. In another one 30 of 40 faulty rows ring, and 12 of 60 normal ones, in any order. If "
        f"one row in ten is faulty, the precision is 0.294, and you say {other:.4f}. Do you use `rings`, `faulty` and "
        "`share`, all three?")
    broken = precision_in_service(*test, 0.025)
    assert np.isclose(broken, 0.01875 / 0.21375, rtol=0.01), (
        f"the same test, 2.5% of the rows faulty: the precision is 0.0877, and you say {broken:.4f}. Do you cut or round "
        "a number of rows? Of 100 rows 2.5 would be faulty, and no rounding is needed: the rates will do.")
    assert np.isclose(precision_in_service(*test, 1.0), 1), (
        "if all rows in service are faulty, every alarm is real: the precision is 1. Yours is "
        f"{precision_in_service(*test, 1.0):.4f}.")
    again = np.where(faulty, 1, 7)
    assert np.isclose(precision_in_service(rings.repeat(again), faulty.repeat(again), 0.01), rare, rtol=0.01), (
        "put every normal row into the test seven times, and your answer moves. The two rates do not: use them.")
    print("Of 10,000 rows 100 are faulty, and 80 of these ring. Of 9,900 normal ones 495 ring. So 80 alarms of 575 are "
          f"real, {rare:.0%}.")
    parts = pump_errors["Autoencoder"]
    rings = np.concatenate([parts["new normal"], parts["faulty"]]) > np.quantile(parts["held-out"], 0.95)
    for share in (0.25, 0.05, 0.005):
        real = precision_in_service(rings, np.arange(1200) >= 900, share)
        print(f"The pump, {share:.1%} of the hours faulty: {real:.0%} of the autoencoder's alarms are real.")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(4)
    errors, faulty = rng.exponential(1, 600), rng.random(600) < 0.2
    errors[faulty] *= 3
    for threshold, share in [(2.0, 0.3), (1.0, 0.02), (0.1, 0.9), (0.5, 1.0), (0.5, 0.0)]:
        weights = np.where(faulty, share / faulty.sum(), (1 - share) / (~faulty).sum())
        wanted = weights[faulty & (errors > threshold)].sum() / weights[errors > threshold].sum()
        found = precision_in_service(errors > threshold, faulty, share)
        assert np.isclose(found, wanted, rtol=0.02), (
            f"another test, {share:.0%} of the rows faulty in service: precision is {wanted:.3f}, and yours "
            f"{found:.3f}.")
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 4. Which sensor is it? (2 points)
#
# The alarm rings, and somebody has to go and look. Where? At the sensor with the largest error, you would think. Here
# is what that says about the 300 faults, 25 of each sensor, with PCA's errors.

# %% nbgrader={"schema_version": 3, "grade_id": "plain-naming", "grade": false, "solution": false, "locked": true, "task": false}
sensors_at_fault = sensor_names[pump.y[pump_rows["faulty"]] - 1]
named = sensor_names[pump_squares["PCA"][pump_rows["faulty"]].argmax(axis=1)]
pd.DataFrame({"named as culprit": pd.Series(named).value_counts().reindex(sensor_names, fill_value=0),
              "mean squared error in held-out normal hours": pump_squares["PCA"][pump_rows["held-out"]].mean(axis=0)
              }).round(3)

# %% [markdown]
# Vibration is blamed far more often than any other sensor. The second column says why: three straight axes cannot
# follow it, fault or no fault. So divide, as the lesson did: how many times as large as *usual* is the error of each
# sensor? Its usual error is its mean squared error over the held-out normal rows. (`ReconstructionDetector` also keeps
# usual errors from being tiny. Leave that out.) Write `suspect`, which returns the name of the sensor with the highest
# such ratio.
#
# For example, three sensors with usual errors 0.5, 0.1, 0.2, and a row with squared errors 0.6, 0.5, 0.4. The ratios
# are 1.2, 5 and 2, so it names the second sensor.

# %% nbgrader={"schema_version": 3, "grade_id": "suspect", "grade": false, "solution": true, "locked": false, "task": false}
def suspect(squares_held_out, squares, names):
    """Name of the sensor whose error is the most unusual.

    squares_held_out: squared errors of n held-out normal rows, shape (n, d)
    squares:          squared errors of the one row that rang, shape (d,)
    names:            array of d names
    """
    ### BEGIN SOLUTION
    ratio = squares / squares_held_out.mean(axis=0)
    return names[ratio.argmax()]
    ### END SOLUTION

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "ruler-suspect", "grade": false, "solution": false, "locked": true, "task": false}
def slip(judge):
    """For the check below: the mistake that names the same sensors in many rows."""
    rng, names = np.random.default_rng(3), np.array(list("abcde"))
    held = rng.exponential(1, (30, 5)) ** [0.3, 0.6, 1, 2, 3] * [3, 1, 0.3, 1, 0.2]
    usual, spread, rows = held.mean(axis=0), held.std(axis=0), rng.exponential(1, (400, 5)) ** 2 * held.mean(axis=0)
    told = {
        "Usual errors are one for each sensor, a mean down its column (`axis=0`). You name the largest errors: divide by them.":
            [lambda row: row, lambda row: row * usual],
        "So it comes if you subtract the usual error. Divide by it.": [lambda row: row - usual],
        "So it comes if you average the roots of the errors. The usual error is the mean of the squared ones.":
            [lambda row: row**0.5 / np.sqrt(held).mean(axis=0)],
        "So it comes if you divide by the root of the usual error, or square the row's errors: they are squares already.":
            [lambda row: row / usual**0.5],
        "So it comes if you take the root of the row's errors, or square the usual ones. Divide as they are.":
            [lambda row: row**0.5 / usual, lambda row: row / (held**2).mean(axis=0)],
        "So it comes if you square the errors once more. They are squares already.":
            [lambda row: row**2 / (held**2).mean(axis=0), lambda row: row**2 / usual],
        "So it comes with a median. The usual error is a mean.": [lambda row: row / np.median(held, axis=0)],
        "So it comes if you divide by the largest error. The usual error is a mean.": [lambda row: row / held.max(axis=0)],
        "So it comes if you divide by the smallest error. The usual error is a mean.": [lambda row: row / held.min(axis=0)],
        "So it comes if you divide by how much an error varies. Divide by its mean.":
            [lambda row: row / spread, lambda row: (row - usual) / spread, lambda row: row / spread**2,
             lambda row: (row - usual) / spread**2],
        "So it comes if you add the spread to the mean. The usual error is the mean alone.":
            [lambda row: row / (usual + spread), lambda row: row / (usual + 2 * spread)],
        "So it comes if you divide first and average then. Average first.": [lambda row: (row / held).mean(axis=0)],
        "So it comes if you divide by a single held-out row. Take the mean of all.":
            [lambda row: row / held[0], lambda row: row / held[-1]],
        "You count the held-out errors that are smaller. Divide by their mean.": [lambda row: (row > held).mean(axis=0)],
        "These are the *least* unusual. Is it the highest ratio that you take, error divided by usual error?":
            [lambda row: -row / usual],
        "It is the same for every row. Does the row's own error enter?": [lambda row: usual, lambda row: -usual]}
    found = np.array([str(judge(held.copy(), row.copy(), names)) for row in rows])
    for words, scores in told.items():
        if any((found == [names[np.argmax(score(row))] for row in rows]).all() for score in scores):
            return words
    return "Mean squared error of each sensor over the held-out rows, then error divided by it, then the highest."

# %% nbgrader={"schema_version": 3, "grade_id": "check-suspect", "grade": true, "solution": false, "locked": true, "task": false, "points": 2}
with task("Task 4"):
    names = np.array(["flow", "power", "torque", "vibration", "noise"])
    held = np.array([[1.5, 0.8, 5.0, 8.0, 0.1], [0.4, 1.5, 0.1, 5.0, 0.4],
                     [0.2, 0.8, 0.2, 4.0, 10.0], [1.2, 1.5, 5.0, 6.0, 1.5]])
    rows = np.array([[1.2, 3.0, 1.2, 0.6, 5.0], [0.1, 1.5, 5.0, 8.0, 4.0], [5.0, 4.0, 5.0, 6.0, 1.5]])
    try:
        found = [suspect(held.copy(), row.copy(), names) for row in rows]
    except ValueError as error:
        if "broadcast" not in str(error):
            raise
        raise AssertionError(f"{error}. The usual errors are five numbers, one for each sensor, as the row has: a mean over "
                             "the held-out rows, down each column (`axis=0`).") from None
    assert found[0] is not None, "your function returns nothing. End it with `return` and the name."
    assert np.shape(found[0]) == (), f"return one name. Yours has shape {np.shape(found[0])}."
    found = tuple(str(name) for name in found)
    assert set(found) <= set(names), f"return a name, such as 'flow'. You return {found[0]}."
    assert found == ("power", "torque", "flow"), (
        "the usual errors are 0.825, 1.15, 2.575, 5.75 and 3, and the highest ratios of three rows those of power (2.6), "
        f"torque (1.9), flow (6.1). You name {', '.join(found)}. {slip(suspect)}")
    two = np.array([[0.001, 3.0], [0.005, 1.0]])
    for order in ([0, 1], [1, 0]):
        assert str(suspect(two[order], np.array([0.02, 9.0]), names[:2])) == "flow", (
            "two sensors with usual errors 0.003 and 2, a row with 0.02 and 9: the ratios are 6.7 and 4.5, so it is the "
            "first. You name the other. No lower limit for usual errors here, nothing added to them, and no row left out.")
    assert str(suspect(two, np.array([0.0, 1.8]), names[:2])) == "power", (
        "two sensors with usual errors 0.003 and 2, a row with 0 and 1.8: the ratios are 0 and 0.9. The highest is "
        "the second, though it is below 1. You name the other.")
    steady = np.array([[0.0, 1.0], [2.0, 1.0]])
    assert str(suspect(steady, np.array([1.2, 1.0]), names[:2])) == "flow", (
        "two sensors with held-out errors 0 and 2, and 1 and 1, so both with a usual error of 1; a row with 1.2 and 1: the "
        "first has the higher ratio. You name the other. The errors are squares already, and only their mean counts, not "
        "how much they vary.")
    table, usual_hours = pump_squares["PCA"], pump_squares["PCA"][pump_rows["held-out"]]
    hits = [suspect(usual_hours.copy(), table[hour].copy(), sensor_names) == culprit
            for hour, culprit in zip(pump_rows["faulty"], sensors_at_fault, strict=True)]
    print(f"PCA's suspect is the faulty sensor in {np.mean(hits):.0%} of the faults. By the largest plain error it was "
          f"{np.mean(named == sensors_at_fault):.0%}.")
    ### BEGIN HIDDEN TESTS
    for table in pump_squares.values():
        usual, shuffled = table[pump_rows["held-out"]][:500], np.random.default_rng(1).permutation(12)[:9]
        for hour in pump_rows["faulty"][::7]:
            times = (table[hour] / usual.mean(axis=0))[shuffled]
            found, wanted = suspect(usual[:, shuffled], table[hour][shuffled], sensor_names[shuffled]), times.argmax()
            assert str(found) == sensor_names[shuffled][wanted], (
                f"another row and other sensors: {sensor_names[shuffled][wanted]}, with {times[wanted]:.1f} times its "
                f"usual error, not {found}.")
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 5. Where do you set the alarm? (2 points, marked by your teacher)
#
# In service one hour in 200 is faulty. A false alarm costs 50 €: somebody goes and looks. A fault that does not ring
# costs 3,000 €. So 1,000 hours, of which 5 are faulty and 995 normal, cost
#
# `5 × (1 − recall) × 3,000 € + 995 × false-alarm rate × 50 €`.
#
# An alarm that never rings costs 15,000 €. Each line of the table has its threshold from held-out normal hours, at the
# promised false-alarm rate. The other columns are measured on half of the new normal hours and half of the faulty ones.
# The other halves are kept for later: the hours that you choose a line by do not tell what it is worth.

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "figure", "grade": false, "solution": false, "locked": true, "task": false}
promised = [0.5, 1, 2, 5, 10, 20]                                                       # per cent


def cost_table(half, faults=5):
    """The lines of both detectors, judged by every other hour, from the first (0) or the second (1)."""
    lines = {}
    for name, parts in pump_errors.items():
        for percent in promised:
            threshold = np.quantile(parts["held-out"], 1 - percent / 100)
            alarms, recall = (round(np.mean(parts[part][half::2] > threshold), 3) for part in ("new normal", "faulty"))
            lines[name, percent] = {"threshold": round(threshold, 3), "false-alarm rate": alarms, "recall": recall,
                                    "cost of 1,000 hours, €": round(faults * (1 - recall) * 3000
                                                                    + (1000 - faults) * alarms * 50)}
    return pd.DataFrame(lines).T.rename_axis(["detector", "promised, %"]).astype({"cost of 1,000 hours, €": int})


table = cost_table(0)
costs = {name: table["cost of 1,000 hours, €"][name].to_numpy() for name in pump_errors}
fig = plots.curve_by_size(promised, costs | {"never ring": np.full(6, 15_000)},
                          xlabel="promised false-alarm rate (%)", ylabel="cost of 1,000 hours (€)")
fig.axes[0].set_yscale("linear")
plots.show(fig, alt="Cost of 1,000 hours by promised rate, lowest: never ring 15,000 €; " + "; ".join(
    f"{name} {cost.min():,.0f} € at {promised[cost.argmin()]} %" for name, cost in costs.items()))
assert costs["Autoencoder"].min() < 7000 < 12_000 < costs["PCA"].min()
table

# %% [markdown]
# Answer in one to three sentences each.
#
# - **a.** Which line of the table do you take? Put its cost beside that of the other detector at its best, and show how
#   it comes about from recall and false-alarm rate.
# - **b.** Now run the next cell: the same lines on the hours that you have not seen. What do the two lines of **a**, yours
#   and the other detector's, cost there? Which of the two did the first table flatter, and how does that come about?
# - **c.** Run the cell after that: the first hours again, but a newer pump, which breaks more rarely. One hour in 1,000
#   is faulty, and an alarm that never rings costs 3,000 €. Which columns stay, and why? Do you keep your line? If not,
#   which do you take, or none?

# %% nbgrader={"schema_version": 3, "grade_id": "fresh-hours", "grade": false, "solution": false, "locked": true, "task": false}
cost_table(1)

# %% nbgrader={"schema_version": 3, "grade_id": "rarer-faults", "grade": false, "solution": false, "locked": true, "task": false}
cost_table(0, faults=1)

# %% [markdown] nbgrader={"schema_version": 3, "grade_id": "reading-cost", "grade": true, "solution": true, "locked": false, "task": false, "points": 2}
# ### BEGIN SOLUTION
# **a** (half a point). The autoencoder at 10 %: 5 × 0.047 × 3,000 € + 995 × 0.100 × 50 € = 705 € + 4,975 € = 5,680 €, against
# 13,170 € for PCA at its best, also at 10 %.
#
# **b** (half a point). The autoencoder costs 5,476 €, and is again the best line of all: at 5 % it costs 7,243 €. PCA costs
# 14,832 €, hardly less than never ringing: the first table flattered it by more than 1,600 €. The lowest of many costs
# is chosen in part for its luck on these very hours, and luck does not come along to others. PCA's costs lie close
# together, so luck decides among them; the autoencoder's line at 10 % is far below the rest.
#
# **c** (1 point). Threshold, false-alarm rate and recall stay, since each looks at one class only; the cost moves. My line
# now costs 5,136 €, far more than the 3,000 € of never ringing. So no. A stricter line is worth it: the autoencoder at
# 1 % costs about 2,470 €. It pays, by little; with so little to gain, doing without can be defended.
#
# *a: half of it for the choice with both costs, half for the sum. (The autoencoder at 5 %, with its 7,332 €, is as good
# if a reason is given, such as that nobody believes a bell that rings so often.) b: both costs, and that the hours
# which chose the line flatter it. c: a third for what stays, a third for the new cost beside 3,000 €, a third for
# another line or none, by its cost.*
# ### END SOLUTION

# %% [markdown]
# <details><summary>A model answer. (Write your own first.)</summary>
#
# **a.** The autoencoder at 10 %: 5 × 0.047 × 3,000 € + 995 × 0.100 × 50 € = 705 € + 4,975 € = 5,680 €, against
# 13,170 € for PCA at its best, also at 10 %.
#
# **b.** The autoencoder costs 5,476 €, and is again the best line of all: at 5 % it costs 7,243 €. PCA costs
# 14,832 €, hardly less than never ringing: the first table flattered it by more than 1,600 €. The lowest of many costs
# is chosen in part for its luck on these very hours, and luck does not come along to others. PCA's costs lie close
# together, so luck decides among them; the autoencoder's line at 10 % is far below the rest.
#
# **c.** Threshold, false-alarm rate and recall stay, since each looks at one class only; the cost moves. My line
# now costs 5,136 €, far more than the 3,000 € of never ringing. So no. A stricter line is worth it: the autoencoder at
# 1 % costs about 2,470 €. It pays, by little; with so little to gain, doing without can be defended.
# </details>
