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
# > **Time** 40 minutes · **11 points** · **Lesson** [07 Anomaly detection](../07_anomaly_detection.ipynb)
#
# Write your code where it says `YOUR CODE HERE`, run that cell, then the check below it, and read its hint. The
# checks cannot be edited. "Passed" here is most of the way: hidden checks with other data give the points.
# No task needs the answer to another. If you are stuck in one, go on.
#
# The words are the lesson's. A row **rings** when its error is above the threshold. Faulty rows are the **positive**
# class. The **false-alarm rate** is the share of the normal rows that ring, **recall** the share of the faulty rows
# that ring, **precision** the share of the ringing rows that are faulty.

# %% nbgrader={"schema_version": 3, "grade_id": "setup", "grade": false, "solution": false, "locked": true, "task": false}
import numpy as np
import pandas as pd
from sklearn.decomposition import PCA
from sklearn.exceptions import NotFittedError
from sklearn.preprocessing import StandardScaler

from aeutils import Autoencoder, datasets, plots
from aeutils.checks import task

# %% [markdown]
# The pump again: twelve sensors, 3,000 normal hours, 300 in which one sensor is faulty. Both detectors learn from 1,200
# normal hours, standardised. The network is smaller than the lesson's and trained for less long, so it has more to
# miss. The table has the mean errors on the hours that were fitted, on held-out and on new normal ones, and on the
# faulty ones.

# %% nbgrader={"schema_version": 3, "grade_id": "pump", "grade": false, "solution": false, "locked": true, "task": false}
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
# half, lower than that of the errors, or equal to it?

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
    found = pairs_won(np.array([3.0, 1, 4, 2]), np.array([3.0, 5, 2]))
    assert found is not None, "your function returns nothing. End it with `return` and the number."
    assert np.ndim(found) == 0, f"return one number. Yours has shape {np.shape(found)}."
    assert not np.isclose(found, 4 / 12), (
        "yours is the share of pairs in which the *normal* row has the larger error. Which class is positive?")
    assert not np.isclose(found, 9 / 12), "you count a tie as a win. It is worth half."
    assert not np.isclose(found, 7 / 12), "you count a tie as lost. It is worth half."
    assert found <= 1, f"AUC is a share, at most 1, and yours is {found:.3g}. Divide by the number of pairs, n × m."
    assert np.isclose(found, 8 / 12), (
        f"of these 12 pairs 7 are won and 2 are ties, so AUC is {8 / 12:.4f}, and yours is {found:.4f}. Does every "
        "faulty row meet every normal one?")
    assert np.isclose(pairs_won(np.array([1.0, 1, 1, 10]), np.array([2.0, 2])), 0.75), (
        "normal errors 1, 1, 1, 10, faulty errors 2, 2: six of the eight pairs are won. Only who is larger counts, "
        "not by how much, and no mean or median decides it.")
    for name, parts in pump_errors.items():
        scores = parts["new normal"], parts["faulty"]
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
# ## Task 2. Repair a judgement (3 points)
#
# This is how a detector is judged in many a tutorial. `train` and `held_out` are normal rows, `new` holds
# normal and faulty ones, and `faulty` says which, True or False. All rows are in raw units. The `reducer` comes
# unfitted, such as `PCA(3)`. The `rate` is the false-alarm rate that was promised.

# %% nbgrader={"schema_version": 3, "grade_id": "published", "grade": false, "solution": false, "locked": true, "task": false}
def published(train, held_out, new, faulty, reducer, rate):
    """How well does the detector do? The way a tutorial might tell it."""
    everything = np.vstack([train, held_out, new])
    scaler = StandardScaler().fit(everything)
    reducer.fit(scaler.transform(everything))
    rows = scaler.transform(new)
    errors = np.mean((rows - reducer.inverse_transform(reducer.transform(rows))) ** 2, axis=1)

    threshold = np.quantile(errors, 1 - faulty.mean())            # as many alarms as there are faults
    alarm = errors > threshold
    return {"accuracy": np.mean(alarm == faulty), "recall": np.mean(~alarm[~faulty])}

# %% [markdown]
# How do you catch it? Take 900 new hours in which nothing was wrong, and call 90 of them faulty, by lot. Now there is
# nothing to find, and whoever claims to find it is caught.

# %% nbgrader={"schema_version": 3, "grade_id": "drawn-by-lot", "grade": false, "solution": false, "locked": true, "task": false}
pump_train, pump_held_out = pump.X[pump_rows["fitted"]], pump.X[pump_rows["held-out"]]
pump_new, by_lot = pump.X[pump_rows["new normal"]], np.random.default_rng(2).permutation(900) < 90
for name, share in published(pump_train, pump_held_out, pump_new, by_lot, PCA(3), rate=0.05).items():
    print(f"{name} {share:.2f}")

# %% nbgrader={"schema_version": 3, "grade_id": "ruler-honest", "grade": false, "solution": false, "locked": true, "task": false}
class Watched(PCA):
    """For the check below: PCA that keeps the rows it was fitted on. No need to read it now."""

    rows = None

    def fit(self, X, y=None):
        Watched.rows = np.asarray(X)
        return super().fit(X)

    def fit_transform(self, X, y=None):
        return self.fit(X).transform(X)


def judged(judge, *arguments):
    """For the check below: the two shares as an array."""
    try:
        found = judge(*[part.copy() if isinstance(part, np.ndarray) else part for part in arguments])
    except NotFittedError as error:
        what = str(error).split()[1]
        what = "reducer that was passed" if what in ("Watched", "PCA") else f"{what} that you use"
        raise AssertionError(f"you never fitted the {what}.") from None
    assert found is not None, "your function returns nothing. End it with `return` and the dict."
    assert isinstance(found, dict) and set(found) == {"false alarms", "recall"}, \
        'return a dict with the keys "false alarms" and "recall".'
    assert all(np.ndim(share) == 0 for share in found.values()), "return one number for each, a share."
    return np.array([found["false alarms"], found["recall"]], float)


def likely(alarms, recall):
    """For the check below: what was counted, if 100 of 400 normal and 30 of 50 faulty rows are far off?"""
    told = {(1, 1): "Even rows that equal the mean of `train` ring. By which mean and spread is `new` scaled?",
            (0.75, 0.4): "Your alarm rings where the error is *below* the threshold.",
            (0.6, 0.25): "The two have changed places. Faulty rows are the positive class.",
            (None, 0.75): "Your recall tells of normal rows that stay quiet. Faulty rows are the positive class.",
            (None, 30 / 130): "Your recall is a share of the rows that ring. Divide by the faulty rows.",
            (100 / 130, None): "Your false alarms are a share of the rows that ring. Divide by the normal rows.",
            (None, 30 / 450): "Recall is a share of the faulty rows, not of all.",
            (100 / 450, None): "The false-alarm rate is a share of the normal rows, not of all."}
    for values, words in told.items():
        if all(v is None or np.isclose(v, found) for v, found in zip(values, (alarms, recall), strict=True)):
            return words
    return "The threshold lies in the wrong place: does it come from the held-out rows, and from them alone?"

# %% [markdown]
# An honest judge finds nothing. This one has **three mistakes**: in what the scaler and the reducer learn from,
# in where the threshold comes from, and in what is counted. Write `honest`:
#
# 1. the scaler and the reducer learn from `train` alone; errors are measured in standardised units, as above;
# 2. the threshold is the one that a share `rate` of the errors of `held_out` lies above;
# 3. it returns `{"false alarms": …, "recall": …}`, two shares between 0 and 1, both of rows in `new`.
#
# Do the steps yourself, without `ReconstructionDetector`, which would hold out rows of its own.
#
# **Predict first.** What will the two shares be with labels drawn by lot, at a promised rate of 0.05?

# %% nbgrader={"schema_version": 3, "grade_id": "honest", "grade": false, "solution": true, "locked": false, "task": false}
def honest(train, held_out, new, faulty, reducer, rate):
    """{"false alarms": …, "recall": …} among the new rows, for a promised false-alarm rate."""
    ### BEGIN SOLUTION
    scaler = StandardScaler().fit(train)
    reducer.fit(scaler.transform(train))

    def errors(X):
        rows = scaler.transform(X)
        return np.mean((rows - reducer.inverse_transform(reducer.transform(rows))) ** 2, axis=1)

    alarm = errors(new) > np.quantile(errors(held_out), 1 - rate)
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "check-honest", "grade": true, "solution": false, "locked": true, "task": false, "points": 3}
with task("Task 2"):
    A, B, faults = pump_train[:30], pump_held_out[:400], pump.X[pump_rows["faulty"]]
    C, faulty = np.vstack([B, faults]), np.arange(700) >= 400                 # new normal rows: the held-out ones
    Watched.rows = None
    judged(honest, A, B, C, faulty, Watched(6), 0.1)
    assert Watched.rows is not None, "the reducer that was passed is never fitted."
    assert len(Watched.rows) == 30, (
        f"the reducer learned from {len(Watched.rows)} rows, and `train` has 30. Held-out and new rows must not "
        "teach it anything.")
    means, spreads = np.abs(Watched.rows.mean(axis=0)), Watched.rows.std(axis=0)
    assert means.max() < 0.01 and np.allclose(spreads, 1, atol=0.02), (
        f"the rows that the reducer learned from have means up to {means.max():.2g} and spreads from "
        f"{spreads.min():.2g} to {spreads.max():.2g}, not 0 and 1. What did the scaler learn from?")
    far = A.mean(axis=0) + np.linspace(30, 60, 130)[:, None] * A.std(axis=0) * np.resize([1, -1], 12)
    calm = np.tile(A.mean(axis=0), (320, 1))
    found = judged(honest, A, B, np.vstack([calm, far]), np.isin(np.arange(450), [*range(20), *range(420, 450)]),
                   PCA(3), 0.1)
    assert np.allclose(found, [0.25, 0.6]), (
        "of 400 normal rows 100 are far off, of 50 faulty ones 30. So the shares are 0.25 and 0.60, and you say "
        f"{found[0]:.2f} and {found[1]:.2f}. {likely(*found)}")
    swapped = judged(honest, A, B, C, ~faulty, PCA(6), 0.1)
    found = judged(honest, A, B, C, faulty, PCA(6), 0.1)
    assert np.allclose(found, swapped[::-1]), (
        "call the normal rows faulty and the faulty ones normal, and other rows ring. So your threshold is set with "
        "the help of the labels. On the day it matters nobody has them.")
    busy = judged(honest, A, B, np.vstack([C, far]), np.arange(830) >= 400, PCA(6), 0.1)
    assert np.isclose(busy[0], found[0]), (
        f"with 130 more faults your false alarms go from {found[0]:.3f} to {busy[0]:.3f}. So your threshold is set by "
        "the new rows. A day with many faults would raise it, and let them pass.")
    rang = [judged(honest, A, B, C, faulty, PCA(6), rate)[0] for rate in (0.05, 0.2)]
    told = ("the normal rows in `new` are the held-out ones here, so exactly the promised shares ring, 0.05 and 0.20. "
            f"With you it is {rang[0]:.3f} and {rang[1]:.3f}. ")
    assert rang[0] < 0.9, told + "The rate is the share *above* the threshold."
    assert rang[0] != rang[1], told + "Does your threshold use `rate`?"
    assert rang[1] < 0.25, told + "Rows that the reducer was fitted on have smaller errors than new ones."
    assert np.allclose(rang, [0.05, 0.2], atol=0.006), told + (
        "Count how many errors of `held_out`, and of no other rows, lie above. No formula for bell curves: nobody "
        "knows the shape of the errors.")
    recall = judged(honest, pump_train[:100], B, C, faulty, PCA(3), 0.2)[1]
    assert np.isclose(recall, 0.607, atol=0.015), (
        f"false alarms are right, but with PCA(3) of 100 rows and a rate of 0.2 recall is 0.607, not {recall:.3f}. Are "
        "the errors means over the sensors, in standardised units, and by one scaler for all three sets?")
    chance = judged(honest, pump_train, pump_held_out, pump_new, by_lot, PCA(3), 0.05)
    pump_all = np.vstack([pump_new, faults])
    real = judged(honest, pump_train, pump_held_out, pump_all, np.arange(1200) >= 900, PCA(3), 0.05)
    print(f"Labels by lot: false alarms {chance[0]:.3f}, recall {chance[1]:.3f}. Nothing found, as it should be.\n"
          f"With the 300 faulty hours: {real[0]:.3f} and {real[1]:.3f}.")
    ### BEGIN HIDDEN TESTS
    cancer = datasets.load_breast_cancer()
    thousandths = np.where(np.arange(30) % 2, 1000, 1)
    usual = cancer.X[cancer.y == 0].astype(float) * thousandths
    odd = cancer.X[cancer.y == 1].astype(float) * thousandths
    A, B, C = usual[:150], usual[150:270], np.vstack([odd[:90], usual[270:]])
    mean, std = A.mean(axis=0), A.std(axis=0)
    for k, rate in [(3, 0.1), (8, 0.04)]:
        pca = PCA(k).fit((A - mean) / std)
        held, new = (pca.inverse_transform(pca.transform(x)) - x for x in ((B - mean) / std, (C - mean) / std))
        ring = np.mean(new**2, axis=1) > np.quantile(np.mean(held**2, axis=1), 1 - rate)
        wanted = [ring[90:].mean(), ring[:90].mean()]
        found = judged(honest, A, B, C, np.arange(len(C)) < 90, PCA(k), rate)
        assert np.allclose(found, wanted, atol=0.03), (
            f"on other data your shares are {found.round(3)}, not {np.round(wanted, 3)}. One scaler for all three "
            "sets, fitted on `train`; errors as means over standardised columns; threshold from `held_out`.")
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 3. How many alarms are real? (2 points)
#
# A test has as many faults as somebody collected. In service they are rare. That moves neither recall nor
# the false-alarm rate, for each looks at one class only. But it moves precision.
#
# **Predict first.** In a test 80 of 100 faulty rows ring, and 50 of 1,000 normal ones. So 80 of 130 alarms are real,
# 62 %. In service one row in 100 is faulty. Of 100 alarms there, how many are real? Write down a guess, then count
# it on paper for 10,000 rows.
#
# Write the function that answers this. It gets the errors of the rows of a test, the labels `faulty` (True or False
# for each row), the threshold, and the share of faulty rows in service (0.01 above). It rings where an error is above
# the threshold.

# %% nbgrader={"schema_version": 3, "grade_id": "precision-in-service", "grade": false, "solution": true, "locked": false, "task": false}
def precision_in_service(errors, faulty, threshold, share):
    """Precision, one number between 0 and 1, where this share of the rows is faulty."""
    ### BEGIN SOLUTION
    alarm = errors > threshold
    caught, false = share * alarm[faulty].mean(), (1 - share) * alarm[~faulty].mean()
    return caught / (caught + false)
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "check-precision-in-service", "grade": true, "solution": false, "locked": true, "task": false, "points": 2}
with task("Task 3"):
    # the test above: 80 of 100 faulty rows ring, and 50 of 1,000 normal ones
    errors, faulty = np.repeat([5.0, 1.0, 4.0, 0.5], [80, 20, 50, 950]), np.arange(1100) < 100
    at = {share: precision_in_service(errors, faulty, 2.0, share) for share in (0.01, 0.5)}
    rare = at[0.01]
    assert rare is not None, "your function returns nothing. End it with `return` and the number."
    assert np.ndim(rare) == 0, f"return one number. Yours has shape {np.shape(rare)}."
    assert not np.isclose(rare, 80 / 130, rtol=0.01), (
        f"{rare:.3f} is the precision in the test. How many of 10,000 rows are faulty in service, and how many of "
        "those ring? And of the others?")
    assert not np.isclose(rare, 0.8, rtol=0.01), (
        "0.8 is recall: the share of the faulty rows that ring. What share of the ringing rows is faulty?")
    assert not np.isclose(rare, 1 - 0.1391, rtol=0.01), (
        f"{rare:.3f} is the share of alarms that are *false*. Faulty rows are the positive class.")
    assert not np.isclose(rare, 0.9994, atol=5e-4), (
        f"{rare:.4f} would be right if 99 rows in 100 were faulty. `share` is the share of faulty rows.")
    assert not np.isclose(rare, [80 / 13000, 80 / 130 * 0.11], rtol=0.01).any(), (
        f"{rare:.4f}: the test's precision multiplied by something. When faults get rarer, real alarms get fewer, and "
        "false ones do not. Count both anew.")
    assert not np.isclose(rare, [0.008 / (0.008 + 0.99 * 50 / 130), 0.8 / (0.8 + 0.99 * 50)], rtol=0.01).any(), (
        f"{rare:.4f}: recall is a share of the faulty rows, 80 of 100, and the false-alarm rate one of the *normal* "
        "rows, 50 of 1,000. Are yours?")
    assert not np.isclose(rare, 0.002 / (0.002 + 0.99 * 0.95), rtol=0.01), \
        "a row rings when its error is *above* the threshold."
    assert not np.isclose(at[0.5], 0.4 / 0.45, rtol=0.01), (
        f"where half of the rows are faulty, precision is 0.941, and yours {at[0.5]:.3f}. Of how many rows do you "
        "take the false alarms? Not all of them are normal.")
    assert np.isclose(rare, 0.1391, rtol=0.01), f"the alarms of which 14 in 100 are real: you say {rare:.4f}."
    assert np.isclose(at[0.5], 0.9412, rtol=0.01), f"where half of the rows are faulty, it is 0.941, not {at[0.5]:.3f}."
    again = np.where(faulty, 1, 7)
    assert np.isclose(precision_in_service(errors.repeat(again), faulty.repeat(again), 2.0, 0.01), rare, rtol=0.01), (
        "put every normal row into the test seven times, and your answer moves. The two rates do not: use them.")
    parts = pump_errors["Autoencoder"]
    together, threshold = np.concatenate([parts["new normal"], parts["faulty"]]), np.quantile(parts["held-out"], 0.95)
    for share in (0.25, 0.05, 0.005):
        real = precision_in_service(together, np.arange(1200) >= 900, threshold, share)
        print(f"The pump, {share:.1%} of the hours faulty: {real:.0%} of the autoencoder's alarms are real.")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(4)
    errors, faulty = rng.exponential(1, 600), rng.random(600) < 0.2
    errors[faulty] *= 3
    for threshold, share in [(2.0, 0.3), (1.0, 0.02), (0.1, 0.9), (0.5, 1.0), (0.5, 0.0)]:
        weights = np.where(faulty, share / faulty.sum(), (1 - share) / (~faulty).sum())
        wanted = weights[faulty & (errors > threshold)].sum() / weights[errors > threshold].sum()
        found = precision_in_service(errors, faulty, threshold, share)
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
# One sensor gets most of the blame. The second column says why: three straight axes cannot follow it, fault or no
# fault. So do as the lesson did, and divide: how many times as large as *usual* is the error of each sensor? Its
# usual error is its mean squared error over the held-out normal rows. Write `suspects`, which returns the two names
# with the highest such ratio, the highest first.
#
# For example, three sensors with usual errors 0.5, 0.1, 0.2, and a row with squared errors 0.6, 0.5, 0.4. The ratios
# are 1.2, 5 and 2, so the second sensor is named first, then the third.

# %% nbgrader={"schema_version": 3, "grade_id": "suspects", "grade": false, "solution": true, "locked": false, "task": false}
def suspects(squares_held_out, squares, names):
    """Names of the two sensors whose errors are the most unusual, the most unusual one first.

    squares_held_out: squared errors of n held-out normal rows, shape (n, d)
    squares:          squared errors of the one row that rang, shape (d,)
    names:            array of d names
    """
    ### BEGIN SOLUTION
    ratio = squares / squares_held_out.mean(axis=0)
    return names[np.argsort(-ratio)[:2]]
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "check-suspects", "grade": true, "solution": false, "locked": true, "task": false, "points": 2}
with task("Task 4"):
    names = np.array(["flow", "power", "torque", "vibration", "noise"])
    held = np.array([[1.01, 0.0, 0.00, 7.0, 0.001], [0.99, 0.2, 0.10, 1.0, 0.001],
                     [1.01, 0.1, 0.07, 6.0, 0.001], [0.99, 0.1, 0.03, 2.0, 1.997]])     # means: 1, 0.1, 0.05, 4, 0.5
    found = suspects(held, np.array([2.0, 0.5, 0.4, 6.0, 0.3]), names)
    assert found is not None, "your function returns nothing. End it with `return` and the two names."
    assert np.shape(found) == (2,), f"return two names. Yours has shape {np.shape(found)}."
    found = [str(name) for name in found]
    assert set(found) <= set(names), f"return names, such as 'flow'. You return {', '.join(found)}."
    assert found != ["vibration", "flow"], (
        "you name the two largest errors. Vibration has an error of 6 here, but 4 is usual for it: 1.5 times. Is the "
        "usual error one for each sensor, a mean down its column?")
    assert found != ["noise", "vibration"], \
        "you name the two that are the *least* unusual. Which way does the sort go?"
    assert found != ["power", "torque"], \
        "the right two, but the most unusual one comes first: torque, 8 times its usual error."
    assert "noise" not in found, (
        "noise is usually calm and sometimes loud: a mean of 0.5, so 0.3 is not unusual for it. Take the mean over the "
        "held-out rows, not a median or a single row.")
    assert "flow" not in found, (
        "flow has twice its usual error, torque 8 times. Divide by the usual error itself, not by how much it varies.")
    assert found == ["torque", "power"], f"the ratios are 2, 5, 8, 1.5 and 0.6. You name {found[0]} and {found[1]}."
    table, usual_hours = pump_squares["PCA"], pump_squares["PCA"][pump_rows["held-out"]]
    hits = [suspects(usual_hours, table[hour], sensor_names)[0] == culprit
            for hour, culprit in zip(pump_rows["faulty"], sensors_at_fault, strict=True)]
    print(f"PCA's first suspect is the faulty sensor in {np.mean(hits):.0%} of the faults. By the largest plain error "
          f"it was {np.mean(named == sensors_at_fault):.0%}.")
    ### BEGIN HIDDEN TESTS
    for name, table in pump_squares.items():
        usual, shuffled = table[pump_rows["held-out"]][:500], np.random.default_rng(1).permutation(12)[:9]
        for hour in pump_rows["faulty"][::7]:
            times = (table[hour] / usual.mean(axis=0))[shuffled]
            order = np.argsort(times)
            nine = sensor_names[shuffled]
            found = [str(name) for name in suspects(usual[:, shuffled], table[hour][shuffled], nine)]
            wanted = [str(nine[order[-1]]), str(nine[order[-2]])]
            assert found == wanted, (
                f"another row and other sensors: {wanted[0]} ({times[order[-1]]:.1f} times its usual error) and "
                f"{wanted[1]} ({times[order[-2]]:.1f} times), not {found[0]} and {found[1]}.")
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 5. Where do you set the alarm? (2 points, written)
#
# In service one hour in 200 is faulty. A false alarm costs 50 €: somebody goes and looks. A fault that does not ring
# costs 2,000 €. So 1,000 hours, of which 5 are faulty, cost
#
# `5 × (1 − recall) × 2,000 € + 995 × false-alarm rate × 50 €`.
#
# An alarm that never rings costs 10,000 €. Each row of the table has its threshold from held-out normal hours, at the
# promised false-alarm rate. The other columns are measured on new normal hours and on the faulty ones.

# %% nbgrader={"schema_version": 3, "grade_id": "figure", "grade": false, "solution": false, "locked": true, "task": false}
promised = [0.5, 1, 2, 5, 10, 20]                                                       # per cent
lines = {}
for name, parts in pump_errors.items():
    for percent in promised:
        threshold = np.quantile(parts["held-out"], 1 - percent / 100)
        recall, alarms = np.mean(parts["faulty"] > threshold), np.mean(parts["new normal"] > threshold)
        lines[name, percent] = {"threshold": threshold, "false-alarm rate": alarms, "recall": recall,
                                "cost of 1,000 hours, €": 5 * (1 - recall) * 2000 + 995 * alarms * 50}
table = pd.DataFrame(lines).T.rename_axis(["detector", "promised, %"])
costs = {name: table["cost of 1,000 hours, €"][name].to_numpy() for name in pump_errors}
fig = plots.curve_by_size(promised, costs | {"never ring": np.full(6, 10_000)},
                          xlabel="promised false-alarm rate (%)", ylabel="cost of 1,000 hours (€)")
fig.axes[0].set_yscale("linear")
plots.show(fig, alt="Cost of 1,000 hours by promised rate, lowest: never ring 10,000 €; " + "; ".join(
    f"{name} {cost.min():,.0f} € at {promised[cost.argmin()]} %" for name, cost in costs.items()))
assert costs["Autoencoder"].min() < 7000 < 9000 < costs["PCA"].min() and costs["Autoencoder"].argmin() in (3, 4)
table.round({"threshold": 3, "false-alarm rate": 3, "recall": 2, "cost of 1,000 hours, €": 0}).astype(
    {"cost of 1,000 hours, €": int})

# %% [markdown]
# Answer in six sentences, two for each.
#
# - **a.** Which detector do you take, at which promised rate? Give its cost, that of the other detector at its best,
#   and that of never ringing. About how many false alarms come with each real one, and why is it still worth it?
# - **b.** Next year one hour in 1,000 is faulty. What stays in the row that you chose, what moves? Work out the new
#   cost of that row and of the autoencoder's first row (0.5 %), put them beside never ringing (now 2,000 €), decide.
# - **c.** The thresholds come from held-out normal hours. But you chose among them by the labels of the faults. What
#   does that do to the cost you quoted in a, and what would you measure before you promise it to anybody?

# %% [markdown] nbgrader={"schema_version": 3, "grade_id": "reading-cost", "grade": true, "solution": true, "locked": false, "task": false, "points": 2}
# ### BEGIN SOLUTION
# **a** (1 point). The autoencoder at 10 %: about 5,200 €, against 9,600 € for PCA at its best (1 %) and 10,000 € for
# never ringing. In 1,000 hours 5 × 0.96 faults and 995 × 0.096 normal hours ring, so about 20 false alarms come with
# each real one; but they cost 1,000 €, and the fault would have cost 2,000 €. *Half a point for the choice with the
# three costs (5 %, with its 5,800 € and 15 false alarms, is as good, if a reason is given for fewer alarms), half for
# setting the price of the false alarms against that of the fault.*
#
# **b** (half a point). Threshold, false-alarm rate and recall stay, since each looks at one class only. Precision and
# cost move: the chosen row now costs 1 × 0.04 × 2,000 € + 999 × 0.096 × 50 €, about 4,900 €, far more than never
# ringing, and the 0.5 % row about 1,960 €. So raise the threshold to that row, or switch the alarm off: 40 € is no
# gain to speak of, for its false-alarm rate was counted on 7 hours. *A quarter for what stays and what moves, a
# quarter for both costs (within 5 %) and a decision that follows from them.*
#
# **c** (half a point). The lowest of twelve costs is lowest partly by luck, so it is quoted too low. Choose by one half
# of the labelled hours, and measure the cost of that one row on the other half, with an interval. *A quarter for "too
# low" or "too good", a quarter for rows that took no part in the choice. "New faults may be of other kinds, so let
# time pass and count" is as good for the second.*
# ### END SOLUTION
