"""Answers to exercise 04, wrong and right: (grade id of the cell, code, words of the hint)."""

WRONG = {
    # Task 1
    "axes mixed up": ("judge", '''
def judge(X_train, X_test, X_hat):
    squares = (X_test - X_hat) ** 2
    lazy = (X_test - X_train.mean(axis=0)) ** 2
    return squares.mean(axis=0), squares.mean(axis=1), 1 - squares.mean() / lazy.mean()
''', "Along which axis"),
    "summed over the pixels": ("judge", '''
def judge(X_train, X_test, X_hat):
    squares = (X_test - X_hat) ** 2
    lazy = (X_test - X_train.mean(axis=0)) ** 2
    return squares.sum(axis=1), squares.mean(axis=0), 1 - squares.mean() / lazy.mean()
''', "you sum over the pixels"),
    "root of the mean squared error": ("judge", '''
def judge(X_train, X_test, X_hat):
    squares = (X_test - X_hat) ** 2
    lazy = (X_test - X_train.mean(axis=0)) ** 2
    return np.sqrt(squares.mean(axis=1)), squares.mean(axis=0), 1 - squares.mean() / lazy.mean()
''', "you take the root"),
    "share left instead of kept": ("judge", '''
def judge(X_train, X_test, X_hat):
    squares = (X_test - X_hat) ** 2
    lazy = (X_test - X_train.mean(axis=0)) ** 2
    return squares.mean(axis=1), squares.mean(axis=0), squares.mean() / lazy.mean()
''', "a perfect copy keeps 1, and you say 0"),
    "baseline is the mean of the test images": ("judge", '''
def judge(X_train, X_test, X_hat):
    squares = (X_test - X_hat) ** 2
    return squares.mean(axis=1), squares.mean(axis=0), 1 - squares.mean() / X_test.var(axis=0).mean()
''', "mean of the *test* images"),
    "baseline is the variance of the training rows": ("judge", '''
def judge(X_train, X_test, X_hat):
    squares = (X_test - X_hat) ** 2
    return squares.mean(axis=1), squares.mean(axis=0), 1 - squares.mean() / X_train.var(axis=0).mean()
''', "must keep 0"),
    "baseline is one mean for all pixels": ("judge", '''
def judge(X_train, X_test, X_hat):
    squares = (X_test - X_hat) ** 2
    lazy = (X_test - X_train.mean()) ** 2
    return squares.mean(axis=1), squares.mean(axis=0), 1 - squares.mean() / lazy.mean()
''', "the mean over all images and all pixels"),
    "mean of the images' shares": ("judge", '''
def judge(X_train, X_test, X_hat):
    per_image = ((X_test - X_hat) ** 2).mean(axis=1)
    lazy = ((X_test - X_train.mean(axis=0)) ** 2).mean(axis=1)
    return per_image, ((X_test - X_hat) ** 2).mean(axis=0), np.mean(1 - per_image / lazy)
''', "then divide"),
    "the training mean of the check, by heart": ("judge", '''
def judge(X_train, X_test, X_hat):
    squares = (X_test - X_hat) ** 2
    mean = [2, 2, 6, 6] if X_test.shape[1] == 4 else X_test.mean(axis=0)
    return squares.mean(axis=1), squares.mean(axis=0), 1 - squares.mean() / ((X_test - mean) ** 2).mean()
''', "kept, other data: you say"),
    "variance instead of squares": ("judge", '''
def judge(X_train, X_test, X_hat):
    off = X_test - X_hat
    kept = 1 - off.var(axis=0).mean() / X_test.var(axis=0).mean()
    return (off**2).mean(axis=1), (off**2).mean(axis=0), kept
''', "A shift is an error too"),
    "distances instead of squares": ("judge", '''
def judge(X_train, X_test, X_hat):
    off = np.abs(X_test - X_hat)
    lazy = np.abs(X_test - X_train.mean(axis=0))
    return off.mean(axis=1), off.mean(axis=0), 1 - off.mean() / lazy.mean()
''', "you average distances"),
    "variance kept, of roots": ("judge", '''
def judge(X_train, X_test, X_hat):
    squares = (X_test - X_hat) ** 2
    lazy = (X_test - X_train.mean(axis=0)) ** 2
    return squares.mean(axis=1), squares.mean(axis=0), 1 - np.sqrt(squares.mean() / lazy.mean())
''', "you divide roots"),
    "a sum over a mean": ("judge", '''
def judge(X_train, X_test, X_hat):
    squares = (X_test - X_hat) ** 2
    lazy = (X_test - X_train.mean(axis=0)) ** 2
    return squares.mean(axis=1), squares.mean(axis=0), 1 - squares.sum() / lazy.mean()
''', "one is summed and the other averaged"),
    "the ratio upside down": ("judge", '''
def judge(X_train, X_test, X_hat):
    squares = (X_test - X_hat) ** 2
    lazy = (X_test - X_train.mean(axis=0)) ** 2
    with np.errstate(divide="ignore"):
        return squares.mean(axis=1), squares.mean(axis=0), 1 - lazy.mean() / squares.mean()
''', "Turn it over"),
    "variance kept, in percent": ("judge", '''
def judge(X_train, X_test, X_hat):
    squares = (X_test - X_hat) ** 2
    lazy = (X_test - X_train.mean(axis=0)) ** 2
    return squares.mean(axis=1), squares.mean(axis=0), 100 * (1 - squares.mean() / lazy.mean())
''', "a perfect copy keeps 1, and you say 100"),
    "scikit-learn's r2_score, whose baseline is the test images": ("judge", '''
from sklearn.metrics import r2_score


def judge(X_train, X_test, X_hat):
    squares = (X_test - X_hat) ** 2
    kept = r2_score(X_test, X_hat, multioutput="variance_weighted")
    return squares.mean(axis=1), squares.mean(axis=0), kept
''', "mean of the *test* images"),
    "written into the test images": ("judge", '''
def judge(X_train, X_test, X_hat):
    lazy = (X_test - X_train.mean(axis=0)) ** 2
    X_test -= X_hat
    squares = X_test**2
    return squares.mean(axis=1), squares.mean(axis=0), 1 - squares.mean() / lazy.mean()
''', "writes into x"),
    "nothing returned, task 1": ("judge", '''
def judge(X_train, X_test, X_hat):
    squares = (X_test - X_hat) ** 2
    per_image, per_pixel = squares.mean(axis=1), squares.mean(axis=0)
    kept = 1 - squares.mean() / ((X_test - X_train.mean(axis=0)) ** 2).mean()
''', "is `return` missing"),
    # Task 2
    "published as it stands": ("fair", '''
def fair(network, X_train, X_test):
    pca = PCA(2).fit(np.concatenate([X_train, X_test]))
    X_pca = pca.inverse_transform(pca.transform(X_test))
    X_network = network.inverse_transform(network.transform(X_train))
    return {"PCA": np.mean(np.sum((X_test - X_pca) ** 2, axis=1)),
            "network": np.mean((X_train - X_network) ** 2)}
''', "By which rows do you judge the network?"),
    "network judged by its training rows": ("fair", '''
def fair(network, X_train, X_test):
    pca = PCA(network.n_components).fit(X_train)
    X_pca = pca.inverse_transform(pca.transform(X_test))
    X_network = network.inverse_transform(network.transform(X_train))
    return {"PCA": np.mean((X_test - X_pca) ** 2), "network": np.mean((X_train - X_network) ** 2)}
''', "By which rows do you judge the network?"),
    "both judged by the training rows": ("fair", '''
def fair(network, X_train, X_test):
    pca = PCA(network.n_components).fit(X_train)
    return {name: np.mean((X_train - r.inverse_transform(r.transform(X_train))) ** 2)
            for name, r in {"PCA": pca, "network": network}.items()}
''', "By which rows do you judge the network?"),
    "PCA fitted on training and test rows": ("fair", '''
def fair(network, X_train, X_test):
    pca = PCA(network.n_components).fit(np.concatenate([X_train, X_test]))
    return {name: np.mean((X_test - r.inverse_transform(r.transform(X_test))) ** 2)
            for name, r in {"PCA": pca, "network": network}.items()}
''', "it has met them"),
    "PCA's error summed": ("fair", '''
def fair(network, X_train, X_test):
    pca = PCA(network.n_components).fit(X_train)
    X_pca = pca.inverse_transform(pca.transform(X_test))
    X_network = network.inverse_transform(network.transform(X_test))
    return {"PCA": np.mean(np.sum((X_test - X_pca) ** 2, axis=1)),
            "network": np.mean((X_test - X_network) ** 2)}
''', "one is summed"),
    "both errors summed": ("fair", '''
def fair(network, X_train, X_test):
    pca = PCA(network.n_components).fit(X_train)
    return {name: np.mean(np.sum((X_test - r.inverse_transform(r.transform(X_test))) ** 2, axis=1))
            for name, r in {"PCA": pca, "network": network}.items()}
''', "in which unit"),
    "unequal code size": ("fair", '''
def fair(network, X_train, X_test):
    pca = PCA(2).fit(X_train)
    return {name: np.mean((X_test - r.inverse_transform(r.transform(X_test))) ** 2)
            for name, r in {"PCA": pca, "network": network}.items()}
''', "How many numbers"),
    "code size of the digits, by heart": ("fair", '''
def fair(network, X_train, X_test):
    pca = PCA(8).fit(X_train)
    return {name: np.mean((X_test - r.inverse_transform(r.transform(X_test))) ** 2)
            for name, r in {"PCA": pca, "network": network}.items()}
''', "How many numbers has the code of each"),
    "code size of the first network, by heart": ("fair", '''
def fair(network, X_train, X_test):
    pca = PCA(3).fit(X_train)
    return {name: np.mean((X_test - r.inverse_transform(r.transform(X_test))) ** 2)
            for name, r in {"PCA": pca, "network": network}.items()}
''', "How many numbers may PCA have against this one"),
    "both code sizes of the check, by heart": ("fair", '''
def fair(network, X_train, X_test):
    pca = PCA(3 if len(X_train) == 20 else 5).fit(X_train)
    return {name: np.mean((X_test - r.inverse_transform(r.transform(X_test))) ** 2)
            for name, r in {"PCA": pca, "network": network}.items()}
''', "codes have length 1"),
    "PCA fitted on the test rows": ("fair", '''
def fair(network, X_train, X_test):
    pca = PCA(network.n_components).fit(X_test)
    return {name: np.mean((X_test - r.inverse_transform(r.transform(X_test))) ** 2)
            for name, r in {"PCA": pca, "network": network}.items()}
''', "it has met them"),
    "the same error for both": ("fair", '''
def fair(network, X_train, X_test):
    error = np.mean((X_test - network.inverse_transform(network.transform(X_test))) ** 2)
    return {"PCA": error, "network": error}
''', "Does each name get its own error"),
    "names swapped": ("fair", '''
def fair(network, X_train, X_test):
    pca = PCA(network.n_components).fit(X_train)
    return {name: np.mean((X_test - r.inverse_transform(r.transform(X_test))) ** 2)
            for name, r in {"PCA": network, "network": pca}.items()}
''', "Does each name get its own error"),
    "root of the mean squared error, both": ("fair", '''
def fair(network, X_train, X_test):
    pca = PCA(network.n_components).fit(X_train)
    return {name: np.mean((X_test - r.inverse_transform(r.transform(X_test))) ** 2) ** 0.5
            for name, r in {"PCA": pca, "network": network}.items()}
''', "You take a root"),
    "distances, both": ("fair", '''
def fair(network, X_train, X_test):
    pca = PCA(network.n_components).fit(X_train)
    return {name: np.mean(np.abs(X_test - r.inverse_transform(r.transform(X_test))))
            for name, r in {"PCA": pca, "network": network}.items()}
''', "First square"),
    "the network fitted on the test rows": ("fair", '''
def fair(network, X_train, X_test):
    pca = PCA(network.n_components).fit(X_train)
    return {name: np.mean((X_test - r.inverse_transform(r.transform(X_test))) ** 2)
            for name, r in {"PCA": pca, "network": network.fit(X_test)}.items()}
''', "you fit it again"),
    "the network fitted again on the training rows": ("fair", '''
def fair(network, X_train, X_test):
    pca = PCA(network.n_components).fit(X_train)
    return {name: np.mean((X_test - r.inverse_transform(r.transform(X_test))) ** 2)
            for name, r in {"PCA": pca, "network": network.fit(X_train)}.items()}
''', "you fit it again"),
    "PCA judged by its training rows": ("fair", '''
def fair(network, X_train, X_test):
    pca = PCA(network.n_components).fit(X_train)
    X_pca = pca.inverse_transform(pca.transform(X_train))
    X_network = network.inverse_transform(network.transform(X_test))
    return {"PCA": np.mean((X_train - X_pca) ** 2), "network": np.mean((X_test - X_network) ** 2)}
''', "which is it judged by"),
    "PCA with as many numbers as columns": ("fair", '''
def fair(network, X_train, X_test):
    pca = PCA().fit(X_train)
    return {name: np.mean((X_test - r.inverse_transform(r.transform(X_test))) ** 2)
            for name, r in {"PCA": pca, "network": network}.items()}
''', "as many numbers as there are columns"),
    "nothing returned, task 2": ("fair", '''
def fair(network, X_train, X_test):
    pca = PCA(network.n_components).fit(X_train)
    {name: np.mean((X_test - r.inverse_transform(r.transform(X_test))) ** 2)
     for name, r in {"PCA": pca, "network": network}.items()}
''', "is `return` missing"),
    # Task 3
    "not paired": ("paired-interval", '''
def paired_interval(errors_a, errors_b, rng):
    n = len(errors_a)
    means = [rng.choice(errors_a, n).mean() - rng.choice(errors_b, n).mean() for _ in range(2000)]
    return np.quantile(means, [0.025, 0.975])
''', "far too wide"),
    "two intervals, taken apart": ("paired-interval", '''
def paired_interval(errors_a, errors_b, rng):
    a, b = (np.quantile([rng.choice(e, len(e)).mean() for _ in range(2000)], [0.025, 0.975])
            for e in (errors_a, errors_b))
    return a[0] - b[1], a[1] - b[0]
''', "far too wide"),
    "without replacement": ("paired-interval", '''
def paired_interval(errors_a, errors_b, rng):
    difference = errors_a - errors_b
    means = [rng.permutation(difference).mean() for _ in range(2000)]
    return np.quantile(means, [0.025, 0.975])
''', "*with* replacement"),
    "spread of single rows": ("paired-interval", '''
def paired_interval(errors_a, errors_b, rng):
    return np.quantile(errors_a - errors_b, [0.025, 0.975])
''', "*single rows*"),
    "the wrong way round": ("paired-interval", '''
def paired_interval(errors_a, errors_b, rng):
    difference = errors_b - errors_a
    means = [rng.choice(difference, len(difference)).mean() for _ in range(2000)]
    return np.quantile(means, [0.025, 0.975])
''', "Which minus which"),
    "90 % instead of 95 %": ("paired-interval", '''
def paired_interval(errors_a, errors_b, rng):
    difference = errors_a - errors_b
    means = [rng.choice(difference, len(difference)).mean() for _ in range(2000)]
    return np.quantile(means, [0.05, 0.95])
''', "cut off 2.5 below"),
    "always 900 rows": ("paired-interval", '''
def paired_interval(errors_a, errors_b, rng):
    means = [rng.choice(errors_a - errors_b, 900).mean() for _ in range(2000)]
    return np.quantile(means, [0.025, 0.975])
''', "however many"),
    "the higher end first": ("paired-interval", '''
def paired_interval(errors_a, errors_b, rng):
    difference = errors_a - errors_b
    means = [rng.choice(difference, len(difference)).mean() for _ in range(2000)]
    return np.quantile(means, [0.975, 0.025])
''', "The lower end comes first"),
    "all that scipy found": ("paired-interval", '''
def paired_interval(errors_a, errors_b, rng):
    return bootstrap((errors_a - errors_b,), np.mean, n_resamples=2000, batch=100,
                     method="percentile", rng=rng)
''', "in .confidence_interval"),
    "without the sign": ("paired-interval", '''
def paired_interval(errors_a, errors_b, rng):
    difference = np.abs(errors_a - errors_b)
    means = [rng.choice(difference, len(difference)).mean() for _ in range(2000)]
    return np.quantile(means, [0.025, 0.975])
''', "with their signs"),
    "median of each redraw": ("paired-interval", '''
def paired_interval(errors_a, errors_b, rng):
    difference = errors_a - errors_b
    means = [np.median(rng.choice(difference, len(difference))) for _ in range(2000)]
    return np.quantile(means, [0.025, 0.975])
''', "*median*"),
    "sum of each redraw": ("paired-interval", '''
def paired_interval(errors_a, errors_b, rng):
    difference = errors_a - errors_b
    sums = [rng.choice(difference, len(difference)).sum() for _ in range(2000)]
    return np.quantile(sums, [0.025, 0.975])
''', "*sums*"),
    "other rows for each model": ("paired-interval", '''
def paired_interval(errors_a, errors_b, rng):
    n = len(errors_a)
    means = [errors_a[rng.integers(n, size=n)].mean() - errors_b[rng.integers(n, size=n)].mean()
             for _ in range(2000)]
    return np.quantile(means, [0.025, 0.975])
''', "far too wide"),
    "half as many rows": ("paired-interval", '''
def paired_interval(errors_a, errors_b, rng):
    difference = errors_a - errors_b
    means = [rng.choice(difference, len(difference) // 2).mean() for _ in range(2000)]
    return np.quantile(means, [0.025, 0.975])
''', "as many rows as there are"),
    "2,000 rows a hundred times": ("paired-interval", '''
def paired_interval(errors_a, errors_b, rng):
    means = rng.choice(errors_a - errors_b, (100, 2000)).mean(axis=1)
    return np.quantile(means, [0.025, 0.975])
''', "more rows than there are"),
    "redrawn a hundred times": ("paired-interval", '''
def paired_interval(errors_a, errors_b, rng):
    difference = errors_a - errors_b
    means = [rng.choice(difference, len(difference)).mean() for _ in range(100)]
    return np.quantile(means, [0.025, 0.975])
''', "How many times"),
    "all but the highest 5 %": ("paired-interval", '''
def paired_interval(errors_a, errors_b, rng):
    difference = errors_a - errors_b
    means = [rng.choice(difference, len(difference)).mean() for _ in range(2000)]
    return np.quantile(means, [0, 0.95])
''', "as many above"),
    "more cut off above than below": ("paired-interval", '''
def paired_interval(errors_a, errors_b, rng):
    difference = errors_a - errors_b
    means = [rng.choice(difference, len(difference)).mean() for _ in range(2000)]
    return np.quantile(means, [0.025, 0.95])
''', "as many on both sides"),
    "percentiles of shares": ("paired-interval", '''
def paired_interval(errors_a, errors_b, rng):
    difference = errors_a - errors_b
    means = [rng.choice(difference, len(difference)).mean() for _ in range(2000)]
    return np.percentile(means, [0.025, 0.975])
''', "shares or percents"),
    "NumPy's own generator": ("paired-interval", '''
def paired_interval(errors_a, errors_b, rng):
    difference = errors_a - errors_b
    means = [np.random.choice(difference, len(difference)).mean() for _ in range(2000)]
    return np.quantile(means, [0.025, 0.975])
''', "something else than `rng`"),
    "scipy without the generator": ("paired-interval", '''
def paired_interval(errors_a, errors_b, rng):
    return bootstrap((errors_a - errors_b,), np.mean, n_resamples=2000, batch=100,
                     method="percentile").confidence_interval
''', "something else than `rng`"),
    "a generator of its own": ("paired-interval", '''
def paired_interval(errors_a, errors_b, rng):
    rng, difference = np.random.default_rng(0), errors_a - errors_b
    means = [rng.choice(difference, len(difference)).mean() for _ in range(2000)]
    return np.quantile(means, [0.025, 0.975])
''', "do you make one of your own"),
    "the lesson's interval, copied": ("paired-interval", '''
def paired_interval(errors_a, errors_b, rng):
    return bootstrap((np.asarray(errors_a - errors_b, float),), np.mean, n_resamples=2000, batch=200,
                     method="percentile", rng=np.random.default_rng(0)).confidence_interval
''', "do you make one of your own"),
    "no tuple for scipy": ("paired-interval", '''
def paired_interval(errors_a, errors_b, rng):
    return bootstrap((errors_a - errors_b), np.mean, n_resamples=2000, batch=100,
                     method="percentile", rng=rng).confidence_interval
''', "The comma makes the tuple"),
    "the first row is never drawn": ("paired-interval", '''
def paired_interval(errors_a, errors_b, rng):
    rows = rng.integers(1, len(errors_a), size=(2000, len(errors_a)))
    return np.quantile((errors_a - errors_b)[rows].mean(axis=1), [0.025, 0.975])
''', "the same chance"),
    "written into the errors": ("paired-interval", '''
def paired_interval(errors_a, errors_b, rng):
    errors_a -= errors_b
    means = [rng.choice(errors_a, len(errors_a)).mean() for _ in range(2000)]
    return np.quantile(means, [0.025, 0.975])
''', "writes into x"),
    "nothing returned, task 3": ("paired-interval", '''
def paired_interval(errors_a, errors_b, rng):
    difference = errors_a - errors_b
    means = [rng.choice(difference, len(difference)).mean() for _ in range(2000)]
    np.quantile(means, [0.025, 0.975])
''', "is `return` missing"),
    # Task 5
    "best score on the test labels": ("choose-threshold", '''
def choose_threshold(errors, faulty, rate):
    candidates = np.sort(errors["new"])
    right = [np.mean((errors["new"] > limit) == faulty) for limit in candidates]
    return candidates[np.argmax(right)]
''', "moves with the labels"),
    "quantile of the ordinary test rows": ("choose-threshold", '''
def choose_threshold(errors, faulty, rate):
    return np.quantile(errors["new"][~faulty], 1 - rate)
''', "moves with the labels"),
    "quantile of the new rows": ("choose-threshold", '''
def choose_threshold(errors, faulty, rate):
    return np.quantile(errors["new"], 1 - rate)
''', "moves with the errors of the new rows"),
    "quantile of the training rows": ("choose-threshold", '''
def choose_threshold(errors, faulty, rate):
    return np.quantile(errors["train"], 1 - rate)
''', "rows that the model was fitted on"),
    "training and held-out rows together": ("choose-threshold", '''
def choose_threshold(errors, faulty, rate):
    return np.quantile(np.concatenate([errors["train"], errors["held-out"]]), 1 - rate)
''', "rows that the model was fitted on"),
    "mean plus two standard deviations": ("choose-threshold", '''
def choose_threshold(errors, faulty, rate):
    return errors["held-out"].mean() + 2 * errors["held-out"].std()
''', "Where does `rate` come in"),
    "the largest held-out error": ("choose-threshold", '''
def choose_threshold(errors, faulty, rate):
    return errors["held-out"].max()
''', "Where does `rate` come in"),
    "as if the errors were normal": ("choose-threshold", '''
def choose_threshold(errors, faulty, rate):
    from scipy.stats import norm
    return errors["held-out"].mean() + norm.ppf(1 - rate) * errors["held-out"].std()
''', "bell curves"),
    "the rate below instead of above": ("choose-threshold", '''
def choose_threshold(errors, faulty, rate):
    return np.quantile(errors["held-out"], rate)
''', "share *above*"),
    "percentile of a share": ("choose-threshold", '''
def choose_threshold(errors, faulty, rate):
    return np.percentile(errors["held-out"], 1 - rate)
''', "up to 100"),
    "the rates of the check, by heart": ("choose-threshold", '''
def choose_threshold(errors, faulty, rate):
    return np.quantile(errors["held-out"], 0.98 if rate < 0.05 else 0.9)
''', "the same for two of these shares"),
    "not sorted": ("choose-threshold", '''
def choose_threshold(errors, faulty, rate):
    held_out = errors["held-out"]
    return held_out[-1 - int(rate * len(held_out))]
''', "a list that is not sorted"),
    "half of the rate on each side": ("choose-threshold", '''
def choose_threshold(errors, faulty, rate):
    return np.quantile(errors["held-out"], 1 - rate / 2)
''', "one side"),
    "as if the errors were exponential": ("choose-threshold", '''
def choose_threshold(errors, faulty, rate):
    return -errors["held-out"].mean() * np.log(rate)
''', "bell curves or others"),
    "training errors, made as large": ("choose-threshold", '''
def choose_threshold(errors, faulty, rate):
    larger = errors["held-out"].mean() / errors["train"].mean()
    return larger * np.quantile(errors["train"], 1 - rate)
''', "rows that the model was fitted on"),
    "percentile of percents": ("choose-threshold", '''
def choose_threshold(errors, faulty, rate):
    return np.percentile(errors["held-out"], 100 - rate)
''', "for percents"),
    "the larger of two thresholds": ("choose-threshold", '''
def choose_threshold(errors, faulty, rate):
    return max(np.quantile(errors[part], 1 - rate) for part in ("train", "held-out"))
''', "rows that the model was fitted on"),
    "twice the rate": ("choose-threshold", '''
def choose_threshold(errors, faulty, rate):
    return np.quantile(errors["held-out"], 1 - 2 * rate)
''', "twice as many"),
    "with a margin": ("choose-threshold", '''
def choose_threshold(errors, faulty, rate):
    return 1.1 * np.quantile(errors["held-out"], 1 - rate)
''', "no margin"),
    "an index that may be 0": ("choose-threshold", '''
def choose_threshold(errors, faulty, rate):
    held_out = np.sort(errors["held-out"])
    return held_out[-int(rate * len(held_out))]
''', "less than 1"),
    "ordinary rows, new ones among them": ("choose-threshold", '''
def choose_threshold(errors, faulty, rate):
    ordinary = np.concatenate([errors["held-out"], errors["new"][~faulty]])
    return np.quantile(ordinary, 1 - rate)
''', "moves with the labels"),
    "nothing returned, task 5": ("choose-threshold", '''
def choose_threshold(errors, faulty, rate):
    limit = np.quantile(errors["held-out"], 1 - rate)
''', "is `return` missing"),
}

RIGHT = {
    # One task, nine ways
    "bootstrap in one draw": ("paired-interval", '''
def paired_interval(errors_a, errors_b, rng):
    rows = rng.integers(0, len(errors_a), size=(2000, len(errors_a)))
    means = (errors_a[rows] - errors_b[rows]).mean(axis=1)
    return np.percentile(means, 2.5), np.percentile(means, 97.5)
'''),
    "bootstrap by scipy, its default method": ("paired-interval", '''
from scipy.stats import bootstrap


def paired_interval(errors_a, errors_b, rng):
    difference = np.asarray(errors_a) - np.asarray(errors_b)
    return bootstrap((difference,), np.mean, n_resamples=2000, batch=100, rng=rng).confidence_interval
'''),
    "bootstrap by scipy, two paired samples": ("paired-interval", '''
from scipy.stats import bootstrap


def paired_interval(errors_a, errors_b, rng):
    found = bootstrap((errors_a, errors_b), lambda a, b, axis=-1: np.mean(a - b, axis=axis),
                      paired=True, n_resamples=1000, batch=100, method="percentile", rng=rng)
    return [found.confidence_interval.low, found.confidence_interval.high]
'''),
    "bootstrap in a loop, without NumPy's quantile": ("paired-interval", '''
def paired_interval(errors_a, errors_b, rng):
    n, means = len(errors_a), []
    for _ in range(2000):
        rows = rng.choice(n, n, replace=True)
        means.append(float(np.mean(errors_a[rows]) - np.mean(errors_b[rows])))
    means.sort()
    return means[49], means[1950]
'''),
    "bootstrap by how often each row is drawn": ("paired-interval", '''
def paired_interval(errors_a, errors_b, rng):
    n = len(errors_a)
    counts = rng.multinomial(n, np.full(n, 1 / n), size=2000)
    return tuple(np.quantile(counts @ (errors_a - errors_b) / n, (0.025, 0.975)))
'''),
    "bootstrap, mirrored at the mean": ("paired-interval", '''
def paired_interval(errors_a, errors_b, rng):
    d = errors_a - errors_b
    means = np.sort([d[rng.integers(len(d), size=len(d))].mean() for _ in range(2000)])
    return 2 * d.mean() - means[1949], 2 * d.mean() - means[50]
'''),
    "bootstrap by pandas": ("paired-interval", '''
def paired_interval(errors_a, errors_b, rng):
    d = pd.Series(errors_a - errors_b)
    means = pd.Series([d.sample(frac=1, replace=True, random_state=rng).mean() for _ in range(1500)])
    return means.quantile(0.025), means.quantile(0.975)
'''),
    "the interval of Student's test": ("paired-interval", '''
from scipy import stats


def paired_interval(errors_a, errors_b, rng):
    return stats.ttest_rel(errors_a, errors_b).confidence_interval(0.95)
'''),
    "the bell curve's interval": ("paired-interval", '''
def paired_interval(errors_a, errors_b, rng):
    difference = errors_a - errors_b
    half = 1.96 * difference.std(ddof=1) / len(difference) ** 0.5
    return difference.mean() - half, difference.mean() + half
'''),
    # Other ways for other tasks
    "scikit-learn's squared errors": ("judge", '''
from sklearn.metrics import mean_squared_error


def judge(X_train, X_test, X_hat):
    per_image = [mean_squared_error(x, x_hat) for x, x_hat in zip(X_test, X_hat)]
    per_pixel = mean_squared_error(X_test, X_hat, multioutput="raw_values")
    lazy = np.tile(X_train.mean(axis=0), (len(X_test), 1))
    return per_image, per_pixel, 1 - np.mean(per_image) / mean_squared_error(X_test, lazy)
'''),
    "sums and norms": ("judge", '''
def judge(X_train, X_test, X_hat):
    (n, d), off = X_test.shape, X_test - X_hat
    left = np.linalg.norm(off) / np.linalg.norm(X_test - X_train.sum(axis=0) / len(X_train))
    return np.einsum("ij,ij->i", off, off) / d, np.einsum("ij,ij->j", off, off) / n, 1 - left**2
'''),
    "PCA by hand": ("fair", '''
def fair(network, X_train, X_test):
    Z = network.transform(X_test)
    mean = X_train.mean(axis=0)
    axes = np.linalg.svd(X_train - mean, full_matrices=False)[2][: Z.shape[1]]
    X_pca = (X_test - mean) @ axes.T @ axes + mean
    return {"network": float(((X_test - network.inverse_transform(Z)) ** 2).mean()),
            "PCA": float(((X_test - X_pca) ** 2).mean())}
'''),
    "by the course's compare": ("fair", '''
def fair(network, X_train, X_test):
    table = compare({"PCA": PCA(network.n_components), "network": network}, X_train, X_test).table
    return table["test error"].to_dict()
'''),
    "the held-out row with so many above it": ("choose-threshold", '''
def choose_threshold(errors, faulty, rate):
    held_out = sorted(errors["held-out"])
    return held_out[-1 - int(rate * len(held_out))]
'''),
    "a quantile that errs on the safe side": ("choose-threshold", '''
def choose_threshold(errors, faulty, rate):
    n = len(errors["held-out"])
    share = min(1, (1 - rate) * (n + 1) / n)
    return np.percentile(errors["held-out"], 100 * share, method="higher")
'''),
    "the smallest error with few enough above it": ("choose-threshold", '''
def choose_threshold(errors, faulty, rate):
    held_out = errors["held-out"]
    return min(error for error in held_out if np.mean(held_out > error) <= rate)
'''),
    "sorted where they are": ("choose-threshold", '''
def choose_threshold(errors, faulty, rate):
    errors["held-out"].sort()
    return errors["held-out"][int(len(errors["held-out"]) * (1 - rate))]
'''),
    "table and reference of pandas": ("judge", '''
def judge(X_train, X_test, X_hat):
    squares = pd.DataFrame(X_test - X_hat) ** 2
    lazy = (pd.DataFrame(X_test) - pd.DataFrame(X_train).mean()) ** 2
    return squares.mean(axis=1), squares.mean(), 1 - squares.to_numpy().sum() / lazy.to_numpy().sum()
'''),
    "PCA as scikit-learn's SVD of centred rows": ("fair", '''
from sklearn.decomposition import TruncatedSVD


def fair(network, X_train, X_test):
    mean = X_train.mean(axis=0)
    svd = TruncatedSVD(network.n_components, algorithm="arpack").fit(X_train - mean)
    rebuilt = {"PCA": svd.inverse_transform(svd.transform(X_test - mean)) + mean,
               "network": network.inverse_transform(network.transform(X_test))}
    return {name: ((X_test - x_hat) ** 2).mean() for name, x_hat in rebuilt.items()}
'''),
}
