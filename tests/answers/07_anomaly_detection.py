"""Answers to exercise 07, wrong and right: (grade id of the cell, code, words of the hint)."""

WRONG = {
    "normal rows as positive": ("pairs-won", '''
def pairs_won(errors_normal, errors_faulty):
    gap = errors_normal[:, None] - errors_faulty
    return np.mean((gap > 0) + 0.5 * (gap == 0))
''', "Which class is positive?"),

    "ties as wins": ("pairs-won", '''
def pairs_won(errors_normal, errors_faulty):
    return np.mean(errors_faulty[:, None] >= errors_normal)
''', "a tie as a win"),

    "ties lost, as in the lesson's count": ("pairs-won", '''
def pairs_won(errors_normal, errors_faulty):
    return np.greater.outer(errors_faulty, errors_normal).mean()
''', "a tie as lost"),

    "pairs counted, not divided": ("pairs-won", '''
def pairs_won(errors_normal, errors_faulty):
    won = 0
    for faulty in errors_faulty:
        for normal in errors_normal:
            won += 1 if faulty > normal else 0.5 if faulty == normal else 0
    return won
''', "n × m"),

    "divided by the normal rows only": ("pairs-won", '''
def pairs_won(errors_normal, errors_faulty):
    gap = errors_faulty[:, None] - errors_normal
    return np.sum((gap > 0) + 0.5 * (gap == 0)) / len(errors_normal)
''', "n × m"),

    "row by row instead of pairs": ("pairs-won", '''
def pairs_won(errors_normal, errors_faulty):
    n = min(len(errors_normal), len(errors_faulty))
    gap = errors_faulty[:n] - errors_normal[:n]
    return np.mean((gap > 0) + 0.5 * (gap == 0))
''', "every faulty row meet every normal one"),

    "against the mean normal row": ("pairs-won", '''
def pairs_won(errors_normal, errors_faulty):
    return np.mean(errors_faulty > errors_normal.mean())
''', "no mean or median"),

    "one answer for each faulty row": ("pairs-won", '''
def pairs_won(errors_normal, errors_faulty):
    gap = errors_faulty[:, None] - errors_normal
    return ((gap > 0) + 0.5 * (gap == 0)).mean(axis=1)
''', "return one number"),

    "printed, not returned": ("pairs-won", '''
def pairs_won(errors_normal, errors_faulty):
    gap = errors_faulty[:, None] - errors_normal
    print(np.mean((gap > 0) + 0.5 * (gap == 0)))
''', "returns nothing"),

    "tuned to the visible cases": ("pairs-won", '''
def pairs_won(errors_normal, errors_faulty):
    return {3: 8 / 12, 2: 0.75}.get(len(errors_faulty), 0.9)
''', "many ties: AUC is"),

    "everything still fitted on all rows": ("honest", '''
def honest(train, held_out, new, faulty, reducer, rate):
    everything = np.vstack([train, held_out, new])
    scaler = StandardScaler().fit(everything)
    reducer.fit(scaler.transform(everything))
    def errors(X):
        X = scaler.transform(X)
        return np.mean((X - reducer.inverse_transform(reducer.transform(X))) ** 2, axis=1)
    alarm = errors(new) > np.quantile(errors(held_out), 1 - rate)
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "must not teach it anything"),

    "fitted on all normal rows": ("honest", '''
def honest(train, held_out, new, faulty, reducer, rate):
    normal = np.vstack([train, held_out])
    scaler = StandardScaler().fit(normal)
    reducer.fit(scaler.transform(normal))
    def errors(X):
        X = scaler.transform(X)
        return np.mean((X - reducer.inverse_transform(reducer.transform(X))) ** 2, axis=1)
    alarm = errors(new) > np.quantile(errors(held_out), 1 - rate)
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "learned from 430 rows"),

    "only the scaler still knows all rows": ("honest", '''
def honest(train, held_out, new, faulty, reducer, rate):
    scaler = StandardScaler().fit(np.vstack([train, held_out, new]))
    reducer.fit(scaler.transform(train))
    def errors(X):
        X = scaler.transform(X)
        return np.mean((X - reducer.inverse_transform(reducer.transform(X))) ** 2, axis=1)
    alarm = errors(new) > np.quantile(errors(held_out), 1 - rate)
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "What did the scaler learn from?"),

    "each set scaled by itself": ("honest", '''
def honest(train, held_out, new, faulty, reducer, rate):
    reducer.fit(StandardScaler().fit_transform(train))
    def errors(X):
        X = StandardScaler().fit_transform(X)
        return np.mean((X - reducer.inverse_transform(reducer.transform(X))) ** 2, axis=1)
    alarm = errors(new) > np.quantile(errors(held_out), 1 - rate)
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "is `new` scaled?"),

    "the reducer never fitted": ("honest", '''
def honest(train, held_out, new, faulty, reducer, rate):
    scaler = StandardScaler().fit(train)
    def errors(X):
        X = scaler.transform(X)
        return np.mean((X - reducer.inverse_transform(reducer.transform(X))) ** 2, axis=1)
    alarm = errors(new) > np.quantile(errors(held_out), 1 - rate)
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "never fitted the reducer that was passed"),

    "as many alarms as there are faults": ("honest", '''
def honest(train, held_out, new, faulty, reducer, rate):
    scaler = StandardScaler().fit(train)
    reducer.fit(scaler.transform(train))
    def errors(X):
        X = scaler.transform(X)
        return np.mean((X - reducer.inverse_transform(reducer.transform(X))) ** 2, axis=1)
    alarm = errors(new) > np.quantile(errors(new), 1 - faulty.mean())
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "from the held-out rows, and from them alone"),

    "threshold of the best F1": ("honest", '''
def honest(train, held_out, new, faulty, reducer, rate):
    from sklearn.metrics import precision_recall_curve
    scaler = StandardScaler().fit(train)
    reducer.fit(scaler.transform(train))
    def errors(X):
        X = scaler.transform(X)
        return np.mean((X - reducer.inverse_transform(reducer.transform(X))) ** 2, axis=1)
    precision, recall, lines = precision_recall_curve(faulty, errors(new))
    f1 = 2 * precision * recall / (precision + recall + 1e-12)
    alarm = errors(new) > lines[f1[:-1].argmax()]
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "threshold"),

    "threshold from the new rows": ("honest", '''
def honest(train, held_out, new, faulty, reducer, rate):
    scaler = StandardScaler().fit(train)
    reducer.fit(scaler.transform(train))
    def errors(X):
        X = scaler.transform(X)
        return np.mean((X - reducer.inverse_transform(reducer.transform(X))) ** 2, axis=1)
    alarm = errors(new) > np.quantile(errors(new), 1 - rate)
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "from the held-out rows, and from them alone"),

    "threshold from the fitted rows": ("honest", '''
def honest(train, held_out, new, faulty, reducer, rate):
    scaler = StandardScaler().fit(train)
    reducer.fit(scaler.transform(train))
    def errors(X):
        X = scaler.transform(X)
        return np.mean((X - reducer.inverse_transform(reducer.transform(X))) ** 2, axis=1)
    alarm = errors(new) > np.quantile(errors(train), 1 - rate)
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "have smaller errors than new ones"),

    "threshold from fitted and held-out rows together": ("honest", '''
def honest(train, held_out, new, faulty, reducer, rate):
    scaler = StandardScaler().fit(train)
    reducer.fit(scaler.transform(train))
    def errors(X):
        X = scaler.transform(X)
        return np.mean((X - reducer.inverse_transform(reducer.transform(X))) ** 2, axis=1)
    alarm = errors(new) > np.quantile(errors(np.vstack([train, held_out])), 1 - rate)
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "and of no other rows"),

    "threshold at the wrong end": ("honest", '''
def honest(train, held_out, new, faulty, reducer, rate):
    scaler = StandardScaler().fit(train)
    reducer.fit(scaler.transform(train))
    def errors(X):
        X = scaler.transform(X)
        return np.mean((X - reducer.inverse_transform(reducer.transform(X))) ** 2, axis=1)
    alarm = errors(new) > np.quantile(errors(held_out), rate)
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "the share *above*"),

    "rings below the threshold": ("honest", '''
def honest(train, held_out, new, faulty, reducer, rate):
    scaler = StandardScaler().fit(train)
    reducer.fit(scaler.transform(train))
    def errors(X):
        X = scaler.transform(X)
        return np.mean((X - reducer.inverse_transform(reducer.transform(X))) ** 2, axis=1)
    alarm = errors(new) < np.quantile(errors(held_out), 1 - rate)
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "error is *below*"),

    "mean plus two standard deviations": ("honest", '''
def honest(train, held_out, new, faulty, reducer, rate):
    scaler = StandardScaler().fit(train)
    reducer.fit(scaler.transform(train))
    def errors(X):
        X = scaler.transform(X)
        return np.mean((X - reducer.inverse_transform(reducer.transform(X))) ** 2, axis=1)
    usual = errors(held_out)
    alarm = errors(new) > usual.mean() + 2 * usual.std()
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "Does your threshold use `rate`?"),

    "a formula for bell curves": ("honest", '''
def honest(train, held_out, new, faulty, reducer, rate):
    from scipy.stats import norm
    scaler = StandardScaler().fit(train)
    reducer.fit(scaler.transform(train))
    def errors(X):
        X = scaler.transform(X)
        return np.mean((X - reducer.inverse_transform(reducer.transform(X))) ** 2, axis=1)
    usual = errors(held_out)
    alarm = errors(new) > usual.mean() + norm.ppf(1 - rate) * usual.std()
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "No formula for bell curves"),

    "recall of the normal rows": ("honest", '''
def honest(train, held_out, new, faulty, reducer, rate):
    scaler = StandardScaler().fit(train)
    reducer.fit(scaler.transform(train))
    def errors(X):
        X = scaler.transform(X)
        return np.mean((X - reducer.inverse_transform(reducer.transform(X))) ** 2, axis=1)
    alarm = errors(new) > np.quantile(errors(held_out), 1 - rate)
    return {"false alarms": alarm[~faulty].mean(), "recall": np.mean(~alarm[~faulty])}
''', "tells of normal rows that stay quiet"),

    "false alarms as a share of the alarms": ("honest", '''
def honest(train, held_out, new, faulty, reducer, rate):
    scaler = StandardScaler().fit(train)
    reducer.fit(scaler.transform(train))
    def errors(X):
        X = scaler.transform(X)
        return np.mean((X - reducer.inverse_transform(reducer.transform(X))) ** 2, axis=1)
    alarm = errors(new) > np.quantile(errors(held_out), 1 - rate)
    return {"false alarms": np.mean(~faulty[alarm]), "recall": alarm[faulty].mean()}
''', "a share of the rows that ring. Divide by the normal rows"),

    "precision in the place of recall": ("honest", '''
def honest(train, held_out, new, faulty, reducer, rate):
    scaler = StandardScaler().fit(train)
    reducer.fit(scaler.transform(train))
    def errors(X):
        X = scaler.transform(X)
        return np.mean((X - reducer.inverse_transform(reducer.transform(X))) ** 2, axis=1)
    alarm = errors(new) > np.quantile(errors(held_out), 1 - rate)
    return {"false alarms": alarm[~faulty].mean(), "recall": faulty[alarm].mean()}
''', "a share of the rows that ring. Divide by the faulty rows"),

    "false alarms as a share of all rows": ("honest", '''
def honest(train, held_out, new, faulty, reducer, rate):
    scaler = StandardScaler().fit(train)
    reducer.fit(scaler.transform(train))
    def errors(X):
        X = scaler.transform(X)
        return np.mean((X - reducer.inverse_transform(reducer.transform(X))) ** 2, axis=1)
    alarm = errors(new) > np.quantile(errors(held_out), 1 - rate)
    return {"false alarms": np.mean(alarm & ~faulty), "recall": alarm[faulty].mean()}
''', "of the normal rows, not of all"),

    "labels turned round": ("honest", '''
def honest(train, held_out, new, faulty, reducer, rate):
    scaler = StandardScaler().fit(train)
    reducer.fit(scaler.transform(train))
    def errors(X):
        X = scaler.transform(X)
        return np.mean((X - reducer.inverse_transform(reducer.transform(X))) ** 2, axis=1)
    alarm = errors(new) > np.quantile(errors(held_out), 1 - rate)
    return {"false alarms": alarm[faulty].mean(), "recall": alarm[~faulty].mean()}
''', "changed places"),

    "errors in raw units": ("honest", '''
def honest(train, held_out, new, faulty, reducer, rate):
    from sklearn.pipeline import make_pipeline
    both = make_pipeline(StandardScaler(), reducer).fit(train)
    def errors(X):
        return np.mean((X - both.inverse_transform(both.transform(X))) ** 2, axis=1)
    alarm = errors(new) > np.quantile(errors(held_out), 1 - rate)
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "in standardised units"),

    "largest error of any sensor": ("honest", '''
def honest(train, held_out, new, faulty, reducer, rate):
    scaler = StandardScaler().fit(train)
    reducer.fit(scaler.transform(train))
    def errors(X):
        X = scaler.transform(X)
        return np.max((X - reducer.inverse_transform(reducer.transform(X))) ** 2, axis=1)
    alarm = errors(new) > np.quantile(errors(held_out), 1 - rate)
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "means over the sensors"),

    "by the detector, with rows of its own": ("honest", '''
def honest(train, held_out, new, faulty, reducer, rate):
    from sklearn.pipeline import make_pipeline
    from aeutils import ReconstructionDetector
    detector = ReconstructionDetector(make_pipeline(StandardScaler(), reducer), contamination=rate, random_state=0)
    alarm = detector.fit(np.vstack([train, held_out])).predict(new) == -1
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "learned from 344 rows"),

    "keys of the published function": ("honest", '''
def honest(train, held_out, new, faulty, reducer, rate):
    scaler = StandardScaler().fit(train)
    reducer.fit(scaler.transform(train))
    def errors(X):
        X = scaler.transform(X)
        return np.mean((X - reducer.inverse_transform(reducer.transform(X))) ** 2, axis=1)
    alarm = errors(new) > np.quantile(errors(held_out), 1 - rate)
    return {"accuracy": np.mean(alarm == faulty), "recall": alarm[faulty].mean()}
''', "with the keys"),

    "twelve columns, whatever comes": ("honest", '''
def honest(train, held_out, new, faulty, reducer, rate):
    scaler = StandardScaler().fit(train)
    reducer.fit(scaler.transform(train))
    def errors(X):
        X = scaler.transform(X)
        return np.sum((X - reducer.inverse_transform(reducer.transform(X)))[:, :12] ** 2, axis=1) / 12
    alarm = errors(new) > np.quantile(errors(held_out), 1 - rate)
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "on other data"),

    "precision of the test": ("precision-in-service", '''
def precision_in_service(errors, faulty, threshold, share):
    return faulty[errors > threshold].mean()
''', "is the precision in the test"),

    "recall": ("precision-in-service", '''
def precision_in_service(errors, faulty, threshold, share):
    return np.mean(errors[faulty] > threshold)
''', "0.8 is recall"),

    "share of false alarms": ("precision-in-service", '''
def precision_in_service(errors, faulty, threshold, share):
    alarm = errors > threshold
    real, false = share * alarm[faulty].mean(), (1 - share) * alarm[~faulty].mean()
    return false / (real + false)
''', "that are *false*"),

    "share of the normal rows": ("precision-in-service", '''
def precision_in_service(errors, faulty, threshold, share):
    alarm = errors > threshold
    real, false = (1 - share) * alarm[faulty].mean(), share * alarm[~faulty].mean()
    return real / (real + false)
''', "share of faulty rows"),

    "test precision times share": ("precision-in-service", '''
def precision_in_service(errors, faulty, threshold, share):
    return share * faulty[errors > threshold].mean()
''', "multiplied by something"),

    "test precision times the change of the share": ("precision-in-service", '''
def precision_in_service(errors, faulty, threshold, share):
    return faulty[errors > threshold].mean() * share / faulty.mean()
''', "multiplied by something"),

    "false-alarm rate of the alarms": ("precision-in-service", '''
def precision_in_service(errors, faulty, threshold, share):
    alarm = errors > threshold
    recall, rate = alarm[faulty].mean(), np.mean(~faulty[alarm])
    return share * recall / (share * recall + (1 - share) * rate)
''', "share of the faulty rows, 80 of 100"),

    "shares of all rows": ("precision-in-service", '''
def precision_in_service(errors, faulty, threshold, share):
    alarm = errors > threshold
    recall, rate = np.mean(alarm & faulty), np.mean(alarm & ~faulty)
    return share * recall / (share * recall + (1 - share) * rate)
''', "share of the faulty rows, 80 of 100"),

    "all rows taken as normal": ("precision-in-service", '''
def precision_in_service(errors, faulty, threshold, share):
    alarm = errors > threshold
    recall, rate = alarm[faulty].mean(), alarm[~faulty].mean()
    return share * recall / (share * recall + rate)
''', "Not all of them are normal"),

    "rings below": ("precision-in-service", '''
def precision_in_service(errors, faulty, threshold, share):
    alarm = errors < threshold
    recall, rate = alarm[faulty].mean(), alarm[~faulty].mean()
    return share * recall / (share * recall + (1 - share) * rate)
''', "*above* the threshold"),

    "the numbers of the example": ("precision-in-service", '''
def precision_in_service(errors, faulty, threshold, share):
    return share * 0.8 / (share * 0.8 + (1 - share) * 0.05)
''', "another test"),

    "printed only": ("precision-in-service", '''
def precision_in_service(errors, faulty, threshold, share):
    alarm = errors > threshold
    recall, rate = alarm[faulty].mean(), alarm[~faulty].mean()
    print(share * recall / (share * recall + (1 - share) * rate))
''', "returns nothing"),

    "the largest errors": ("suspects", '''
def suspects(squares_held_out, squares, names):
    return names[np.argsort(-squares)[:2]]
''', "the two largest errors"),

    "one usual error for all": ("suspects", '''
def suspects(squares_held_out, squares, names):
    return names[np.argsort(-squares / squares_held_out.mean())[:2]]
''', "one for each sensor"),

    "the largest excess": ("suspects", '''
def suspects(squares_held_out, squares, names):
    return names[np.argsort(squares - squares_held_out.mean(axis=0))[::-1][:2]]
''', "the two largest errors"),

    "sorted upwards": ("suspects", '''
def suspects(squares_held_out, squares, names):
    return names[np.argsort(squares / squares_held_out.mean(axis=0))[:2]]
''', "*least* unusual"),

    "the second first": ("suspects", '''
def suspects(squares_held_out, squares, names):
    return names[np.argsort(squares / squares_held_out.mean(axis=0))[-2:]]
''', "the most unusual one comes first"),

    "median as usual": ("suspects", '''
def suspects(squares_held_out, squares, names):
    return names[np.argsort(-squares / np.median(squares_held_out, axis=0))[:2]]
''', "not a median"),

    "divided by the spread": ("suspects", '''
def suspects(squares_held_out, squares, names):
    mean, std = squares_held_out.mean(axis=0), squares_held_out.std(axis=0)
    return names[np.argsort(-(squares - mean) / std)[:2]]
''', "not by how much it varies"),

    "numbers of the columns": ("suspects", '''
def suspects(squares_held_out, squares, names):
    return np.argsort(-squares / squares_held_out.mean(axis=0))[:2]
''', "return names"),

    "only one": ("suspects", '''
def suspects(squares_held_out, squares, names):
    return names[np.argmax(squares / squares_held_out.mean(axis=0))]
''', "return two names"),

    "mean along the rows": ("suspects", '''
def suspects(squares_held_out, squares, names):
    return names[np.argsort(-squares / squares_held_out.mean(axis=1))[:2]]
''', "stopped in the line"),

    "always these": ("suspects", '''
def suspects(squares_held_out, squares, names):
    return ["torque", "power"]
''', "another row and other sensors"),
}

RIGHT = {
    "scikit-learn": ("pairs-won", '''
def pairs_won(errors_normal, errors_faulty):
    from sklearn.metrics import roc_auc_score
    labels = [0] * len(errors_normal) + [1] * len(errors_faulty)
    return roc_auc_score(labels, np.concatenate([errors_normal, errors_faulty]))
'''),

    "two loops": ("pairs-won", '''
def pairs_won(errors_normal, errors_faulty):
    won = 0
    for f in errors_faulty.tolist():
        for n in errors_normal.tolist():
            if f > n:
                won += 1
            elif f == n:
                won += 0.5
    return won / (len(errors_normal) * len(errors_faulty))
'''),

    "the lesson's count, both ways": ("pairs-won", '''
def pairs_won(errors_normal, errors_faulty):
    return (np.greater.outer(errors_faulty, errors_normal).mean()
            + np.greater_equal.outer(errors_faulty, errors_normal).mean()) / 2
'''),

    "by ranks": ("pairs-won", '''
def pairs_won(errors_normal, errors_faulty):
    n, m = len(errors_normal), len(errors_faulty)
    ranks = pd.Series(np.concatenate([errors_normal, errors_faulty])).rank()
    return np.float32((ranks[n:].sum() - m * (m + 1) / 2) / (n * m))
'''),

    "by signs": ("pairs-won", '''
def pairs_won(errors_normal, errors_faulty):
    return np.mean([np.sign(f - errors_normal).mean() for f in errors_faulty]) / 2 + 0.5
'''),

    "by hand, with an index in a sorted list": ("honest", '''
def honest(train, held_out, new, faulty, reducer, rate):
    mean, std = train.mean(axis=0), train.std(axis=0, ddof=1)
    reducer.fit((train - mean) / std)
    def errors(X):
        X = (X - mean) / std
        return ((X - reducer.inverse_transform(reducer.transform(X))) ** 2).sum(axis=1) ** 0.5
    threshold = sorted(errors(held_out))[int(round(len(held_out) * (1 - rate))) - 1]
    rings = errors(new) > threshold
    return {"recall": float(np.sum(rings & faulty) / np.sum(faulty)),
            "false alarms": float(np.sum(rings & ~faulty) / np.sum(~faulty))}
'''),

    "a clone in a pipeline, metrics of scikit-learn": ("honest", '''
def honest(train, held_out, new, faulty, reducer, rate):
    from sklearn.base import clone
    from sklearn.metrics import confusion_matrix
    from sklearn.pipeline import make_pipeline
    both = make_pipeline(StandardScaler(), clone(reducer)).fit(train)
    scaler, reducer = both
    def errors(X):
        return np.mean((scaler.transform(X) - reducer.inverse_transform(both.transform(X))) ** 2, axis=1)
    alarm = errors(new) > np.quantile(errors(held_out), 1 - rate, method="weibull")
    (quiet, false), (missed, caught) = confusion_matrix(faulty, alarm)
    return {"false alarms": false / (quiet + false), "recall": caught / (missed + caught)}
'''),

    "loop over the three sets, percentile": ("honest", '''
def honest(train, held_out, new, faulty, reducer, rate):
    from sklearn.metrics import recall_score
    scaler = StandardScaler()
    Z = reducer.fit_transform(scaler.fit_transform(train))
    errors = []
    for X in (held_out, new):
        X = scaler.transform(X)
        errors.append(np.square(X - reducer.inverse_transform(reducer.transform(X))).mean(1))
    alarm = errors[1] >= np.percentile(errors[0], 100 * (1 - rate))
    return {"false alarms": recall_score(~faulty, alarm), "recall": recall_score(faulty, alarm)}
'''),

    "weights, as in the lesson": ("precision-in-service", '''
def precision_in_service(errors, faulty, threshold, share):
    weights = np.where(faulty, share / np.sum(faulty), (1 - share) / np.sum(~faulty))
    ring = errors > threshold
    return np.average(faulty[ring], weights=weights[ring])
'''),

    "counted on ten thousand rows": ("precision-in-service", '''
def precision_in_service(errors, faulty, threshold, share):
    n_faulty = 10_000 * share
    n_normal = 10_000 - n_faulty
    real = n_faulty * np.sum((errors > threshold) & faulty) / np.sum(faulty)
    false = n_normal * np.sum((errors > threshold) & ~faulty) / np.sum(~faulty)
    return real / (real + false)
'''),

    "weighted by scikit-learn": ("precision-in-service", '''
def precision_in_service(errors, faulty, threshold, share):
    from sklearn.metrics import precision_score
    weights = np.where(faulty, share / faulty.mean(), (1 - share) / (1 - faulty.mean()))
    return precision_score(faulty, errors > threshold, sample_weight=weights)
'''),

    "pandas": ("suspects", '''
def suspects(squares_held_out, squares, names):
    ratio = pd.Series(squares, index=names) / pd.DataFrame(squares_held_out, columns=names).mean()
    return ratio.nlargest(2).index.tolist()
'''),

    "square roots, sorted pairs": ("suspects", '''
def suspects(squares_held_out, squares, names):
    usual = np.sqrt(np.mean(squares_held_out, axis=0))
    pairs = sorted(zip(np.sqrt(squares) / usual, names), reverse=True)
    return tuple(name for ratio, name in pairs[:2])
'''),
}
