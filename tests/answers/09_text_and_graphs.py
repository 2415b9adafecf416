"""Answers to exercise 09, wrong and right: (grade id of the cell, code, words of the hint)."""

WRONG = {
    "precision of the whole list": ("average-precision", '''
def average_precision(relevant):
    return np.mean(relevant)
''', "the precision of the whole list"),

    "noted at every document": ("average-precision", '''
def average_precision(relevant):
    return (np.cumsum(relevant) / np.arange(1, len(relevant) + 1)).mean()
''', "at the relevant ones only"),

    "divided by the length": ("average-precision", '''
def average_precision(relevant):
    precision = np.cumsum(relevant) / np.arange(1, len(relevant) + 1)
    return (precision * relevant).sum() / len(relevant)
''', "by the number of notes"),

    "sum of the notes": ("average-precision", '''
def average_precision(relevant):
    precision = np.cumsum(relevant) / np.arange(1, len(relevant) + 1)
    return (precision * relevant).sum()
''', "the sum of the notes"),

    "mean of one over the place": ("average-precision", '''
def average_precision(relevant):
    return np.mean(1 / (np.flatnonzero(relevant) + 1))
''', "mean of 1 / place"),

    "places from zero": ("average-precision", '''
def average_precision(relevant):
    notes, seen = [], 0
    for place, hit in enumerate(relevant):
        if hit:
            seen += 1
            notes.append(seen / max(place, 1))
    return np.mean(notes)
''', "The first place is 1, not 0"),

    "divided by a place of zero": ("average-precision", '''
def average_precision(relevant):
    with np.errstate(all="ignore"):
        precision = np.cumsum(relevant) / np.arange(len(relevant))
    return precision[relevant].mean()
''', "The first place is 1, not 0"),

    "the document itself not counted": ("average-precision", '''
def average_precision(relevant):
    precision = (np.cumsum(relevant) - relevant) / np.arange(1, len(relevant) + 1)
    return precision[relevant].mean()
''', "counts among those up to"),

    "only the first ten": ("average-precision", '''
def average_precision(relevant):
    top = relevant[:10]
    precision = np.cumsum(top) / np.arange(1, len(top) + 1)
    return precision[top].mean() if top.any() else 0.0
''', "The *whole* list"),

    "sorted first": ("average-precision", '''
def average_precision(relevant):
    relevant = np.sort(relevant)[::-1]
    precision = np.cumsum(relevant) / np.arange(1, len(relevant) + 1)
    return precision[relevant].mean()
''', "Is the list sorted"),

    "the notes themselves": ("average-precision", '''
def average_precision(relevant):
    precision = np.cumsum(relevant) / np.arange(1, len(relevant) + 1)
    return precision[relevant]
''', "return one number"),

    "no return": ("average-precision", '''
def average_precision(relevant):
    precision = np.cumsum(relevant) / np.arange(1, len(relevant) + 1)
    precision[relevant].mean()
''', "returns nothing"),

    "weights of the test documents' own": ("tfidf", '''
def tfidf(C_train, C_test):
    tables = []
    for C in (C_train, C_test):
        weight = 1 + np.log((1 + len(C)) / (1 + (C > 0).sum(axis=0)))
        X = np.where(C > 0, 1 + np.log(np.maximum(C, 1)), 0) * weight
        length = np.linalg.norm(X, axis=1, keepdims=True)
        tables.append(X / np.where(length > 0, length, 1))
    return tables
''', "in the test documents anew"),

    "weights of all documents": ("tfidf", '''
def tfidf(C_train, C_test):
    C_all = np.vstack([C_train, C_test])
    weight = 1 + np.log((1 + len(C_all)) / (1 + (C_all > 0).sum(axis=0)))
    tables = []
    for C in (C_train, C_test):
        X = np.where(C > 0, 1 + np.log(np.maximum(C, 1)), 0) * weight
        length = np.linalg.norm(X, axis=1, keepdims=True)
        tables.append(X / np.where(length > 0, length, 1))
    return tables
''', "That is a leak"),

    "counts as they are": ("tfidf", '''
def tfidf(C_train, C_test):
    weight = 1 + np.log((1 + len(C_train)) / (1 + (C_train > 0).sum(axis=0)))
    tables = []
    for C in (C_train, C_test):
        X = C * weight
        length = np.linalg.norm(X, axis=1, keepdims=True)
        tables.append(X / np.where(length > 0, length, 1))
    return tables
''', "Step 1 is missing"),

    "logarithm of one plus the count": ("tfidf", '''
def tfidf(C_train, C_test):
    weight = 1 + np.log((1 + len(C_train)) / (1 + (C_train > 0).sum(axis=0)))
    tables = []
    for C in (C_train, C_test):
        X = np.log(1 + C) * weight
        length = np.linalg.norm(X, axis=1, keepdims=True)
        tables.append(X / np.where(length > 0, length, 1))
    return tables
''', "not ln(1 + c)"),

    "logarithm of zero": ("tfidf", '''
def tfidf(C_train, C_test):
    weight = 1 + np.log((1 + len(C_train)) / (1 + (C_train > 0).sum(axis=0)))
    tables = []
    for C in (C_train, C_test):
        X = (1 + np.log(C)) * weight
        tables.append(X / np.linalg.norm(X, axis=1, keepdims=True))
    return tables
''', "logarithm taken of a count of 0"),

    "a one where there is no word": ("tfidf", '''
def tfidf(C_train, C_test):
    weight = 1 + np.log((1 + len(C_train)) / (1 + (C_train > 0).sum(axis=0)))
    tables = []
    for C in (C_train, C_test):
        X = (1 + np.log(np.maximum(C, 1))) * weight
        tables.append(X / np.linalg.norm(X, axis=1, keepdims=True))
    return tables
''', "a count of 0 stays 0"),

    "no one added": ("tfidf", '''
def tfidf(C_train, C_test):
    weight = 1 + np.log(len(C_train) / np.maximum((C_train > 0).sum(axis=0), 1))
    tables = []
    for C in (C_train, C_test):
        X = np.where(C > 0, 1 + np.log(np.maximum(C, 1)), 0) * weight
        length = np.linalg.norm(X, axis=1, keepdims=True)
        tables.append(X / np.where(length > 0, length, 1))
    return tables
''', "inside the logarithm"),

    "the one outside forgotten": ("tfidf", '''
def tfidf(C_train, C_test):
    weight = np.log((1 + len(C_train)) / (1 + (C_train > 0).sum(axis=0)))
    tables = []
    for C in (C_train, C_test):
        X = np.where(C > 0, 1 + np.log(np.maximum(C, 1)), 0) * weight
        length = np.linalg.norm(X, axis=1, keepdims=True)
        tables.append(X / np.where(length > 0, length, 1))
    return tables
''', "1 + ln 1 = 1, not 0"),

    "how often in place of in how many": ("tfidf", '''
def tfidf(C_train, C_test):
    weight = 1 + np.log((1 + len(C_train)) / (1 + C_train.sum(axis=0)))
    tables = []
    for C in (C_train, C_test):
        X = np.where(C > 0, 1 + np.log(np.maximum(C, 1)), 0) * weight
        length = np.linalg.norm(X, axis=1, keepdims=True)
        tables.append(X / np.where(length > 0, length, 1))
    return tables
''', "counts the *documents*"),

    "n is the number of words": ("tfidf", '''
def tfidf(C_train, C_test):
    weight = 1 + np.log((1 + C_train.shape[1]) / (1 + (C_train > 0).sum(axis=0)))
    tables = []
    for C in (C_train, C_test):
        X = np.where(C > 0, 1 + np.log(np.maximum(C, 1)), 0) * weight
        length = np.linalg.norm(X, axis=1, keepdims=True)
        tables.append(X / np.where(length > 0, length, 1))
    return tables
''', "not of words"),

    "fraction turned over": ("tfidf", '''
def tfidf(C_train, C_test):
    weight = 1 + np.log((1 + (C_train > 0).sum(axis=0)) / (1 + len(C_train)))
    tables = []
    for C in (C_train, C_test):
        X = np.where(C > 0, 1 + np.log(np.maximum(C, 1)), 0) * weight
        length = np.linalg.norm(X, axis=1, keepdims=True)
        tables.append(X / np.where(length > 0, length, 1))
    return tables
''', "rare weighs *more*"),

    "no weights": ("tfidf", '''
def tfidf(C_train, C_test):
    tables = []
    for C in (C_train, C_test):
        X = np.where(C > 0, 1 + np.log(np.maximum(C, 1)), 0)
        length = np.linalg.norm(X, axis=1, keepdims=True)
        tables.append(X / np.where(length > 0, length, 1))
    return tables
''', "step 2"),

    "columns at length one": ("tfidf", '''
def tfidf(C_train, C_test):
    weight = 1 + np.log((1 + len(C_train)) / (1 + (C_train > 0).sum(axis=0)))
    tables = []
    for C in (C_train, C_test):
        X = np.where(C > 0, 1 + np.log(np.maximum(C, 1)), 0) * weight
        length = np.linalg.norm(X, axis=0)
        tables.append(X / np.where(length > 0, length, 1))
    return tables
''', "*columns* have length 1"),

    "rows that sum to one": ("tfidf", '''
def tfidf(C_train, C_test):
    weight = 1 + np.log((1 + len(C_train)) / (1 + (C_train > 0).sum(axis=0)))
    tables = []
    for C in (C_train, C_test):
        X = np.where(C > 0, 1 + np.log(np.maximum(C, 1)), 0) * weight
        length = X.sum(axis=1, keepdims=True)
        tables.append(X / np.where(length > 0, length, 1))
    return tables
''', "root of the sum of *squares*"),

    "length not kept as a column": ("tfidf", '''
def tfidf(C_train, C_test):
    weight = 1 + np.log((1 + len(C_train)) / (1 + (C_train > 0).sum(axis=0)))
    tables = []
    for C in (C_train, C_test):
        X = np.where(C > 0, 1 + np.log(np.maximum(C, 1)), 0) * weight
        length = np.linalg.norm(X, axis=1)
        tables.append(X / np.where(length > 0, length, 1))
    return tables
''', "keeps the lengths a column"),

    "rows not brought to length one": ("tfidf", '''
def tfidf(C_train, C_test):
    weight = 1 + np.log((1 + len(C_train)) / (1 + (C_train > 0).sum(axis=0)))
    return [np.where(C > 0, 1 + np.log(np.maximum(C, 1)), 0) * weight for C in (C_train, C_test)]
''', "all should have 1"),

    "zero divided by zero": ("tfidf", '''
def tfidf(C_train, C_test):
    weight = 1 + np.log((1 + len(C_train)) / (1 + (C_train > 0).sum(axis=0)))
    tables = []
    for C in (C_train, C_test):
        X = np.where(C > 0, 1 + np.log(np.maximum(C, 1)), 0) * weight
        tables.append(X / np.linalg.norm(X, axis=1, keepdims=True))
    return tables
''', "Zeros stay zeros"),

    "only the test rows": ("tfidf", '''
def tfidf(C_train, C_test):
    weight = 1 + np.log((1 + len(C_train)) / (1 + (C_train > 0).sum(axis=0)))
    X = np.where(C_test > 0, 1 + np.log(np.maximum(C_test, 1)), 0) * weight
    length = np.linalg.norm(X, axis=1, keepdims=True)
    return X / np.where(length > 0, length, 1)
''', "return two arrays"),

    "difference of the numbers": ("nearest", '''
def nearest(query, hashes, count):
    return np.argsort(np.abs(hashes.astype(int) - int(query)), kind="stable")[:count]
''', "how many *bits* differ"),

    "farthest first": ("nearest", '''
def nearest(query, hashes, count):
    return np.argsort(-np.bitwise_count(hashes ^ query).astype(int), kind="stable")[:count]
''', "farthest first"),

    "numbers of bits": ("nearest", '''
def nearest(query, hashes, count):
    return np.sort(np.bitwise_count(hashes ^ query))[:count]
''', "the numbers of bits"),

    "the hashes": ("nearest", '''
def nearest(query, hashes, count):
    return hashes[np.argsort(np.bitwise_count(hashes ^ query), kind="stable")[:count]]
''', "These are the hashes"),

    "bits in common": ("nearest", '''
def nearest(query, hashes, count):
    return np.argsort(np.bitwise_count(hashes & query), kind="stable")[:count]
''', "the bits that both have"),

    "exclusive or as a number": ("nearest", '''
def nearest(query, hashes, count):
    return np.argsort(hashes ^ query, kind="stable")[:count]
''', "as a number, or by the difference"),

    "the last of equal ones": ("nearest", '''
def nearest(query, hashes, count):
    differ = np.bitwise_count(hashes ^ query)
    return np.lexsort([-np.arange(len(hashes)), differ])[:count]
''', "the lower place first"),

    "all places": ("nearest", '''
def nearest(query, hashes, count):
    return np.argsort(np.bitwise_count(hashes ^ query), kind="stable")
''', "return 40 places"),

    "not in order": ("nearest", '''
def nearest(query, hashes, count):
    return np.sort(np.argsort(np.bitwise_count(hashes ^ query), kind="stable")[:count])
''', "so the places are"),

    "only eight bits": ("nearest", '''
def nearest(query, hashes, count):
    return np.argsort(np.bitwise_count((hashes ^ query).astype(np.uint8)), kind="stable")[:count]
''', "All 32 bits count"),

    "nothing hidden": ("link-auc", '''
def link_auc(A, friends, strangers, rebuild):
    rebuilt = rebuild(A)
    i, j = np.vstack([friends, strangers]).T
    return roc_auc_score(np.repeat([1, 0], [len(friends), len(strangers)]), rebuilt[i, j] + rebuilt[j, i])
''', "Is it the copy"),

    "hidden one way": ("link-auc", '''
def link_auc(A, friends, strangers, rebuild):
    left = A.copy()
    left[friends[:, 0], friends[:, 1]] = 0
    rebuilt = rebuild(left)
    i, j = np.vstack([friends, strangers]).T
    return roc_auc_score(np.repeat([1, 0], [len(friends), len(strangers)]), rebuilt[i, j] + rebuilt[j, i])
''', "You hide one of the two"),

    "whole rows hidden": ("link-auc", '''
def link_auc(A, friends, strangers, rebuild):
    left = A.copy()
    left[friends.ravel()] = 0
    left[:, friends.ravel()] = 0
    rebuilt = rebuild(left)
    i, j = np.vstack([friends, strangers]).T
    return roc_auc_score(np.repeat([1, 0], [len(friends), len(strangers)]), rebuilt[i, j] + rebuilt[j, i])
''', "hide more than the pairs"),

    "hidden in A itself": ("link-auc", '''
def link_auc(A, friends, strangers, rebuild):
    i, j = friends.T
    A[i, j] = A[j, i] = 0
    rebuilt = rebuild(A)
    i, j = np.vstack([friends, strangers]).T
    return roc_auc_score(np.repeat([1, 0], [len(friends), len(strangers)]), rebuilt[i, j] + rebuilt[j, i])
''', "changes A"),

    "one entry of each pair": ("link-auc", '''
def link_auc(A, friends, strangers, rebuild):
    left = A.copy()
    i, j = friends.T
    left[i, j] = left[j, i] = 0
    rebuilt = rebuild(left)
    i, j = np.vstack([friends, strangers]).T
    return roc_auc_score(np.repeat([1, 0], [len(friends), len(strangers)]), rebuilt[i, j])
''', "one entry of each pair"),

    "the larger entry": ("link-auc", '''
def link_auc(A, friends, strangers, rebuild):
    left = A.copy()
    i, j = friends.T
    left[i, j] = left[j, i] = 0
    rebuilt = rebuild(left)
    i, j = np.vstack([friends, strangers]).T
    score = np.maximum(rebuilt[i, j], rebuilt[j, i])
    return roc_auc_score(np.repeat([1, 0], [len(friends), len(strangers)]), score)
''', "mean"),

    "labels turned round": ("link-auc", '''
def link_auc(A, friends, strangers, rebuild):
    left = A.copy()
    i, j = friends.T
    left[i, j] = left[j, i] = 0
    rebuilt = rebuild(left)
    i, j = np.vstack([friends, strangers]).T
    return roc_auc_score(np.repeat([0, 1], [len(friends), len(strangers)]), rebuilt[i, j] + rebuilt[j, i])
''', "turned round"),

    "scores of what was passed": ("link-auc", '''
def link_auc(A, friends, strangers, rebuild):
    left = A.copy()
    i, j = friends.T
    left[i, j] = left[j, i] = 0
    rebuild(left)
    i, j = np.vstack([friends, strangers]).T
    return roc_auc_score(np.repeat([1, 0], [len(friends), len(strangers)]), left[i, j] + left[j, i])
''', "that `rebuild` returned"),

    "scores of A": ("link-auc", '''
def link_auc(A, friends, strangers, rebuild):
    left = A.copy()
    i, j = friends.T
    left[i, j] = left[j, i] = 0
    rebuild(left)
    i, j = np.vstack([friends, strangers]).T
    return roc_auc_score(np.repeat([1, 0], [len(friends), len(strangers)]), A[i, j])
''', "what was *rebuilt*"),

    "strangers hidden too, by ones": ("link-auc", '''
def link_auc(A, friends, strangers, rebuild):
    left = A.copy()
    i, j = np.vstack([friends, strangers]).T
    left[i, j] = left[j, i] = 1 - left[i, j]
    rebuilt = rebuild(left)
    return roc_auc_score(np.repeat([1, 0], [len(friends), len(strangers)]), rebuilt[i, j] + rebuilt[j, i])
''', "zeros at the pairs of `friends`"),

    "hidden by a negative number": ("link-auc", '''
def link_auc(A, friends, strangers, rebuild):
    left = A.copy()
    i, j = friends.T
    left[i, j] = left[j, i] = -1
    rebuilt = rebuild(left)
    i, j = np.vstack([friends, strangers]).T
    return roc_auc_score(np.repeat([1, 0], [len(friends), len(strangers)]), rebuilt[i, j] + rebuilt[j, i])
''', "become 0"),

    "as many strangers as friends": ("link-auc", '''
def link_auc(A, friends, strangers, rebuild):
    left = A.copy()
    i, j = friends.T
    left[i, j] = left[j, i] = 0
    rebuilt = rebuild(left)
    i, j = np.vstack([friends, strangers[1:len(friends) + 1]]).T
    true = np.repeat([1, 0], [len(friends), len(i) - len(friends)])
    return roc_auc_score(true, rebuilt[i, j] + rebuilt[j, i])
''', "are all strangers asked"),

    "a share of hits in place of the AUC": ("link-auc", '''
def link_auc(A, friends, strangers, rebuild):
    left = A.copy()
    i, j = friends.T
    left[i, j] = left[j, i] = 0
    rebuilt = rebuild(left)
    i, j = np.vstack([friends, strangers]).T
    true = np.repeat([1, 0], [len(friends), len(strangers)])
    return np.mean((rebuilt[i, j] + rebuilt[j, i] > 1) == true)
''', "0.5"),

    "rebuilt pair by pair": ("link-auc", '''
def link_auc(A, friends, strangers, rebuild):
    left = A.copy()
    for i, j in friends:
        left[i, j] = left[j, i] = 0
    scores = []
    for i, j in [*friends, *strangers]:
        rebuilt = rebuild(left)
        scores.append(rebuilt[i, j] + rebuilt[j, i])
    return roc_auc_score([1] * len(friends) + [0] * len(strangers), scores)
''', "Once will do"),

    "divided by all that are relevant so far only at the end": ("average-precision", '''
def average_precision(relevant):
    hits = np.cumsum(relevant)
    return hits[-1] / len(relevant)
''', "whole list"),

    "the list read from its end": ("average-precision", '''
def average_precision(relevant):
    relevant = relevant[::-1]
    precision = np.cumsum(relevant) / np.arange(1, len(relevant) + 1)
    return precision[relevant].mean()
''', "front"),

    "places of the relevant over their number": ("average-precision", '''
def average_precision(relevant):
    places = np.flatnonzero(relevant) + 1
    return np.mean(places / np.arange(1, len(places) + 1))
''', "above 1"),

    "median of the notes": ("average-precision", '''
def average_precision(relevant):
    precision = np.cumsum(relevant) / np.arange(1, len(relevant) + 1)
    return np.median(precision[relevant])
''', "mean of the notes"),

    "the last note only": ("average-precision", '''
def average_precision(relevant):
    precision = np.cumsum(relevant) / np.arange(1, len(relevant) + 1)
    return precision[relevant][-1]
''', "whole list"),

    "the first note only": ("average-precision", '''
def average_precision(relevant):
    precision = np.cumsum(relevant) / np.arange(1, len(relevant) + 1)
    return precision[relevant][0]
''', "first note alone"),

    "the best note": ("average-precision", '''
def average_precision(relevant):
    precision = np.cumsum(relevant) / np.arange(1, len(relevant) + 1)
    return precision[relevant].max()
''', "the largest note"),

    "places from two": ("average-precision", '''
def average_precision(relevant):
    precision = np.cumsum(relevant) / np.arange(2, len(relevant) + 2)
    return precision[relevant].mean()
''', "The first place is 1, not 2"),

    "zero mixed with notes": ("average-precision", '''
def average_precision(relevant):
    precision = np.cumsum(relevant) / np.arange(1, len(relevant) + 1)
    return np.mean(precision * relevant)
''', "by the number of notes"),

    "lengths not kept, rows": ("tfidf", '''
def tfidf(C_train, C_test):
    w = 1 + np.log((1 + len(C_train)) / (1 + (C_train > 0).sum(axis=0)))
    out = []
    for C in (C_train, C_test):
        X = np.where(C > 0, 1 + np.log(np.maximum(C, 1)), 0) * w
        L = np.linalg.norm(X, axis=1)
        out.append(X / np.where(L > 0, L, 1))
    return out
''', "keepdims"),

    "zeros become one, empty rows mended": ("tfidf", '''
def tfidf(C_train, C_test):
    w = 1 + np.log((1 + len(C_train)) / (1 + (C_train > 0).sum(axis=0)))
    out = []
    for C in (C_train, C_test):
        X = (1 + np.log(np.maximum(C, 1))) * w
        X[C.sum(axis=1) == 0] = 0
        L = np.linalg.norm(X, axis=1, keepdims=True)
        out.append(X / np.where(L > 0, L, 1))
    return out
''', "a count of 0 stays 0"),

    "n_w counted after step 1": ("tfidf", '''
def tfidf(C_train, C_test):
    T = 1 + np.log(np.maximum(C_train, 1))
    w = 1 + np.log((1 + len(T)) / (1 + (T > 0).sum(axis=0)))
    out = []
    for C in (C_train, C_test):
        X = (1 + np.log(np.maximum(C, 1))) * w
        L = np.linalg.norm(X, axis=1, keepdims=True)
        out.append(X / np.where(L > 0, L, 1))
    return out
''', "a count of 0 stays 0"),

    "n_w along the rows": ("tfidf", '''
def tfidf(C_train, C_test):
    w = 1 + np.log((1 + len(C_train)) / (1 + (C_train > 0).sum(axis=1)))
    out = []
    for C in (C_train, C_test):
        X = np.where(C > 0, 1 + np.log(np.maximum(C, 1)), 0) * w
        L = np.linalg.norm(X, axis=1, keepdims=True)
        out.append(X / np.where(L > 0, L, 1))
    return out
''', "each *column*"),

    "logarithm of two": ("tfidf", '''
def tfidf(C_train, C_test):
    w = 1 + np.log2((1 + len(C_train)) / (1 + (C_train > 0).sum(axis=0)))
    out = []
    for C in (C_train, C_test):
        X = np.where(C > 0, 1 + np.log(np.maximum(C, 1)), 0) * w
        L = np.linalg.norm(X, axis=1, keepdims=True)
        out.append(X / np.where(L > 0, L, 1))
    return out
''', "natural"),

    "length without the root": ("tfidf", '''
def tfidf(C_train, C_test):
    w = 1 + np.log((1 + len(C_train)) / (1 + (C_train > 0).sum(axis=0)))
    out = []
    for C in (C_train, C_test):
        X = np.where(C > 0, 1 + np.log(np.maximum(C, 1)), 0) * w
        L = (X**2).sum(axis=1, keepdims=True)
        out.append(X / np.where(L > 0, L, 1))
    return out
''', "length"),

    "largest of a row as its length": ("tfidf", '''
def tfidf(C_train, C_test):
    w = 1 + np.log((1 + len(C_train)) / (1 + (C_train > 0).sum(axis=0)))
    out = []
    for C in (C_train, C_test):
        X = np.where(C > 0, 1 + np.log(np.maximum(C, 1)), 0) * w
        L = X.max(axis=1, keepdims=True)
        out.append(X / np.where(L > 0, L, 1))
    return out
''', "length"),

    "one length for the whole table": ("tfidf", '''
def tfidf(C_train, C_test):
    w = 1 + np.log((1 + len(C_train)) / (1 + (C_train > 0).sum(axis=0)))
    out = []
    for C in (C_train, C_test):
        X = np.where(C > 0, 1 + np.log(np.maximum(C, 1)), 0) * w
        out.append(X / np.linalg.norm(X))
    return out
''', "length"),

    "only training rows returned": ("tfidf", '''
def tfidf(C_train, C_test):
    w = 1 + np.log((1 + len(C_train)) / (1 + (C_train > 0).sum(axis=0)))
    X = np.where(C_train > 0, 1 + np.log(np.maximum(C_train, 1)), 0) * w
    L = np.linalg.norm(X, axis=1, keepdims=True)
    return X / np.where(L > 0, L, 1)
''', "return two arrays"),

    "refit on the test rows by scikit-learn": ("tfidf", '''
def tfidf(C_train, C_test):
    from sklearn.feature_extraction.text import TfidfTransformer
    t = TfidfTransformer(sublinear_tf=True)
    return t.fit_transform(C_train).toarray(), t.fit_transform(C_test).toarray()
''', "in the test documents anew"),

    "scikit-learn without the logarithm of counts": ("tfidf", '''
def tfidf(C_train, C_test):
    from sklearn.feature_extraction.text import TfidfTransformer
    t = TfidfTransformer().fit(C_train)
    return t.transform(C_train).toarray(), t.transform(C_test).toarray()
''', "Step 1 is missing"),

    "negated unsigned counts": ("nearest", '''
def nearest(query, hashes, count):
    return np.argsort(-np.bitwise_count(hashes ^ query), kind='stable')[:count]
''', "unsigned"),

    "either bit": ("nearest", '''
def nearest(query, hashes, count):
    return np.argsort(np.bitwise_count(hashes | query), kind='stable')[:count]
''', "either has"),

    "bits of each hash, query forgotten": ("nearest", '''
def nearest(query, hashes, count):
    return np.argsort(np.bitwise_count(hashes), kind='stable')[:count]
''', "`hashes ^ query`"),

    "one too many places": ("nearest", '''
def nearest(query, hashes, count):
    return np.argsort(np.bitwise_count(hashes ^ query), kind='stable')[:count + 1]
''', "places"),

    "decimal digits compared": ("nearest", '''
def nearest(query, hashes, count):
    d = [sum(a != b for a, b in zip(str(h).zfill(10), str(query).zfill(10))) for h in hashes]
    return np.argsort(d, kind='stable')[:count]
''', "ones of"),

    "labels of the lesson's length": ("link-auc", '''
def link_auc(A, friends, strangers, rebuild):
    left = A.copy()
    i, j = friends.T
    left[i, j] = left[j, i] = 0
    R = rebuild(left)
    i, j = np.vstack([friends, strangers]).T
    return roc_auc_score(np.repeat([1, 0], len(friends)), R[i, j] + R[j, i])
''', "as many labels"),

    "pairs as an index": ("link-auc", '''
def link_auc(A, friends, strangers, rebuild):
    left = A.copy()
    i, j = friends.T
    left[i, j] = left[j, i] = 0
    R = rebuild(left)
    pairs = np.vstack([friends, strangers])
    return roc_auc_score(np.repeat([1, 0], [len(friends), len(strangers)]), (R + R.T)[pairs])
''', "one score for each pair"),

    "every i with every j hidden": ("link-auc", '''
def link_auc(A, friends, strangers, rebuild):
    left = A.copy()
    i, j = friends.T
    left[np.ix_(i, j)] = 0
    left[np.ix_(j, i)] = 0
    R = rebuild(left)
    i, j = np.vstack([friends, strangers]).T
    return roc_auc_score(np.repeat([1, 0], [len(friends), len(strangers)]), R[i, j] + R[j, i])
''', "pairwise"),

    "the smaller entry": ("link-auc", '''
def link_auc(A, friends, strangers, rebuild):
    left = A.copy()
    i, j = friends.T
    left[i, j] = left[j, i] = 0
    R = rebuild(left)
    i, j = np.vstack([friends, strangers]).T
    return roc_auc_score(np.repeat([1, 0], [len(friends), len(strangers)]), np.minimum(R[i, j], R[j, i]))
''', "mean of"),

    "labels in the other order": ("link-auc", '''
def link_auc(A, friends, strangers, rebuild):
    left = A.copy()
    i, j = friends.T
    left[i, j] = left[j, i] = 0
    R = rebuild(left)
    i, j = np.vstack([strangers, friends]).T
    return roc_auc_score(np.repeat([1, 0], [len(friends), len(strangers)]), R[i, j] + R[j, i])
''', "in the same order"),

    "score and label exchanged": ("link-auc", '''
def link_auc(A, friends, strangers, rebuild):
    left = A.copy()
    i, j = friends.T
    left[i, j] = left[j, i] = 0
    R = rebuild(left)
    i, j = np.vstack([friends, strangers]).T
    return roc_auc_score(R[i, j] + R[j, i], np.repeat([1, 0], [len(friends), len(strangers)]))
''', "labels first"),

    "strangers hidden, not friends": ("link-auc", '''
def link_auc(A, friends, strangers, rebuild):
    left = A.copy()
    i, j = strangers.T
    left[i, j] = left[j, i] = 0
    R = rebuild(left)
    i, j = np.vstack([friends, strangers]).T
    return roc_auc_score(np.repeat([1, 0], [len(friends), len(strangers)]), R[i, j] + R[j, i])
''', "at the pairs of `friends`"),

    "returned at the first note": ("average-precision", '''
def average_precision(relevant):
    seen, notes = 0, []
    for i, r in enumerate(relevant):
        if r:
            seen += 1
            notes.append(seen / (i + 1))
            return np.mean(notes)
''', "first note alone"),

    "divided by those before this one": ("average-precision", '''
def average_precision(relevant):
    notes = []
    for i in np.flatnonzero(relevant):
        notes.append(relevant[:i].sum() / i)
    return np.mean(notes)
''', "`relevant[:i + 1]`"),

    "divided by the length, note by note": ("average-precision", '''
def average_precision(relevant):
    return (np.cumsum(relevant) / len(relevant))[relevant].mean()
''', "length of the whole list"),

    "n_w of each row, kept as a column": ("tfidf", '''
def tfidf(C_train, C_test):
    X_train, X_test = (np.where(C > 0, 1 + np.log(np.maximum(C, 1)), 0) for C in (C_train, C_test))
    w = 1 + np.log((1 + len(C_train)) / (1 + (C_train > 0).sum(axis=1, keepdims=True)))
    out = []
    for X, w in ((X_train, w), (X_test, w[:len(X_test)])):
        X = X * w
        L = np.linalg.norm(X, axis=1, keepdims=True)
        out.append(X / np.where(L > 0, L, 1))
    return out
''', "or of each row"),

    "n_w of the whole table": ("tfidf", '''
def tfidf(C_train, C_test):
    X_train, X_test = (np.where(C > 0, 1 + np.log(np.maximum(C, 1)), 0) for C in (C_train, C_test))
    w = 1 + np.log((1 + len(C_train)) / (1 + (C_train > 0).sum()))
    out = []
    for X in (X_train * w, X_test * w):
        L = np.linalg.norm(X, axis=1, keepdims=True)
        out.append(X / np.where(L > 0, L, 1))
    return out
''', "a sum of the whole table"),

    "lengths before the weights": ("tfidf", '''
def tfidf(C_train, C_test):
    X_train, X_test = (np.where(C > 0, 1 + np.log(np.maximum(C, 1)), 0) for C in (C_train, C_test))
    w = 1 + np.log((1 + len(C_train)) / (1 + (C_train > 0).sum(axis=0)))
    out = []
    for X in (X_train, X_test):
        L = np.linalg.norm(X, axis=1, keepdims=True)
        out.append(X / np.where(L > 0, L, 1) * w)
    return out
''', "Step 3 is the last"),

    "brackets forgotten below the line": ("tfidf", '''
def tfidf(C_train, C_test):
    X_train, X_test = (np.where(C > 0, 1 + np.log(np.maximum(C, 1)), 0) for C in (C_train, C_test))
    w = 1 + np.log((1 + len(C_train)) / 1 + (C_train > 0).sum(axis=0))
    out = []
    for X in (X_train * w, X_test * w):
        L = np.linalg.norm(X, axis=1, keepdims=True)
        out.append(X / np.where(L > 0, L, 1))
    return out
''', "(1 + n) / (1 + n_w)"),

    "brackets forgotten above the line": ("tfidf", '''
def tfidf(C_train, C_test):
    X_train, X_test = (np.where(C > 0, 1 + np.log(np.maximum(C, 1)), 0) for C in (C_train, C_test))
    w = 1 + np.log(1 + len(C_train) / (1 + (C_train > 0).sum(axis=0)))
    out = []
    for X in (X_train * w, X_test * w):
        L = np.linalg.norm(X, axis=1, keepdims=True)
        out.append(X / np.where(L > 0, L, 1))
    return out
''', "above the line too"),

    "test rows by the training lengths": ("tfidf", '''
def tfidf(C_train, C_test):
    X_train, X_test = (np.where(C > 0, 1 + np.log(np.maximum(C, 1)), 0) for C in (C_train, C_test))
    w = 1 + np.log((1 + len(C_train)) / (1 + (C_train > 0).sum(axis=0)))
    X, Y = X_train * w, X_test * w
    L = np.linalg.norm(X, axis=1, keepdims=True)
    L = np.where(L > 0, L, 1)
    return X / L, Y / L
''', "belongs to the other table"),

    "difference that wraps round": ("nearest", '''
def nearest(query, hashes, count):
    return np.argsort(hashes - query, kind='stable')[:count]
''', "unsigned, so it wraps round"),

    "difference of two counts": ("nearest", '''
def nearest(query, hashes, count):
    return np.argsort(np.abs(np.bitwise_count(hashes).astype(int) - int(np.bitwise_count(query))), kind='stable')[:count]
''', "of each alone"),

    "difference of two counts that wraps round": ("nearest", '''
def nearest(query, hashes, count):
    return np.argsort(np.bitwise_count(hashes) - np.bitwise_count(query), kind='stable')[:count]
''', "of each alone"),

    "counts, not sorted": ("nearest", '''
def nearest(query, hashes, count):
    return np.bitwise_count(hashes ^ query)[:count]
''', "the numbers of bits"),

    "pairs not turned": ("link-auc", '''
def link_auc(A, friends, strangers, rebuild):
    pairs = np.concatenate([friends, strangers])
    is_friend = np.repeat([1, 0], [len(friends), len(strangers)])
    left = A.copy()
    i, j = friends
    left[i, j] = left[j, i] = 0
    R = rebuild(left)
    i, j = pairs.T
    return roc_auc_score(is_friend, R[i, j] + R[j, i])
''', "turn them first"),

    "all pairs not turned": ("link-auc", '''
def link_auc(A, friends, strangers, rebuild):
    pairs = np.concatenate([friends, strangers])
    is_friend = np.repeat([1, 0], [len(friends), len(strangers)])
    left = A.copy()
    i, j = friends.T
    left[i, j] = left[j, i] = 0
    R = rebuild(left)
    i, j = pairs
    return roc_auc_score(is_friend, R[i, j] + R[j, i])
''', "turn them first"),

    "friends plus strangers": ("link-auc", '''
def link_auc(A, friends, strangers, rebuild):
    pairs = np.concatenate([friends, strangers])
    is_friend = np.repeat([1, 0], [len(friends), len(strangers)])
    left = A.copy()
    i, j = friends.T
    left[i, j] = left[j, i] = 0
    R = rebuild(left)
    i, j = (friends + strangers).T
    return roc_auc_score(is_friend, R[i, j] + R[j, i])
''', "adds the numbers of arrays"),

    "the copy not passed": ("link-auc", '''
def link_auc(A, friends, strangers, rebuild):
    pairs = np.concatenate([friends, strangers])
    is_friend = np.repeat([1, 0], [len(friends), len(strangers)])
    left = A.copy()
    i, j = friends.T
    left[i, j] = left[j, i] = 0
    R = rebuild(A)
    i, j = pairs.T
    return roc_auc_score(is_friend, R[i, j] + R[j, i])
''', "Is it the copy"),

    "strangers hidden": ("link-auc", '''
def link_auc(A, friends, strangers, rebuild):
    pairs = np.concatenate([friends, strangers])
    is_friend = np.repeat([1, 0], [len(friends), len(strangers)])
    left = A.copy()
    i, j = strangers.T
    left[i, j] = left[j, i] = 0
    R = rebuild(left)
    i, j = pairs.T
    return roc_auc_score(is_friend, R[i, j] + R[j, i])
''', "at the pairs of `friends`"),
}

RIGHT = {
    "walk down the list": ("average-precision", '''
def average_precision(relevant):
    seen, total = 0, 0.0
    for place, hit in enumerate(relevant, 1):
        if hit:
            seen += 1
            total += seen / place
    return total / seen
'''),

    "by the places of the relevant": ("average-precision", '''
def average_precision(relevant):
    places = np.flatnonzero(relevant) + 1
    return np.mean(np.arange(1, len(places) + 1) / places)
'''),

    "by scikit-learn": ("average-precision", '''
def average_precision(relevant):
    from sklearn.metrics import average_precision_score
    return average_precision_score(relevant, -np.arange(len(relevant)))
'''),

    "with where": ("tfidf", '''
def tfidf(C_train, C_test):
    n, n_w = C_train.shape[0], np.count_nonzero(C_train, axis=0)
    idf = np.log((n + 1) / (n_w + 1)) + 1

    def rows(C):
        X = np.zeros(C.shape)
        X[C > 0] = 1 + np.log(C[C > 0])
        return normalize(X * idf)

    return rows(C_train), rows(C_test)
'''),

    "by scikit-learn's transformer": ("tfidf", '''
def tfidf(C_train, C_test):
    from sklearn.feature_extraction.text import TfidfTransformer
    transformer = TfidfTransformer(sublinear_tf=True).fit(C_train)
    return transformer.transform(C_train).toarray(), transformer.transform(C_test).toarray()
'''),

    "row by row": ("tfidf", '''
def tfidf(C_train, C_test):
    idf = [1 + np.log((1 + len(C_train)) / (1 + sum(column > 0))) for column in C_train.T]
    both = []
    for C in (C_train, C_test):
        rows = []
        for counts in C:
            row = np.array([w * (1 + np.log(c)) if c else 0.0 for c, w in zip(counts, idf)])
            size = (row @ row) ** 0.5
            rows.append(row / size if size else row)
        both.append(np.array(rows))
    return both
'''),

    "bits by strings": ("nearest", '''
def nearest(query, hashes, count):
    differ = [bin(int(h) ^ int(query)).count("1") for h in hashes]
    return sorted(range(len(hashes)), key=differ.__getitem__)[:count]
'''),

    "bits by unpacking": ("nearest", '''
def nearest(query, hashes, count):
    bits = np.unpackbits(hashes.view(np.uint8).reshape(len(hashes), 4), axis=1)
    asked = np.unpackbits(np.array([query], np.uint32).view(np.uint8))
    return np.lexsort([np.arange(len(hashes)), (bits != asked).sum(axis=1)])[:count]
'''),

    "sum of both entries": ("link-auc", '''
def link_auc(A, friends, strangers, rebuild):
    left = np.array(A)
    for i, j in friends:
        left[i, j] = 0
        left[j, i] = 0
    both = rebuild(left)
    both = both + both.T
    scores = [both[i, j] for i, j in friends] + [both[i, j] for i, j in strangers]
    return roc_auc_score([True] * len(friends) + [False] * len(strangers), scores)
'''),

    "by counting pairs": ("link-auc", '''
def link_auc(A, friends, strangers, rebuild):
    hidden = np.zeros_like(A)
    hidden[tuple(friends.T)] = 1
    mean = rebuild(A * (1 - np.maximum(hidden, hidden.T)))
    mean = (mean + mean.T) / 2
    yes, no = mean[tuple(friends.T)], mean[tuple(strangers.T)]
    return np.mean(np.greater.outer(yes, no) + 0.5 * np.equal.outer(yes, no))
'''),

    "notes in a list comprehension": ("average-precision", '''
def average_precision(relevant):
    return np.mean([relevant[:i + 1].mean() for i in range(len(relevant)) if relevant[i]])
'''),

    "a weighted mean": ("average-precision", '''
def average_precision(relevant):
    return np.average(np.cumsum(relevant) / (np.arange(len(relevant)) + 1.0), weights=relevant)
'''),

    "by pandas": ("average-precision", '''
def average_precision(relevant):
    s = pd.Series(relevant, dtype=float)
    return s.expanding().mean()[s == 1].mean()
'''),

    "logarithms of a masked array": ("tfidf", '''
def tfidf(C_train, C_test):
    idf = 1 - np.log((1 + (C_train > 0).sum(0)) / (1 + len(C_train)))
    def one(C):
        X = idf * (1 + np.ma.log(np.ma.masked_equal(C, 0))).filled(0)
        return np.nan_to_num(X / np.sqrt((X**2).sum(1))[:, None])
    return one(C_train), one(C_test)
'''),

    "both tables at once": ("tfidf", '''
def tfidf(C_train, C_test):
    n = len(C_train)
    C = np.concatenate([C_train, C_test]).astype(float)
    with np.errstate(divide='ignore'):
        X = np.where(C > 0, np.log(C) + 1, 0)
    X = X * (np.log(1 + n) - np.log1p((C[:n] != 0).sum(axis=0)) + 1)
    X = normalize(X)
    return [X[:n], X[n:]]
'''),

    "by pandas, tables": ("tfidf", '''
def tfidf(C_train, C_test):
    train, test = pd.DataFrame(C_train), pd.DataFrame(C_test)
    idf = 1 + np.log((1 + len(train)) / (1 + train.gt(0).sum()))
    out = []
    for t in (train, test):
        x = (1 + np.log(t.where(t > 0))).fillna(0) * idf
        size = np.sqrt((x**2).sum(axis=1)).replace(0, 1)
        out.append(x.div(size, axis=0))
    return tuple(out)
'''),

    "ties by a float": ("nearest", '''
def nearest(query, hashes, count):
    d = np.bitwise_count(np.bitwise_xor(hashes, query)).astype(float) + np.arange(len(hashes)) / (len(hashes) + 1)
    return np.argsort(d)[:count]
'''),

    "bits one by one": ("nearest", '''
def nearest(query, hashes, count):
    x = np.asarray(hashes, np.uint64) ^ np.uint64(query)
    d = sum((x >> np.uint64(b)) & np.uint64(1) for b in range(32)).astype(int)
    return pd.Series(d).sort_values(kind='stable').index[:count].to_numpy()
'''),

    "most bits in common": ("nearest", '''
def nearest(query, hashes, count):
    same = [32 - int(h ^ query).bit_count() for h in hashes]
    return np.argsort([-s for s in same], kind='stable')[:count]
'''),

    "ranks by pandas": ("link-auc", '''
def link_auc(A, friends, strangers, rebuild):
    left = A.copy()
    for a, b in friends:
        left[[a, b], [b, a]] = 0
    R = np.asarray(rebuild(left))
    S = 0.5 * (R + R.T)
    s = pd.Series([S[a, b] for a, b in np.r_[friends, strangers]])
    m, n = len(friends), len(strangers)
    return (s.rank()[:m].sum() - m * (m + 1) / 2) / (m * n)
'''),

    "trapezoids": ("link-auc", '''
def link_auc(A, friends, strangers, rebuild):
    from sklearn.metrics import auc, roc_curve
    left = A.copy()
    left[friends[:, 0], friends[:, 1]] = 0
    left = np.minimum(left, left.T)
    R = rebuild(left)
    both = np.concatenate([friends, strangers])
    fpr, tpr, _ = roc_curve([1] * len(friends) + [0] * len(strangers), R[tuple(both.T)] / 2 + R[tuple(both[:, ::-1].T)] / 2)
    return auc(fpr, tpr)
'''),
}
