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

    "won minus lost": ("pairs-won", '''
def pairs_won(errors_normal, errors_faulty):
    return np.sign(errors_faulty[:, None] - errors_normal).mean()
''', "A pair lost counts nothing"),

    "ties left out": ("pairs-won", '''
def pairs_won(errors_normal, errors_faulty):
    gap = errors_faulty[:, None] - errors_normal
    return np.mean(gap[gap != 0] > 0)
''', "leave the ties out"),

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
''', "one pair of eight is won"),

    "normal rows as positive, ties lost": ("pairs-won", '''
def pairs_won(errors_normal, errors_faulty):
    return np.mean(errors_normal[:, None] > errors_faulty)
''', "Which class is positive?"),

    "normal rows as positive, ties as wins": ("pairs-won", '''
def pairs_won(errors_normal, errors_faulty):
    return np.mean(errors_normal[:, None] >= errors_faulty)
''', "Which class is positive?"),

    "means compared": ("pairs-won", '''
def pairs_won(errors_normal, errors_faulty):
    return float(errors_faulty.mean() > errors_normal.mean())
''', "not means"),

    "compared without a new axis": ("pairs-won", '''
def pairs_won(errors_normal, errors_faulty):
    return np.mean(errors_faulty > errors_normal)
''', "a new axis"),

    "errors in the place of the labels": ("pairs-won", '''
def pairs_won(errors_normal, errors_faulty):
    from sklearn.metrics import roc_auc_score
    truth = np.repeat([0, 1], [len(errors_normal), len(errors_faulty)])
    return roc_auc_score(np.concatenate([errors_normal, errors_faulty]), truth)
''', "wants the labels first"),

    "as many alarms as there are faults": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > np.quantile(errors_new, 1 - faulty.mean())
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "set by the new rows"),

    "threshold from the new rows": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > np.quantile(errors_new, 1 - rate)
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "set by the new rows"),

    "threshold from the new normal rows": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > np.quantile(errors_new[~faulty], 1 - rate)
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "In service nobody tells you"),

    "threshold of the best F1": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    from sklearn.metrics import precision_recall_curve
    precision, recall, lines = precision_recall_curve(faulty, errors_new)
    f1 = 2 * precision * recall / (precision + recall + 1e-12)
    alarm = errors_new > lines[f1[:-1].argmax()]
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "set by the new rows"),

    "threshold from the fitted rows": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > np.quantile(errors_fitted, 1 - rate)
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "have smaller errors than new ones"),

    "the largest fitted error": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > errors_fitted.max()
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "have smaller errors than new ones"),

    "threshold from fitted and held-out rows together": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > np.quantile(np.concatenate([errors_fitted, errors_held_out]), 1 - rate)
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "nor have a part in it"),

    "the largest held-out error": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > errors_held_out.max()
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "Does your threshold use `rate`?"),

    "threshold at the wrong end": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > np.quantile(errors_held_out, rate)
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "the share *above*"),

    "rings below the threshold": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new < np.quantile(errors_held_out, 1 - rate)
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "error is *below*"),

    "mean plus two standard deviations": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > errors_held_out.mean() + 2 * errors_held_out.std()
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "No formula for bell curves"),

    "mean plus three standard deviations": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > errors_held_out.mean() + 3 * errors_held_out.std()
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "No formula for bell curves"),

    "a formula for bell curves": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    from scipy.stats import norm
    alarm = errors_new > errors_held_out.mean() + norm.ppf(1 - rate) * errors_held_out.std()
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "No formula for bell curves"),

    "always five per cent": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > np.quantile(errors_held_out, 0.95)
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "and all of it?"),

    "always ten per cent": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > np.quantile(errors_held_out, 0.9)
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "Does your threshold use `rate`?"),

    "recall of the published function": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > np.quantile(errors_held_out, 1 - rate)
    return {"false alarms": alarm[~faulty].mean(), "recall": np.mean(~alarm[~faulty])}
''', "tells of normal rows that stay quiet"),

    "faulty rows that stay quiet": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > np.quantile(errors_held_out, 1 - rate)
    return {"false alarms": alarm[~faulty].mean(), "recall": np.mean(~alarm[faulty])}
''', "counts the faulty rows that stay quiet"),

    "normal rows that stay quiet": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > np.quantile(errors_held_out, 1 - rate)
    return {"false alarms": np.mean(~alarm[~faulty]), "recall": alarm[faulty].mean()}
''', "count the normal rows that stay quiet"),

    "missed faults as false alarms": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > np.quantile(errors_held_out, 1 - rate)
    return {"false alarms": np.mean(~alarm[faulty]), "recall": alarm[faulty].mean()}
''', "A false alarm is a normal row that rings"),

    "all alarms are false": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > np.quantile(errors_held_out, 1 - rate)
    return {"false alarms": np.mean(alarm), "recall": alarm[faulty].mean()}
''', "the faulty ones too"),

    "all wrong answers are false alarms": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > np.quantile(errors_held_out, 1 - rate)
    return {"false alarms": np.mean(alarm != faulty), "recall": alarm[faulty].mean()}
''', "the missed faults too"),

    "accuracy as recall": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > np.quantile(errors_held_out, 1 - rate)
    return {"false alarms": alarm[~faulty].mean(), "recall": np.mean(alarm == faulty)}
''', "is accuracy"),

    "all alarms as recall": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > np.quantile(errors_held_out, 1 - rate)
    return {"false alarms": alarm[~faulty].mean(), "recall": np.mean(alarm)}
''', "the normal ones too"),

    "per cent": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > np.quantile(errors_held_out, 1 - rate)
    return {"false alarms": 100 * alarm[~faulty].mean(), "recall": 100 * alarm[faulty].mean()}
''', "not per cent"),

    "counts": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > np.quantile(errors_held_out, 1 - rate)
    return {"false alarms": alarm[~faulty].sum(), "recall": alarm[faulty].sum()}
''', "not counts"),

    "false alarms of the held-out rows": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > np.quantile(errors_held_out, 1 - rate)
    return {"false alarms": np.mean(errors_held_out > np.quantile(errors_held_out, 1 - rate)), "recall": alarm[faulty].mean()}
''', "those of the held-out rows"),

    "false alarms as a share of the alarms": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > np.quantile(errors_held_out, 1 - rate)
    return {"false alarms": np.mean(~faulty[alarm]), "recall": alarm[faulty].mean()}
''', "Divide by the normal rows"),

    "precision in the place of recall": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > np.quantile(errors_held_out, 1 - rate)
    return {"false alarms": alarm[~faulty].mean(), "recall": faulty[alarm].mean()}
''', "Divide by the faulty rows"),

    "false alarms as a share of all rows": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > np.quantile(errors_held_out, 1 - rate)
    return {"false alarms": np.mean(alarm & ~faulty), "recall": alarm[faulty].mean()}
''', "of the normal rows, not of all"),

    "recall as a share of all rows": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > np.quantile(errors_held_out, 1 - rate)
    return {"false alarms": alarm[~faulty].mean(), "recall": np.mean(alarm & faulty)}
''', "of the faulty rows, not of all"),

    "labels turned round": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > np.quantile(errors_held_out, 1 - rate)
    return {"false alarms": alarm[faulty].mean(), "recall": alarm[~faulty].mean()}
''', "changed places"),

    "keys of the published function": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > np.quantile(errors_held_out, 1 - rate)
    return {"accuracy": np.mean(alarm == faulty), "recall": alarm[faulty].mean()}
''', "with the keys"),

    "two numbers without a dict": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > np.quantile(errors_held_out, 1 - rate)
    return alarm[~faulty].mean(), alarm[faulty].mean()
''', "with the keys"),

    "tuned to the two visible rates": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > {0.1: 6.5, 0.05: 8}.get(rate, errors_held_out.max())
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "whatever their number and size"),

    "precision of the test": ("precision-in-service", '''
def precision_in_service(rings, faulty, share):
    return faulty[rings].mean()
''', "is the precision in the test"),

    "recall": ("precision-in-service", '''
def precision_in_service(rings, faulty, share):
    return rings[faulty].mean()
''', "That is recall"),

    "false-alarm rate": ("precision-in-service", '''
def precision_in_service(rings, faulty, share):
    return rings[~faulty].mean()
''', "That is the false-alarm rate"),

    "share of false alarms": ("precision-in-service", '''
def precision_in_service(rings, faulty, share):
    real, false = share * rings[faulty].mean(), (1 - share) * rings[~faulty].mean()
    return false / (real + false)
''', "that are *false*"),

    "share of the normal rows": ("precision-in-service", '''
def precision_in_service(rings, faulty, share):
    real, false = (1 - share) * rings[faulty].mean(), share * rings[~faulty].mean()
    return real / (real + false)
''', "share of faulty rows"),

    "test precision times share": ("precision-in-service", '''
def precision_in_service(rings, faulty, share):
    return share * faulty[rings].mean()
''', "times something"),

    "test precision times the change of the share": ("precision-in-service", '''
def precision_in_service(rings, faulty, share):
    return faulty[rings].mean() * share / faulty.mean()
''', "times something"),

    "divided by the alarms of the test": ("precision-in-service", '''
def precision_in_service(rings, faulty, share):
    return share * rings[faulty].mean() / rings.mean()
''', "times something"),

    "share times recall": ("precision-in-service", '''
def precision_in_service(rings, faulty, share):
    return share * rings[faulty].mean()
''', "share of *all* rows"),

    "false-alarm rate of the alarms": ("precision-in-service", '''
def precision_in_service(rings, faulty, share):
    real, false = share * rings[faulty].mean(), (1 - share) * np.mean(~faulty[rings])
    return real / (real + false)
''', "the false-alarm rate one of the"),

    "false-alarm rate of all alarms": ("precision-in-service", '''
def precision_in_service(rings, faulty, share):
    real, false = share * rings[faulty].mean(), (1 - share) * rings.mean()
    return real / (real + false)
''', "all rows that ring for false alarms"),

    "false-alarm rate of all rows": ("precision-in-service", '''
def precision_in_service(rings, faulty, share):
    real, false = share * rings[faulty].mean(), (1 - share) * np.mean(rings & ~faulty)
    return real / (real + false)
''', "the false-alarm rate one of the"),

    "shares of all rows": ("precision-in-service", '''
def precision_in_service(rings, faulty, share):
    real, false = share * np.mean(rings & faulty), (1 - share) * np.mean(rings & ~faulty)
    return real / (real + false)
''', "share of the faulty rows, 80 of 100"),

    "all rows taken as normal": ("precision-in-service", '''
def precision_in_service(rings, faulty, share):
    real, false = share * rings[faulty].mean(), rings[~faulty].mean()
    return real / (real + false)
''', "Not all of them are normal"),

    "precision in per cent": ("precision-in-service", '''
def precision_in_service(rings, faulty, share):
    real, false = share * rings[faulty].mean(), (1 - share) * rings[~faulty].mean()
    return 100 * real / (real + false)
''', "neither a count nor per cent"),

    "number of real alarms": ("precision-in-service", '''
def precision_in_service(rings, faulty, share):
    return 10_000 * share * rings[faulty].mean()
''', "neither a count nor per cent"),

    "the numbers of the example": ("precision-in-service", '''
def precision_in_service(rings, faulty, share):
    real, false = share * 0.8, (1 - share) * 0.05
    return real / (real + false)
''', "all three"),

    "always one in a hundred": ("precision-in-service", '''
def precision_in_service(rings, faulty, share):
    real, false = 0.01 * rings[faulty].mean(), 0.99 * rings[~faulty].mean()
    return real / (real + false)
''', "all three"),

    "made for the two visible tests": ("precision-in-service", '''
def precision_in_service(rings, faulty, share):
    real, false = share * (0.8 if share < 0.1 else 0.75), (1 - share) * (0.05 if share < 0.1 else 0.2)
    return real / (real + false)
''', "cut or round"),

    "printed only": ("precision-in-service", '''
def precision_in_service(rings, faulty, share):
    real, false = share * rings[faulty].mean(), (1 - share) * rings[~faulty].mean()
    print(real / (real + false))
''', "returns nothing"),

    "the largest error": ("suspect", '''
def suspect(squares_held_out, squares, names):
    return names[np.argmax(squares)]
''', "a mean down its column"),

    "one usual error for all": ("suspect", '''
def suspect(squares_held_out, squares, names):
    return names[np.argmax(squares / squares_held_out.mean())]
''', "one for each sensor"),

    "the largest excess": ("suspect", '''
def suspect(squares_held_out, squares, names):
    return names[np.argmax(squares - squares_held_out.mean(axis=0))]
''', "subtract the usual error"),

    "squared once more": ("suspect", '''
def suspect(squares_held_out, squares, names):
    return names[np.argmax(squares**2 / (squares_held_out**2).mean(axis=0))]
''', "squares already"),

    "roots averaged": ("suspect", '''
def suspect(squares_held_out, squares, names):
    return names[np.argmax(np.sqrt(squares) / np.sqrt(squares_held_out).mean(axis=0))]
''', "average the roots"),

    "divided by the root of the usual error": ("suspect", '''
def suspect(squares_held_out, squares, names):
    return names[np.argmax(squares / np.sqrt(squares_held_out.mean(axis=0)))]
''', "the root of the usual error"),

    "median as usual": ("suspect", '''
def suspect(squares_held_out, squares, names):
    return names[np.argmax(squares / np.median(squares_held_out, axis=0))]
''', "with a median"),

    "the largest as usual": ("suspect", '''
def suspect(squares_held_out, squares, names):
    return names[np.argmax(squares / squares_held_out.max(axis=0))]
''', "by the largest error"),

    "how many spreads above the mean": ("suspect", '''
def suspect(squares_held_out, squares, names):
    return names[np.argmax((squares - squares_held_out.mean(axis=0)) / squares_held_out.std(axis=0))]
''', "by how much an error varies"),

    "divided by the spread": ("suspect", '''
def suspect(squares_held_out, squares, names):
    return names[np.argmax(squares / squares_held_out.std(axis=0))]
''', "by how much an error varies"),

    "mean plus spread as usual": ("suspect", '''
def suspect(squares_held_out, squares, names):
    return names[np.argmax(squares / (squares_held_out.mean(axis=0) + squares_held_out.std(axis=0)))]
''', "add the spread"),

    "mean plus two spreads as usual": ("suspect", '''
def suspect(squares_held_out, squares, names):
    return names[np.argmax(squares / (squares_held_out.mean(axis=0) + 2 * squares_held_out.std(axis=0)))]
''', "add the spread"),

    "mean of the ratios": ("suspect", '''
def suspect(squares_held_out, squares, names):
    return names[np.argmax((squares / squares_held_out).mean(axis=0))]
''', "Average first"),

    "divided by the first row": ("suspect", '''
def suspect(squares_held_out, squares, names):
    return names[np.argmax(squares / squares_held_out[0])]
''', "a single held-out row"),

    "divided the wrong way round": ("suspect", '''
def suspect(squares_held_out, squares, names):
    return names[np.argmax(squares_held_out.mean(axis=0) / squares)]
''', "*least* unusual"),

    "the lowest ratio": ("suspect", '''
def suspect(squares_held_out, squares, names):
    return names[np.argsort(squares / squares_held_out.mean(axis=0))[0]]
''', "*least* unusual"),

    "number of the column": ("suspect", '''
def suspect(squares_held_out, squares, names):
    return np.argmax(squares / squares_held_out.mean(axis=0))
''', "return a name"),

    "the ratio itself": ("suspect", '''
def suspect(squares_held_out, squares, names):
    return np.max(squares / squares_held_out.mean(axis=0))
''', "return a name"),

    "all ratios": ("suspect", '''
def suspect(squares_held_out, squares, names):
    return squares / squares_held_out.mean(axis=0)
''', "return one name"),

    "names, sorted": ("suspect", '''
def suspect(squares_held_out, squares, names):
    return names[np.argsort(-squares / squares_held_out.mean(axis=0))]
''', "return one name"),

    "suspect printed only": ("suspect", '''
def suspect(squares_held_out, squares, names):
    print(names[np.argmax(squares / squares_held_out.mean(axis=0))])
''', "returns nothing"),

    "mean along the rows": ("suspect", '''
def suspect(squares_held_out, squares, names):
    return names[np.argmax(squares / squares_held_out.mean(axis=1))]
''', "down each column"),

    "a position instead of a name": ("suspect", '''
def suspect(squares_held_out, squares, names):
    return str(names[0] if squares[0] > 4 else names[1] if squares[1] > 2 else names[2])
''', "No lower limit"),

    "the larger of AUC and its mirror": ("pairs-won", '''
def pairs_won(errors_normal, errors_faulty):
    gap = errors_faulty[:, None] - errors_normal
    a = np.mean((gap > 0) + 0.5 * (gap == 0))
    return max(a, 1 - a)
''', "Below one half is"),

    "near-ties as ties": ("pairs-won", '''
def pairs_won(errors_normal, errors_faulty):
    f, n = errors_faulty[:, None], errors_normal
    tie = np.isclose(f, n)
    return np.mean(np.where(tie, 0.5, f > n))
''', "equal are a tie"),

    "pairs drawn at random": ("pairs-won", '''
def pairs_won(errors_normal, errors_faulty):
    rng = np.random.default_rng(0)
    f, n = rng.choice(errors_faulty, 10000), rng.choice(errors_normal, 10000)
    return np.mean((f > n) + 0.5 * (f == n))
''', "drawn at random"),

    "equal errors once only": ("pairs-won", '''
def pairs_won(errors_normal, errors_faulty):
    f, n = np.unique(errors_faulty), np.unique(errors_normal)
    gap = f[:, None] - n
    return np.mean((gap > 0) + 0.5 * (gap == 0))
''', "Only who is larger counts"),

    "returned inside the loop": ("pairs-won", '''
def pairs_won(errors_normal, errors_faulty):
    won = 0
    for f in errors_faulty:
        for n in errors_normal:
            won += (f > n) + 0.5 * (f == n)
        return won / (len(errors_faulty) * len(errors_normal))
''', "meet every normal one"),

    "the larger of two thresholds": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > max(np.quantile(errors_held_out, 1 - rate), np.quantile(errors_fitted, 1 - rate))
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "neither the larger"),

    "the mean of two thresholds": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > (np.quantile(errors_held_out, 1 - rate) + np.quantile(errors_fitted, 1 - rate)) / 2
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "part in it"),

    "threshold from held-out and new rows": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > np.quantile(np.concatenate([errors_held_out, errors_new]), 1 - rate)
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "held-out and new rows together"),

    "threshold from held-out and new normal rows": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > np.quantile(np.concatenate([errors_held_out, errors_new[~faulty]]), 1 - rate)
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "held-out and new rows together"),

    "held-out rows not sorted": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > errors_held_out[int(len(errors_held_out) * (1 - rate))]
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "Sort"),

    "a percentile of 0.9": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > np.percentile(errors_held_out, 1 - rate)
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "per cent"),

    "rings at both ends": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    low, high = np.quantile(errors_held_out, [rate / 2, 1 - rate / 2])
    alarm = (errors_new < low) | (errors_new > high)
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "Only large errors ring"),

    "a share of the largest error": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > (1 - rate) * errors_held_out.max()
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
''', "Count rows"),

    "both as shares of the alarms": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > np.quantile(errors_held_out, 1 - rate)
    return {"false alarms": 1 - faulty[alarm].mean(), "recall": faulty[alarm].mean()}
''', "rows that ring"),

    "a number of rows, cut": ("precision-in-service", '''
def precision_in_service(rings, faulty, share):
    n = len(rings)
    bad = int(n * share)
    real = bad * rings[faulty].mean()
    false = (n - bad) * rings[~faulty].mean()
    return real / (real + false)
''', "cut or round"),

    "faulty rows first": ("precision-in-service", '''
def precision_in_service(rings, faulty, share):
    m = faulty.sum()
    real = share * rings[:m].mean()
    false = (1 - share) * rings[m:].mean()
    return real / (real + false)
''', "in any order"),

    "the two rates alone": ("precision-in-service", '''
def precision_in_service(rings, faulty, share):
    r, f = rings[faulty].mean(), rings[~faulty].mean()
    return r / (r + f)
''', "every other row"),

    "without recall": ("precision-in-service", '''
def precision_in_service(rings, faulty, share):
    return share / (share + (1 - share) * rings[~faulty].mean())
''', "80 of 100 do"),

    "odds instead of a share": ("precision-in-service", '''
def precision_in_service(rings, faulty, share):
    return share * rings[faulty].mean() / ((1 - share) * rings[~faulty].mean())
''', "real ones too"),

    "quiet normal rows as false alarms": ("precision-in-service", '''
def precision_in_service(rings, faulty, share):
    real = share * rings[faulty].mean()
    false = (1 - share) * (1 - rings[~faulty].mean())
    return real / (real + false)
''', "that ring, not those that stay quiet"),

    "usual errors with a lower limit": ("suspect", '''
def suspect(squares_held_out, squares, names):
    usual = squares_held_out.mean(axis=0)
    usual = np.maximum(usual, usual.mean() / 10)
    return names[(squares / usual).argmax()]
''', "No lower limit"),

    "usual errors squared": ("suspect", '''
def suspect(squares_held_out, squares, names):
    return names[(squares / (squares_held_out**2).mean(axis=0)).argmax()]
''', "Divide as they are"),

    "roots of the row's errors": ("suspect", '''
def suspect(squares_held_out, squares, names):
    return names[(np.sqrt(squares) / squares_held_out.mean(axis=0)).argmax()]
''', "Divide as they are"),

    "counts smaller errors": ("suspect", '''
def suspect(squares_held_out, squares, names):
    return names[(squares > squares_held_out).mean(axis=0).argmax()]
''', "held-out errors that are smaller"),

    "divided by the last row": ("suspect", '''
def suspect(squares_held_out, squares, names):
    return names[(squares / squares_held_out[-1]).argmax()]
''', "single held-out row"),
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

    "scikit-learn, the other class first": ("pairs-won", '''
def pairs_won(errors_normal, errors_faulty):
    from sklearn.metrics import roc_auc_score
    return roc_auc_score(np.repeat([True, False], [len(errors_faulty), len(errors_normal)]),
                         np.r_[errors_faulty, errors_normal])
'''),

    "quantile, higher": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > np.quantile(errors_held_out, 1 - rate, method="higher")
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
'''),

    "quantile, lower": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > np.quantile(errors_held_out, 1 - rate, method="lower")
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
'''),

    "quantile, nearest": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > np.quantile(errors_held_out, 1 - rate, method="nearest")
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
'''),

    "quantile, inverted_cdf": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > np.quantile(errors_held_out, 1 - rate, method="inverted_cdf")
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
'''),

    "quantile, weibull": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > np.quantile(errors_held_out, 1 - rate, method="weibull")
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
'''),

    "counted from the top": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > np.sort(errors_held_out)[::-1][round(len(errors_held_out) * rate)]
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
'''),

    "counted from the top, ringing at the threshold": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new >= np.sort(errors_held_out)[-round(len(errors_held_out) * rate)]
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
'''),

    "counted from below": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = errors_new > sorted(errors_held_out)[int(len(errors_held_out) * (1 - rate))]
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
'''),

    "percentile, metrics of scikit-learn": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    from sklearn.metrics import confusion_matrix
    alarm = errors_new >= np.percentile(errors_held_out, 100 * (1 - rate))
    (quiet, false), (missed, caught) = confusion_matrix(faulty, alarm)
    return {"recall": caught / (missed + caught), "false alarms": false / (quiet + false), "alarm": alarm}
'''),

    "a loop, and roots of the errors": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    threshold = pd.Series(errors_held_out**0.5).quantile(1 - rate)
    counts = {(True, True): 0, (True, False): 0, (False, True): 0, (False, False): 0}
    for error, bad in zip(errors_new**0.5, faulty):
        counts[bool(bad), bool(error > threshold)] += 1
    return {"false alarms": counts[False, True] / (counts[False, True] + counts[False, False]),
            "recall": counts[True, True] / (counts[True, True] + counts[True, False])}
'''),

    "in single precision, sums of booleans": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    ring = errors_new.astype("float32") > np.quantile(errors_held_out.astype("float32"), 1 - rate)
    return {"false alarms": np.float32(sum(ring & ~faulty) / sum(~faulty)), "recall": sum(ring * faulty) / sum(faulty)}
'''),

    "weights, as in the lesson": ("precision-in-service", '''
def precision_in_service(rings, faulty, share):
    weights = np.where(faulty, share / np.sum(faulty), (1 - share) / np.sum(~faulty))
    return np.average(faulty[rings], weights=weights[rings])
'''),

    "counted on ten thousand rows": ("precision-in-service", '''
def precision_in_service(rings, faulty, share):
    n_faulty = round(10_000 * share)
    n_normal = 10_000 - n_faulty
    real = n_faulty * np.sum(rings & faulty) / np.sum(faulty)
    false = n_normal * np.sum(rings & ~faulty) / np.sum(~faulty)
    return round(real) / round(real + false)
'''),

    "weighted by scikit-learn": ("precision-in-service", '''
def precision_in_service(rings, faulty, share):
    from sklearn.metrics import precision_score
    weights = np.where(faulty, share / faulty.mean(), (1 - share) / (1 - faulty.mean()))
    return precision_score(faulty, rings, sample_weight=weights)
'''),

    "by the rule of Bayes, rounded": ("precision-in-service", '''
def precision_in_service(rings, faulty, share):
    recall, rate = (np.count_nonzero(rings[part]) / len(rings[part]) for part in (faulty, ~faulty))
    return round(share * recall / (share * recall + (1 - share) * rate), 4)
'''),

    "pandas": ("suspect", '''
def suspect(squares_held_out, squares, names):
    return (pd.Series(squares, index=names) / pd.DataFrame(squares_held_out, columns=names).mean()).idxmax()
'''),

    "square roots, sorted pairs": ("suspect", '''
def suspect(squares_held_out, squares, names):
    usual = np.sqrt(np.mean(squares_held_out, axis=0))
    return sorted(zip(np.sqrt(squares) / usual, names))[-1][1]
'''),

    "a loop": ("suspect", '''
def suspect(squares_held_out, squares, names):
    best = ""
    highest = 0
    for j in range(len(names)):
        usual = sum(squares_held_out[:, j]) / len(squares_held_out)
        if squares[j] / usual > highest:
            best, highest = names[j], squares[j] / usual
    return best
'''),

    "sums in place of means": ("suspect", '''
def suspect(squares_held_out, squares, names):
    return names[np.argmax(squares / squares_held_out.sum(axis=0))]
'''),

    "Mann-Whitney": ("pairs-won", '''
def pairs_won(errors_normal, errors_faulty):
    from scipy.stats import mannwhitneyu
    return mannwhitneyu(errors_faulty, errors_normal).statistic / (len(errors_faulty) * len(errors_normal))
'''),

    "sorted, and searched": ("pairs-won", '''
def pairs_won(errors_normal, errors_faulty):
    n = np.sort(errors_normal)
    wins = np.searchsorted(n, errors_faulty, 'left') + np.searchsorted(n, errors_faulty, 'right')
    return wins.sum() / 2 / len(n) / len(errors_faulty)
'''),

    "area by trapezoids": ("pairs-won", '''
def pairs_won(errors_normal, errors_faulty):
    from sklearn.metrics import auc, roc_curve
    fpr, tpr, _ = roc_curve(np.r_[np.zeros(len(errors_normal)), np.ones(len(errors_faulty))], np.r_[errors_normal, errors_faulty])
    return auc(fpr, tpr)
'''),

    "all pairs of a product": ("pairs-won", '''
def pairs_won(errors_normal, errors_faulty):
    from itertools import product
    return sum(1 if f > n else 0.5 if f == n else 0 for f, n in product(errors_faulty, errors_normal)) / (len(errors_faulty) * len(errors_normal))
'''),

    "share of the held-out rows at least as large": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = np.array([np.mean(errors_held_out >= e) for e in errors_new]) < rate
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
'''),

    "pandas, grouped by the label": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    t = pd.Series(errors_held_out).quantile(1 - rate)
    rates = pd.Series(errors_new > t).groupby(faulty).mean()
    return {"false alarms": rates[False], "recall": rates[True]}
'''),

    "the largest in a heap": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    import heapq
    k = int(round(rate * len(errors_held_out)))
    t = heapq.nlargest(k + 1, errors_held_out)[-1]
    alarm = errors_new > t
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
'''),

    "recall of either class": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    from sklearn.metrics import recall_score
    alarm = errors_new > np.quantile(errors_held_out, 1 - rate)
    return {"recall": recall_score(faulty, alarm), "false alarms": 1 - recall_score(~faulty, ~alarm)}
'''),

    "sorted in place": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    errors_held_out.sort()
    alarm = errors_new > np.quantile(errors_held_out, 1 - rate)
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
'''),

    "rank rounded up": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    n = len(errors_held_out)
    t = np.sort(errors_held_out)[int(np.ceil((n + 1) * (1 - rate))) - 1]
    alarm = errors_new > t
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
'''),

    "logarithms": ("honest", '''
def honest(errors_fitted, errors_held_out, errors_new, faulty, rate):
    alarm = np.log10(errors_new + 1e-30) > np.quantile(np.log10(errors_held_out + 1e-30), 1 - rate)
    return {"false alarms": alarm[~faulty].mean(), "recall": alarm[faulty].mean()}
'''),

    "odds and back": ("precision-in-service", '''
def precision_in_service(rings, faulty, share):
    odds = share / (1 - share) * rings[faulty].mean() / rings[~faulty].mean() if share < 1 else np.inf
    return odds / (1 + odds) if np.isfinite(odds) else 1.0
'''),

    "normalised confusion matrix": ("precision-in-service", '''
def precision_in_service(rings, faulty, share):
    from sklearn.metrics import confusion_matrix
    q = confusion_matrix(faulty, rings, normalize='true')
    return share * q[1, 1] / (share * q[1, 1] + (1 - share) * q[0, 1])
'''),

    "zeros and ones": ("precision-in-service", '''
def precision_in_service(rings, faulty, share):
    faulty = faulty.astype(int)
    rings = rings.astype(int)
    recall = (rings * faulty).sum() / faulty.sum()
    far = (rings * (1 - faulty)).sum() / (1 - faulty).sum()
    return share * recall / (share * recall + (1 - share) * far)
'''),

    "difference of logarithms": ("suspect", '''
def suspect(squares_held_out, squares, names):
    return names[int(np.argmax(np.log(squares + 1e-300) - np.log(squares_held_out.mean(axis=0))))]
'''),

    "a dict of ratios": ("suspect", '''
def suspect(squares_held_out, squares, names):
    ratios = {name: squares[j] / squares_held_out[:, j].mean() for j, name in enumerate(names)}
    return max(ratios, key=ratios.get)
'''),

    "columns, one by one": ("suspect", '''
def suspect(squares_held_out, squares, names):
    usual = [sum(column) / len(column) for column in squares_held_out.T]
    return names[list(squares / usual).index(max(squares / usual))]
'''),
}
