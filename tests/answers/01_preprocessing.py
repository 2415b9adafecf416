"""Answers to exercise 01, wrong and right: (grade id of the cell, code, words of the hint)."""

WRONG = {
    # ---- Task 1
    "test rows scaled by themselves": ("standardise", '''
def standardise(X_train, X_test):
    return ((X_train - X_train.mean(axis=0)) / X_train.std(axis=0),
            (X_test - X_test.mean(axis=0)) / X_test.std(axis=0))
''', "by their own statistics"),
    "test rows scaled by themselves, with scikit-learn": ("standardise", '''
def standardise(X_train, X_test):
    scaler = StandardScaler()
    return scaler.fit_transform(X_train), scaler.fit_transform(X_test)
''', "by their own statistics"),
    "statistics of both parts together": ("standardise", '''
def standardise(X_train, X_test):
    scaler = StandardScaler().fit(np.vstack([X_train, X_test]))
    return scaler.transform(X_train), scaler.transform(X_test)
''', "not from both parts together"),
    "one mean for all columns": ("standardise", '''
def standardise(X_train, X_test):
    mean, std = X_train.mean(), X_train.std()
    return (X_train - mean) / std, (X_test - mean) / std
''', "(`axis=0`)"),
    "constant column divided by zero": ("standardise", '''
def standardise(X_train, X_test):
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    return (X_train - mean) / std, (X_test - mean) / std
''', "divide it by 1"),
    "changed in place": ("standardise", '''
def standardise(X_train, X_test):
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    std[std == 0] = 1
    X_train -= mean
    X_train /= std
    X_test -= mean
    X_test /= std
    return X_train, X_test
''', "not `X -= mean`"),
    # ---- Task 2
    "first reading of the run marked too": ("stuck", '''
def stuck(values, length=5):
    values = pd.Series(values)
    run = (values.diff() != 0).cumsum()
    return (values.groupby(run).transform("size") >= length).to_numpy()
''', "the first reading of a run may be true"),
    "longer than, not at least": ("stuck", '''
def stuck(values, length=5):
    values = pd.Series(values)
    moved = values.diff() != 0
    size = values.groupby(moved.cumsum()).transform("size")
    return ((size > length) & ~moved).to_numpy()
''', "exactly `length`"),
    "values that come again anywhere": ("stuck", '''
def stuck(values, length=5):
    values = pd.Series(values)
    count = values.groupby(values).transform("size")
    return ((count >= length) & values.duplicated()).to_numpy()
''', "when they follow each other"),
    "last run never closed": ("stuck", '''
def stuck(values, length=5):
    mask, start = np.zeros(len(values), bool), 0
    for i in range(1, len(values)):
        if values[i] != values[start]:
            if i - start >= length:
                mask[start + 1 : i] = True
            start = i
    return mask
''', "very end"),
    "marked only from the length-th reading on": ("stuck", '''
def stuck(values, length=5):
    mask, count = np.zeros(len(values), bool), 1
    for i in range(1, len(values)):
        count = count + 1 if values[i] == values[i - 1] else 1
        mask[i] = count >= length
    return mask
''', "readings 2 and 3"),
    "gaps taken for a frozen value": ("stuck", '''
def stuck(values, length=5):
    values = pd.Series(values).fillna(-1)
    moved = values.diff() != 0
    size = values.groupby(moved.cumsum()).transform("size")
    return ((size >= length) & ~moved).to_numpy()
''', "a gap is no frozen value"),
    "made for the lengths of the visible checks": ("stuck", '''
def stuck(values, length=5):
    values = pd.Series(values)
    moved = values.diff() != 0
    size = values.groupby(moved.cumsum()).transform("size")
    return ((size >= 3) & ~moved).to_numpy()
''', "Do you use the `length`"),
    # ---- Task 3
    "still standardised": ("prepare", '''
def prepare(X):
    train, test = train_test_split(X, test_size=0.2, random_state=0)
    cleaner = make_pipeline(SimpleImputer(), StandardScaler()).fit(train)
    return cleaner.transform(train), cleaner.transform(test)
''', "cross-entropy has no floor"),
    "normalised, new rows not cut off": ("prepare", '''
def prepare(X):
    train, test = train_test_split(X, test_size=0.2, random_state=0)
    cleaner = make_pipeline(SimpleImputer(), MinMaxScaler()).fit(train)
    return cleaner.transform(train), cleaner.transform(test)
''', "Cut them off"),
    "normalised before the split": ("prepare", '''
def prepare(X):
    X = SimpleImputer().fit_transform(X)
    X = MinMaxScaler(clip=True).fit_transform(X)
    return train_test_split(X, test_size=0.2, random_state=0)
''', "Does the scaler see only training rows"),
    "imputer before the split": ("prepare", '''
def prepare(X):
    X = SimpleImputer().fit_transform(X)
    train, test = train_test_split(X, test_size=0.2, random_state=0)
    scaler = MinMaxScaler(clip=True).fit(train)
    return scaler.transform(train), scaler.transform(test)
''', "before the split or after it"),
    "fitted again on the test rows": ("prepare", '''
def prepare(X):
    train, test = train_test_split(X, test_size=0.2, random_state=0)
    cleaner = make_pipeline(SimpleImputer(), MinMaxScaler(clip=True))
    return cleaner.fit_transform(train), cleaner.fit_transform(test)
''', "Nothing may be fitted on test rows"),
    "standardised values cut off": ("prepare", '''
def prepare(X):
    train, test = train_test_split(X, test_size=0.2, random_state=0)
    cleaner = make_pipeline(SimpleImputer(), StandardScaler()).fit(train)
    return cleaner.transform(train).clip(0, 1), cleaner.transform(test).clip(0, 1)
''', "everything below the mean"),
    "rows with gaps dropped": ("prepare", '''
def prepare(X):
    X = X[~np.isnan(X).any(axis=1)]
    train, test = train_test_split(X, test_size=0.2, random_state=0)
    scaler = MinMaxScaler(clip=True).fit(train)
    return scaler.transform(train), scaler.transform(test)
''', "instead of dropping rows"),
    "each row scaled by itself": ("prepare", '''
def prepare(X):
    train, test = train_test_split(X, test_size=0.2, random_state=0)
    imputer = SimpleImputer().fit(train)
    parts = [imputer.transform(part) for part in (train, test)]
    return [(part - part.min(axis=1, keepdims=True)) / np.ptp(part, axis=1, keepdims=True)
            for part in parts]
''', "not each row"),
    # ---- Task 5
    "scaled before the spikes are erased": ("cleaner", '''
def cleaner(train):
    return make_pipeline(StandardScaler(), Fence(), KNNImputer()).fit(train)
''', "Where does `Fence` stand"),
    "no fence": ("cleaner", '''
def cleaner(train):
    return make_pipeline(StandardScaler(), KNNImputer()).fit(train)
''', "Erase it before anything is learned"),
    "imputed before the spikes are erased": ("cleaner", '''
def cleaner(train):
    return make_pipeline(KNNImputer(), Fence(), StandardScaler()).fit(train)
''', "`Fence` turns spikes into gaps"),
    "filled with the mean": ("cleaner", '''
def cleaner(train):
    return make_pipeline(Fence(), SimpleImputer(), StandardScaler()).fit(train)
''', "look at the other sensors"),
    "not scaled": ("cleaner", '''
def cleaner(train):
    return make_pipeline(Fence(), KNNImputer()).fit(train)
''', "Which scaler does that"),
    "never fitted": ("cleaner", '''
def cleaner(train):
    return make_pipeline(Fence(), StandardScaler(), KNNImputer())
''', "not fitted"),
    "the rows instead of the pipeline": ("cleaner", '''
def cleaner(train):
    return make_pipeline(Fence(), StandardScaler(), KNNImputer()).fit_transform(train)
''', "return the fitted pipeline"),
    "a step that scales rows by themselves": ("cleaner", '''
def cleaner(train):
    scale = FunctionTransformer(lambda X: (X - X.mean(axis=0)) / (X.std(axis=0) + 1e-9))
    return make_pipeline(Fence(), KNNImputer(), scale).fit(train)
''', "learns from the rows that it transforms"),
    "fitted on the table it knows by name": ("cleaner", '''
def cleaner(train):
    return make_pipeline(Fence(), StandardScaler(), KNNImputer()).fit(past)
''', "is it fitted on `train`"),
    # ---- Task 6
    "each in its own unit": ("choose", '''
def choose(scalers, train, test, k=3):
    errors = {}
    for name, scaler in scalers.items():
        Z_train, Z_test = scaler.fit_transform(train), scaler.transform(test)
        pca = PCA(k).fit(Z_train)
        errors[name] = ((Z_test - pca.inverse_transform(pca.transform(Z_test))) ** 2).mean()
    best = min(errors, key=errors.get)
    return best, errors[best]
''', "multiplies by 1000"),
    "bar and cubic metres added up": ("choose", '''
def choose(scalers, train, test, k=3):
    errors = {}
    for name, scaler in scalers.items():
        model = make_pipeline(scaler, PCA(k)).fit(train)
        errors[name] = ((model.inverse_transform(model.transform(test)) - test) ** 2).mean()
    best = min(errors, key=errors.get)
    return best, errors[best]
''', "in millibar"),
    "deviations of the test rows": ("choose", '''
def choose(scalers, train, test, k=3):
    errors = {}
    for name, scaler in scalers.items():
        model = make_pipeline(scaler, PCA(k)).fit(train)
        rebuilt = model.inverse_transform(model.transform(test))
        errors[name] = (((rebuilt - test) / test.std(axis=0)) ** 2).mean()
    best = min(errors, key=errors.get)
    return best, errors[best]
''', "learned from test rows"),
    "scaler fitted on the test rows": ("choose", '''
def choose(scalers, train, test, k=3):
    errors = {}
    for name, scaler in scalers.items():
        pca = PCA(k).fit(scaler.fit_transform(train))
        codes = pca.transform(scaler.fit_transform(test))
        rebuilt = scaler.inverse_transform(pca.inverse_transform(codes))
        errors[name] = (((rebuilt - test) / train.std(axis=0)) ** 2).mean()
    best = min(errors, key=errors.get)
    return best, errors[best]
''', "learned from test rows"),
    "the largest error": ("choose", '''
def choose(scalers, train, test, k=3):
    errors = {}
    for name, scaler in scalers.items():
        model = make_pipeline(scaler, PCA(k)).fit(train)
        rebuilt = model.inverse_transform(model.transform(test))
        errors[name] = (((rebuilt - test) / train.std(axis=0)) ** 2).mean()
    best = max(errors, key=errors.get)
    return best, errors[best]
''', "Take the lowest"),
    "k not used": ("choose", '''
def choose(scalers, train, test, k=3):
    errors = {}
    for name, scaler in scalers.items():
        model = make_pipeline(scaler, PCA(3)).fit(train)
        rebuilt = model.inverse_transform(model.transform(test))
        errors[name] = (((rebuilt - test) / train.std(axis=0)) ** 2).mean()
    best = min(errors, key=errors.get)
    return best, errors[best]
''', "Is `k` used"),
    "the name alone": ("choose", '''
def choose(scalers, train, test, k=3):
    errors = {}
    for name, scaler in scalers.items():
        model = make_pipeline(scaler, PCA(k)).fit(train)
        rebuilt = model.inverse_transform(model.transform(test))
        errors[name] = (((rebuilt - test) / train.std(axis=0)) ** 2).mean()
    return min(errors, key=errors.get)
''', "return two things"),
}

RIGHT = {
    "standardise with scikit-learn": ("standardise", '''
def standardise(X_train, X_test):
    scaler = StandardScaler().fit(X_train)
    return scaler.transform(X_train), scaler.transform(X_test)
'''),
    "standardise with the other deviation, in lists": ("standardise", '''
def standardise(X_train, X_test):
    mean, std = np.mean(X_train, axis=0), np.std(X_train, axis=0, ddof=1)
    std[std < 1e-9] = 1
    return [((X - mean) / std).tolist() for X in (X_train, X_test)]
'''),
    "standardise column by column, in single precision": ("standardise", '''
def standardise(X_train, X_test):
    new_train, new_test = np.empty_like(X_train, "float32"), np.empty_like(X_test, "float32")
    for j in range(X_train.shape[1]):
        centre, width = X_train[:, j].mean(), X_train[:, j].std() or 1.0
        new_train[:, j] = (X_train[:, j] - centre) / width
        new_test[:, j] = (X_test[:, j] - centre) / width
    return new_train, new_test
'''),
    "standardise with pandas": ("standardise", '''
def standardise(X_train, X_test):
    train, test = pd.DataFrame(X_train), pd.DataFrame(X_test)
    std = train.std().replace(0, 1)
    return (train - train.mean()) / std, (test - train.mean()) / std
'''),
    "stuck with the lesson's pandas": ("stuck", '''
def stuck(values, length=5):
    column = pd.Series(values)
    moved = column.diff() != 0
    run_length = column.groupby(moved.cumsum()).transform("size")
    return (run_length >= length) & ~moved
'''),
    "stuck with the lesson's drop_repeats": ("stuck", '''
def drop_repeats(column, longest=4):
    moved = column.diff() != 0
    run_length = column.groupby(moved.cumsum()).transform("size")
    return column.mask((run_length > longest) & ~moved)

def stuck(values, length=5):
    column = pd.Series(values)
    return (drop_repeats(column, length - 1).isna() & column.notna()).tolist()
'''),
    "stuck with groupby of itertools": ("stuck", '''
from itertools import groupby

def stuck(values, length=5):
    mask = []
    for _, run in groupby(values):
        n = len(list(run))
        mask += [0] + [int(n >= length)] * (n - 1)
    return mask
'''),
    "stuck by the borders of runs": ("stuck", '''
def stuck(values, length=5):
    repeats = np.concatenate([[False], values[1:] == values[:-1]])
    starts = np.flatnonzero(~repeats)
    sizes = np.diff(np.append(starts, len(values)))
    return repeats & (np.repeat(sizes, sizes) >= length)
'''),
    "prepare by hand, rows split by number": ("prepare", '''
def prepare(X):
    rows, test_rows = train_test_split(np.arange(len(X)), test_size=0.2, random_state=0)
    train, test = X[rows], X[test_rows]
    low, high = np.nanmin(train, axis=0), np.nanmax(train, axis=0)
    train, test = ((part - low) / (high - low) for part in (train, test))
    mean = np.nanmean(train, axis=0)
    return [np.clip(np.where(np.isnan(part), mean, part), 0, 1) for part in (train, test)]
'''),
    "prepare with the nearest rows": ("prepare", '''
def prepare(X):
    train, test = train_test_split(X, test_size=0.2, random_state=0)
    model = make_pipeline(MinMaxScaler(clip=True), KNNImputer())
    return model.fit_transform(train), model.transform(test)
'''),
    "prepare with medians and quantiles": ("prepare", '''
from sklearn.preprocessing import QuantileTransformer

def prepare(X):
    train, test = train_test_split(pd.DataFrame(X), test_size=0.2, random_state=0)
    model = make_pipeline(SimpleImputer(strategy="median"), QuantileTransformer(n_quantiles=100))
    return model.fit_transform(train), model.transform(test)
'''),
    "cleaner with a linear guess": ("cleaner", '''
def cleaner(train):
    steps = Fence(width=4), StandardScaler(), IterativeImputer(Ridge(), random_state=0)
    return make_pipeline(*steps).fit(train)
'''),
    "cleaner that scales twice": ("cleaner", '''
def cleaner(train):
    pipeline = Pipeline([("fence", Fence()), ("unit", RobustScaler()), ("gaps", KNNImputer(n_neighbors=3)),
                         ("scale", StandardScaler())])
    pipeline.fit(train)
    return pipeline
'''),
    "cleaner that keeps names and fills raw units": ("cleaner", '''
def cleaner(train):
    pipeline = make_pipeline(Fence(), KNNImputer(weights="distance"), StandardScaler())
    return pipeline.set_params(fence__width=4).fit(train.to_numpy())
'''),
    "choose without a pipeline": ("choose", '''
from sklearn.base import clone

def choose(scalers, train, test, k=3):
    s, best = train.std(axis=0, ddof=1), (None, np.inf)
    for name in scalers:
        scaler, pca = clone(scalers[name]), PCA(k)
        pca.fit(scaler.fit_transform(train))
        rebuilt = scaler.inverse_transform(pca.inverse_transform(pca.transform(scaler.transform(test))))
        error = np.mean(((test - rebuilt) / s) ** 2)
        if error < best[1]:
            best = name, error
    return best
'''),
    "choose with the singular vectors": ("choose", '''
def choose(scalers, train, test, k=3):
    errors = []
    for name, scaler in scalers.items():
        Z, Z_test = scaler.fit(train).transform(train), scaler.transform(test)
        V = np.linalg.svd(Z - Z.mean(axis=0), full_matrices=False)[2][:k]
        rebuilt = scaler.inverse_transform((Z_test - Z.mean(axis=0)) @ V.T @ V + Z.mean(axis=0))
        errors.append((np.mean((rebuilt - test) ** 2 / np.var(train, axis=0)), name))
    error, name = min(errors)
    return name, error
'''),
}
