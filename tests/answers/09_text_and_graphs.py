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
''', "zeros"),

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
''', "all should have 1"),

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
''', "as a number. Count its ones"),

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
''', "are not hidden"),

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
}
