"""Answers to exercise 01, wrong and right: (grade id of the cell, code, words of the hint)."""

WRONG = {
    # ---- Task 1
    "test rows scaled by themselves": ("standardise", '''
def standardise(X_train, X_test):
    return ((X_train - X_train.mean(axis=0)) / X_train.std(axis=0),
            (X_test - X_test.mean(axis=0)) / X_test.std(axis=0))
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
''', "one mean and one deviation of the whole table"),
    "one mean for all columns, and each column's deviation": ("standardise", '''
def standardise(X_train, X_test):
    mean, std = X_train.mean(), X_train.std(axis=0)
    std[std == 0] = 1
    return (X_train - mean) / std, (X_test - mean) / std
''', "its own mean (`axis=0`)"),
    "each column's mean, and one deviation": ("standardise", '''
def standardise(X_train, X_test):
    mean, std = X_train.mean(axis=0), X_train.std()
    return (X_train - mean) / std, (X_test - mean) / std
''', "own standard deviation (`axis=0`)"),
    "constant column divided by zero": ("standardise", '''
def standardise(X_train, X_test):
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    return (X_train - mean) / std, (X_test - mean) / std
''', "divide it by 1"),
    "the axis forgotten, and one number written into": ("standardise", '''
def standardise(X_train, X_test):
    mean, std = X_train.mean(), X_train.std()
    std[std == 0] = 1
    return (X_train - mean) / std, (X_test - mean) / std
''', "your function stopped with TypeError"),
    "a name that is not there": ("standardise", '''
def standardise(X_train, X_test):
    std = np.where(X_train.std(axis=0) == 0, 1, X_train.std(axis=0))
    return (X_train - mean) / std, (X_test - mean) / std
''', "have you not defined it?"),
    "constant column divided by nearly zero": ("standardise", '''
def standardise(X_train, X_test):
    mean, std = X_train.mean(axis=0), X_train.std(axis=0) + 1e-8
    return (X_train - mean) / std, (X_test - mean) / std
''', "by exactly 1"),
    "inf and nan taken for 0": ("standardise", '''
def standardise(X_train, X_test):
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    return [np.nan_to_num((X - mean) / std, posinf=0, neginf=0) for X in (X_train, X_test)]
''', "by exactly 1"),
    "test rows changed in place": ("standardise", '''
def standardise(X_train, X_test):
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    std[std == 0] = 1
    X_test -= mean
    X_test /= std
    return (X_train - mean) / std, X_test
''', "not `X -= mean`"),
    "test rows with the minus sign lost": ("standardise", '''
def standardise(X_train, X_test):
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    std[std == 0] = 1
    return (X_train - mean) / std, (mean - X_test) / std
''', "a row comes out differently"),
    # ---- Task 2
    "first reading of the run marked too": ("stuck", '''
def stuck(values, length=5):
    values = pd.Series(values)
    run = (values.diff() != 0).cumsum()
    return (values.groupby(run).transform("size") >= length).to_numpy()
''', "the first reading of a run may be true"),
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
    "gaps taken for frozen values": ("stuck", '''
def stuck(values, length=5):
    place, size = runs(np.nan_to_num(values, nan=-1.0))
    return (place > 0) & (size >= length)
''', "a gap is no frozen value"),
    "always the lesson's length": ("stuck", '''
def stuck(values, length=5):
    place, size = runs(values)
    return (place > 0) & (size >= 5)
''', "is `length` used"),
    "the second reading left out too": ("stuck", '''
def stuck(values, length=5):
    place, size = runs(values)
    return (place > 1) & (size >= length)
''', "readings 2 and 3"),
    "places and lengths as they are": ("stuck", '''
def stuck(values, length=5):
    place, size = runs(values)
    return np.where(size >= length, place, 0)
''', "places or lengths"),
    "made for the lengths of the visible checks": ("stuck", '''
def stuck(values, length=5):
    values = pd.Series(values)
    moved = values.diff() != 0
    size = values.groupby(moved.cumsum()).transform("size")
    return ((size >= 3) & ~moved).to_numpy()
''', "Do you use the `length`"),
    "the mask the wrong way round": ("stuck", '''
def stuck(values, length=5):
    place, size = runs(values)
    return ~((place > 0) & (size >= length))
''', "Is your mask the wrong way round"),
    "a mask of 1.0 and 0.0": ("stuck", '''
def stuck(values, length=5):
    mask, start = np.zeros(len(values)), 0
    for i in range(1, len(values) + 1):
        if i == len(values) or values[i] != values[start]:
            if i - start >= length:
                mask[start + 1 : i] = 1
            start = i
    return mask
''', "not 1.0 or 0.0"),
    "the longest run only": ("stuck", '''
def stuck(values, length=5):
    values = pd.Series(values)
    moved = values.diff() != 0
    size = values.groupby(moved.cumsum()).transform("size")
    return ((size == size.max()) & (size >= length) & ~moved).to_numpy()
''', "two runs count"),
    "equal values anywhere": ("stuck", '''
def stuck(values, length=5):
    values = pd.Series(values)
    return (values.groupby(values).transform("size") >= length).to_numpy()
''', "only when they follow each other"),
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
    "zeros in the gaps": ("prepare", '''
def prepare(X):
    train, test = train_test_split(X, test_size=0.2, random_state=0)
    scaler = MinMaxScaler(clip=True).fit(train)
    return np.nan_to_num(scaler.transform(train)), np.nan_to_num(scaler.transform(test))
''', "you put 0.00 into every gap"),
    "one minimum and maximum for the whole table": ("prepare", '''
def prepare(X):
    train, test = train_test_split(X, test_size=0.2, random_state=0)
    imputer = SimpleImputer().fit(train)
    train, test = imputer.transform(train), imputer.transform(test)
    low, high = train.min(), train.max()
    return [np.clip((part - low) / (high - low), 0, 1) for part in (train, test)]
''', "not one for the whole table"),
    "linear guesses after the scaler": ("prepare", '''
def prepare(X):
    train, test = train_test_split(X, test_size=0.2, random_state=0)
    model = make_pipeline(MinMaxScaler(clip=True), IterativeImputer(Ridge(), random_state=0)).fit(train)
    return model.transform(train), model.transform(test)
''', "Which comes first"),
    "another seed": ("prepare", '''
def prepare(X):
    train, test = train_test_split(X, test_size=0.2, random_state=1)
    model = make_pipeline(SimpleImputer(), MinMaxScaler(clip=True)).fit(train)
    return model.transform(train), model.transform(test)
''', "not those of the given split"),
    "one mean for the gaps of all columns": ("prepare", '''
def prepare(X):
    train, test = train_test_split(X, test_size=0.2, random_state=0)
    scaler = MinMaxScaler(clip=True).fit(train)
    train, test = scaler.transform(train), scaler.transform(test)
    return [np.where(np.isnan(part), np.nanmean(train), part) for part in (train, test)]
''', "of its own column"),
    "the reading of the row before": ("prepare", '''
def prepare(X):
    train, test = train_test_split(X, test_size=0.2, random_state=0)
    train, test = (pd.DataFrame(part).ffill().bfill().to_numpy() for part in (train, test))
    scaler = MinMaxScaler(clip=True).fit(train)
    return scaler.transform(train), scaler.transform(test)
''', "some other row's reading"),
    # ---- Task 5
    "scaled before the spikes are erased": ("cleaner", '''
def cleaner(train):
    return make_pipeline(StandardScaler(), Fence(), KNNImputer()).fit(train)
''', "Where does `Fence` stand"),
    "fence outside the pipeline": ("cleaner", '''
def cleaner(train):
    clean = Fence().fit_transform(train)
    return make_pipeline(StandardScaler(), KNNImputer()).fit(clean)
''', "a step of the pipeline"),
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
''', "`fit` it on `train`"),
    "a step that scales rows by themselves": ("cleaner", '''
def cleaner(train):
    scale = FunctionTransformer(lambda X: (X - X.mean(axis=0)) / (X.std(axis=0) + 1e-9))
    return make_pipeline(Fence(), KNNImputer(), scale).fit(train)
''', "learns from the rows that it transforms"),
    "fitted on the table it knows by name": ("cleaner", '''
def cleaner(train):
    return make_pipeline(Fence(), StandardScaler(), KNNImputer()).fit(past)
''', "is it fitted on `train`"),
    "a narrower fence": ("cleaner", '''
def cleaner(train):
    return make_pipeline(Fence(width=3), StandardScaler(), KNNImputer()).fit(train)
''', "is erased. Take `Fence`"),
    "a wider fence": ("cleaner", '''
def cleaner(train):
    return make_pipeline(Fence(width=5), StandardScaler(), KNNImputer()).fit(train)
''', "comes through. Take `Fence`"),
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
    "deviations of all rows together": ("choose", '''
def choose(scalers, train, test, k=3):
    errors, s = {}, np.vstack([train, test]).std(axis=0)
    for name, scaler in scalers.items():
        model = make_pipeline(scaler, PCA(k)).fit(train)
        rebuilt = model.inverse_transform(model.transform(test))
        errors[name] = (((rebuilt - test) / s) ** 2).mean()
    best = min(errors, key=errors.get)
    return best, errors[best]
''', "learned from test rows"),
    "PCA fitted on the test rows": ("choose", '''
def choose(scalers, train, test, k=3):
    errors = {}
    for name, scaler in scalers.items():
        Z, pca = scaler.fit(train).transform(test), PCA(k)
        rebuilt = scaler.inverse_transform(pca.inverse_transform(pca.fit_transform(Z)))
        errors[name] = (((rebuilt - test) / train.std(axis=0)) ** 2).mean()
    best = min(errors, key=errors.get)
    return best, errors[best]
''', "learned from test rows"),
    "the root of it": ("choose", '''
def choose(scalers, train, test, k=3):
    errors = {}
    for name, scaler in scalers.items():
        model = make_pipeline(scaler, PCA(k)).fit(train)
        rebuilt = model.inverse_transform(model.transform(test))
        errors[name] = np.sqrt((((rebuilt - test) / train.std(axis=0)) ** 2).mean())
    best = min(errors, key=errors.get)
    return best, errors[best]
''', "is there a root"),
    "on the training rows": ("choose", '''
def choose(scalers, train, test, k=3):
    errors = {}
    for name, scaler in scalers.items():
        model = make_pipeline(scaler, PCA(k)).fit(train)
        rebuilt = model.inverse_transform(model.transform(train))
        errors[name] = (((rebuilt - train) / train.std(axis=0)) ** 2).mean()
    best = min(errors, key=errors.get)
    return best, errors[best]
''', "do you judge the test rows"),
    "the sum": ("choose", '''
def choose(scalers, train, test, k=3):
    errors = {}
    for name, scaler in scalers.items():
        model = make_pipeline(scaler, PCA(k)).fit(train)
        rebuilt = model.inverse_transform(model.transform(test))
        errors[name] = (((rebuilt - test) / train.std(axis=0)) ** 2).sum()
    best = min(errors, key=errors.get)
    return best, errors[best]
''', "not a sum"),
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
    "the mean not added again": ("choose", '''
def choose(scalers, train, test, k=3):
    errors = {}
    for name, scaler in scalers.items():
        Z, Z_test = scaler.fit(train).transform(train), scaler.transform(test)
        V = np.linalg.svd(Z - Z.mean(axis=0), full_matrices=False)[2][:k]
        rebuilt = scaler.inverse_transform((Z_test - Z.mean(axis=0)) @ V.T @ V)
        errors[name] = (((rebuilt - test) / train.std(axis=0)) ** 2).mean()
    best = min(errors, key=errors.get)
    return best, errors[best]
''', "and adds it after"),
    "one deviation for all sensors": ("choose", '''
def choose(scalers, train, test, k=3):
    errors = {}
    for name, scaler in scalers.items():
        model = make_pipeline(scaler, PCA(k)).fit(train)
        rebuilt = model.inverse_transform(model.transform(test))
        errors[name] = (((rebuilt - test) / train.std()) ** 2).mean()
    best = min(errors, key=errors.get)
    return best, errors[best]
''', "you divide all errors by one s"),
    "the worst sensor": ("choose", '''
def choose(scalers, train, test, k=3):
    errors = {}
    for name, scaler in scalers.items():
        model = make_pipeline(scaler, PCA(k)).fit(train)
        rebuilt = model.inverse_transform(model.transform(test))
        errors[name] = (((rebuilt - test) / train.std(axis=0)) ** 2).mean(axis=0).max()
    best = min(errors, key=errors.get)
    return best, errors[best]
''', "or the largest?"),
    "the way back of the scaler left out": ("choose", '''
def choose(scalers, train, test, k=3):
    errors = {}
    for name, scaler in scalers.items():
        Z, Z_test = scaler.fit(train).transform(train), scaler.transform(test)
        pca = PCA(k).fit(Z)
        rebuilt = pca.inverse_transform(pca.transform(Z_test))
        errors[name] = (((rebuilt - test) / train.std(axis=0)) ** 2).mean()
    best = min(errors, key=errors.get)
    return best, errors[best]
''', "by the scaler's `inverse_transform`"),
    "the last candidate": ("choose", '''
def choose(scalers, train, test, k=3):
    for name, scaler in scalers.items():
        model = make_pipeline(scaler, PCA(k)).fit(train)
        rebuilt = model.inverse_transform(model.transform(test))
        error = (((rebuilt - test) / train.std(axis=0)) ** 2).mean()
    return name, error
''', "Take the lowest"),
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
    "stuck with a loop": ("stuck", '''
def stuck(values, length=5):
    mask, start = np.zeros(len(values), bool), 0
    for i in range(1, len(values) + 1):
        if i == len(values) or values[i] != values[start]:
            if i - start >= length:
                mask[start + 1 : i] = True
            start = i
    return mask
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
    "prepare with a linear guess before the scaler": ("prepare", '''
def prepare(X):
    train, test = train_test_split(X, test_size=0.2, random_state=0)
    model = make_pipeline(IterativeImputer(Ridge(), random_state=0), MinMaxScaler(clip=True))
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
    "choose in standardised units": ("choose", '''
def choose(scalers, train, test, k=3):
    errors = {}
    for name, scaler in scalers.items():
        Z, Z_test = scaler.fit_transform(train), scaler.transform(test)
        pca = PCA(k).fit(Z)
        rebuilt = pca.inverse_transform(pca.transform(Z_test))
        errors[name] = (((rebuilt - Z_test) / Z.std(axis=0)) ** 2).mean()  # the scaler's unit cancels
    best = min(errors, key=errors.get)
    return best, errors[best]
'''),
    "stuck counts repeats": ("stuck", '''
def stuck(values, length=5):
    column = pd.Series(values)
    same = (column == column.shift()).astype(int)
    repeats = same.groupby((same == 0).cumsum()).transform("sum")
    return ((repeats + 1 >= length) & (same == 1)).tolist()
'''),
    "prepare with the one nearest row": ("prepare", '''
def prepare(X):
    train, test = train_test_split(X, test_size=0.2, random_state=0)
    model = make_pipeline(StandardScaler(), KNNImputer(n_neighbors=1), MinMaxScaler(clip=True))
    return model.fit_transform(train), model.transform(test)
'''),
    "cleaner with a pipeline in a pipeline": ("cleaner", '''
def cleaner(train):
    filled = make_pipeline(StandardScaler(), IterativeImputer(Ridge()))
    return make_pipeline(make_pipeline(Fence()), filled, StandardScaler()).fit(train)
'''),
}
