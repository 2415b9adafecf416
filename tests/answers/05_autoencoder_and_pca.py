"""Answers to exercise 05, wrong and right: (grade id of the cell, code, words of the hint)."""

WRONG = {
    "error of the training rows": ("numbers-needed", '''
def numbers_needed(train, test, error):
    for k in range(1, train.shape[1] + 1):
        pca = PCA(k).fit(train)
        if np.mean((train - pca.inverse_transform(pca.transform(train))) ** 2) <= error:
            return k
''', "training rows (or their variance ratios)"),

    "PCA fitted on the test rows": ("numbers-needed", '''
def numbers_needed(train, test, error):
    for k in range(1, test.shape[1] + 1):
        pca = PCA(k).fit(test)
        if np.mean((test - pca.inverse_transform(pca.transform(test))) ** 2) <= error:
            return k
''', "only if PCA has seen the test rows"),

    "share of variance as error": ("numbers-needed", '''
def numbers_needed(train, test, error):
    shares = np.cumsum(PCA().fit(train).explained_variance_ratio_)
    return int(np.argmax(shares >= 1 - error)) + 1
''', "variance ratios"),

    "between two sizes, as the lesson's figure": ("numbers-needed", '''
def numbers_needed(train, test, error):
    sizes = np.arange(1, min(train.shape))
    left = []
    for k in sizes:
        pca = PCA(k).fit(train)
        left.append(np.mean((test - pca.inverse_transform(pca.transform(test))) ** 2))
    return np.interp(-error, -np.array(left), sizes)
''', "no size of a code"),

    "only the lesson's sizes": ("numbers-needed", '''
def numbers_needed(train, test, error):
    for k in [1, 2, 4, 6, 10, 18, 32, 64]:
        pca = PCA(min(k, *train.shape)).fit(train)
        if np.mean((test - pca.inverse_transform(pca.transform(test))) ** 2) <= error:
            return k
''', "try every k"),

    "squared error summed over the columns": ("numbers-needed", '''
def numbers_needed(train, test, error):
    for k in range(1, train.shape[1] + 1):
        pca = PCA(k).fit(train)
        rebuilt = pca.inverse_transform(pca.transform(test))
        if k == train.shape[1] or np.sum((test - rebuilt) ** 2, axis=1).mean() <= error:
            return k
''', "mean over all entries"),

    "position in the list of errors": ("numbers-needed", '''
def numbers_needed(train, test, error):
    left = []
    for k in range(1, min(train.shape) + 1):
        pca = PCA(k).fit(train)
        left.append(np.mean((test - pca.inverse_transform(pca.transform(test))) ** 2))
    return np.argmax(np.array(left) <= error)
''', "counts from 0"),

    "error passed to PCA": ("numbers-needed", '''
def numbers_needed(train, test, error):
    return PCA(error).fit(train).n_components_
''', "pass `error` to PCA"),

    "return forgotten": ("numbers-needed", '''
def numbers_needed(train, test, error):
    for k in range(1, train.shape[1] + 1):
        pca = PCA(k).fit(train)
        if np.mean((test - pca.inverse_transform(pca.transform(test))) ** 2) <= error:
            break
''', "returns nothing"),

    "tuned to the visible cases": ("numbers-needed", '''
def numbers_needed(train, test, error):
    return {0.45: 4, 1.1: 4, 0.9: 1, 1e-9: 6}.get(error, 12 if len(test) > 100 else 9)
''', "for other data"),

    "the square forgotten": ("numbers-needed", '''
def numbers_needed(train, test, error):
    for k in range(1, train.shape[1] + 1):
        pca = PCA(k).fit(train)
        rebuilt = pca.inverse_transform(pca.transform(test))
        if np.mean(test - rebuilt) <= error:
            return k
''', "differences up and down cancel"),

    "absolute differences": ("numbers-needed", '''
def numbers_needed(train, test, error):
    for k in range(1, train.shape[1] + 1):
        pca = PCA(k).fit(train)
        rebuilt = pca.inverse_transform(pca.transform(test))
        if np.mean(np.abs(test - rebuilt)) <= error:
            return k
''', "mean *absolute* error"),

    "root of the mean squared error in place of it": ("numbers-needed", '''
def numbers_needed(train, test, error):
    for k in range(1, train.shape[1] + 1):
        pca = PCA(k).fit(train)
        rebuilt = pca.inverse_transform(pca.transform(test))
        if np.sqrt(np.mean((test - rebuilt) ** 2)) <= error:
            return k
''', "no root of it"),

    "median of the squares": ("numbers-needed", '''
def numbers_needed(train, test, error):
    for k in range(1, train.shape[1] + 1):
        pca = PCA(k).fit(train)
        rebuilt = pca.inverse_transform(pca.transform(test))
        if np.median((test - rebuilt) ** 2) <= error:
            return k
''', "is not their mean"),

    "begins at zero": ("numbers-needed", '''
def numbers_needed(train, test, error):
    for k in range(train.shape[1] + 1):
        pca = PCA(k).fit(train)
        if np.mean((test - pca.inverse_transform(pca.transform(test))) ** 2) <= error:
            return k
''', "Begin at k = 1"),

    "begins at two": ("numbers-needed", '''
def numbers_needed(train, test, error):
    for k in range(2, train.shape[1] + 1):
        pca = PCA(k).fit(train)
        rebuilt = pca.inverse_transform(pca.transform(test))
        if np.mean((test - rebuilt) ** 2) <= error:
            return k
''', "Begin at k = 1"),

    "the last size left out": ("numbers-needed", '''
def numbers_needed(train, test, error):
    for k in range(1, train.shape[1]):
        pca = PCA(k).fit(train)
        rebuilt = pca.inverse_transform(pca.transform(test))
        if np.mean((test - rebuilt) ** 2) <= error:
            return k
''', "Does your loop reach them?"),

    "the largest size first": ("numbers-needed", '''
def numbers_needed(train, test, error):
    for k in range(train.shape[1], 0, -1):
        pca = PCA(k).fit(train)
        rebuilt = pca.inverse_transform(pca.transform(test))
        if np.mean((test - rebuilt) ** 2) <= error:
            return k
''', "Return the *first* such k"),

    "test rows centred by their own mean": ("numbers-needed", '''
def numbers_needed(train, test, error):
    axes = PCA().fit(train).components_
    T = test - test.mean(axis=0)
    for k in range(1, len(axes) + 1):
        if np.mean((T - T @ axes[:k].T @ axes[:k]) ** 2) <= error:
            return k
''', "Whose mean is taken off"),

    "the mean left where it is": ("numbers-needed", '''
def numbers_needed(train, test, error):
    axes = PCA().fit(train).components_
    for k in range(1, len(axes) + 1):
        if np.mean((test - test @ axes[:k].T @ axes[:k]) ** 2) <= error:
            return k
''', "only where the training rows have the mean 0"),

    "PCA fitted on training and test rows": ("numbers-needed", '''
def numbers_needed(train, test, error):
    for k in range(1, train.shape[1] + 1):
        pca = PCA(k).fit(np.vstack([train, test]))
        rebuilt = pca.inverse_transform(pca.transform(test))
        if np.mean((test - rebuilt) ** 2) <= error:
            return k
''', "fitted on the training rows alone"),

    "until every row is good enough": ("numbers-needed", '''
def numbers_needed(train, test, error):
    for k in range(1, train.shape[1] + 1):
        pca = PCA(k).fit(train)
        rebuilt = pca.inverse_transform(pca.transform(test))
        if (np.mean((test - rebuilt) ** 2, axis=1) <= error).all():
            return k
''', "all entries of all test rows"),

    "units left as they were": ("fair", '''
def fair(X_train, X_test, autoencoder):
    pca = PCA(autoencoder.n_components).fit(X_train)
    pca_error = np.mean((X_test - pca.inverse_transform(pca.transform(X_test))) ** 2)
    scaler = StandardScaler().fit(X_train)
    autoencoder.fit(scaler.transform(X_train))
    scaled_test = scaler.transform(X_test)
    rebuilt = autoencoder.inverse_transform(autoencoder.transform(scaled_test))
    return {"PCA": pca_error, "Autoencoder": np.mean((scaled_test - rebuilt) ** 2)}
''', "units: write every second sensor in thousandths"),

    "fitted on raw rows, only the error scaled": ("fair", '''
def fair(X_train, X_test, autoencoder):
    std, errors = X_train.std(axis=0), {}
    for name, reducer in {"PCA": PCA(autoencoder.n_components), "Autoencoder": autoencoder}.items():
        reducer.fit(X_train)
        rebuilt = reducer.inverse_transform(reducer.transform(X_test))
        errors[name] = np.mean(((X_test - rebuilt) / std) ** 2)
    return errors
''', "units:"),

    "95 % of the variance kept": ("fair", '''
def fair(X_train, X_test, autoencoder):
    scaler = StandardScaler().fit(X_train)
    train, test = scaler.transform(X_train), scaler.transform(X_test)
    errors = {}
    for name, reducer in {"PCA": PCA(0.95), "Autoencoder": autoencoder}.items():
        reducer.fit(train)
        errors[name] = np.mean((test - reducer.inverse_transform(reducer.transform(test))) ** 2)
    return errors
''', "size: your PCA"),

    "PCA without a size": ("fair", '''
def fair(X_train, X_test, autoencoder):
    scaler = StandardScaler().fit(X_train)
    train, test = scaler.transform(X_train), scaler.transform(X_test)
    errors = {}
    for name, reducer in {"PCA": PCA(), "Autoencoder": autoencoder}.items():
        reducer.fit(train)
        errors[name] = np.mean((test - reducer.inverse_transform(reducer.transform(test))) ** 2)
    return errors
''', "size: your PCA has next to no error"),

    "PCA still fitted on the test rows": ("fair", '''
def fair(X_train, X_test, autoencoder):
    scaler = StandardScaler().fit(X_train)
    train, test = scaler.transform(X_train), scaler.transform(X_test)
    pca = PCA(autoencoder.n_components)
    rebuilt_by_pca = pca.inverse_transform(pca.fit_transform(test))
    autoencoder.fit(train)
    rebuilt = autoencoder.inverse_transform(autoencoder.transform(test))
    return {"PCA": np.mean((test - rebuilt_by_pca) ** 2), "Autoencoder": np.mean((test - rebuilt) ** 2)}
''', "rows: judged in two halves"),

    "test rows scaled by their own statistics": ("fair", '''
def fair(X_train, X_test, autoencoder):
    train = StandardScaler().fit_transform(X_train)
    test = StandardScaler().fit_transform(X_test)
    errors = {}
    for name, reducer in {"PCA": PCA(autoencoder.n_components), "Autoencoder": autoencoder}.items():
        reducer.fit(train)
        errors[name] = np.mean((test - reducer.inverse_transform(reducer.transform(test))) ** 2)
    return errors
''', "rows: judged in two halves"),

    "scaler fitted on training and test rows": ("fair", '''
def fair(X_train, X_test, autoencoder):
    scaler = StandardScaler().fit(np.vstack([X_train, X_test]))
    train, test = scaler.transform(X_train), scaler.transform(X_test)
    errors = {}
    for name, reducer in {"PCA": PCA(autoencoder.n_components), "Autoencoder": autoencoder}.items():
        reducer.fit(train)
        errors[name] = np.mean((test - reducer.inverse_transform(reducer.transform(test))) ** 2)
    return errors
''', "something is fitted on them"),

    "summed over the columns": ("fair", '''
def fair(X_train, X_test, autoencoder):
    scaler = StandardScaler().fit(X_train)
    train, test = scaler.transform(X_train), scaler.transform(X_test)
    errors = {}
    for name, reducer in {"PCA": PCA(autoencoder.n_components), "Autoencoder": autoencoder}.items():
        reducer.fit(train)
        errors[name] = np.mean(np.sum((test - reducer.inverse_transform(reducer.transform(test))) ** 2, axis=1))
    return errors
''', "no sum and no root"),

    "both judged on the training rows": ("fair", '''
def fair(X_train, X_test, autoencoder):
    scaler = StandardScaler().fit(X_train)
    train, test = scaler.transform(X_train), scaler.transform(X_test)
    errors = {}
    for name, reducer in {"PCA": PCA(autoencoder.n_components), "Autoencoder": autoencoder}.items():
        reducer.fit(train)
        errors[name] = np.mean((train - reducer.inverse_transform(reducer.transform(train))) ** 2)
    return errors
''', "judged on the *test* rows"),

    "dict not returned": ("fair", '''
def fair(X_train, X_test, autoencoder):
    scaler = StandardScaler().fit(X_train)
    train, test = scaler.transform(X_train), scaler.transform(X_test)
    errors = {}
    for name, reducer in {"PCA": PCA(autoencoder.n_components), "Autoencoder": autoencoder}.items():
        reducer.fit(train)
        errors[name] = np.mean((test - reducer.inverse_transform(reducer.transform(test))) ** 2)
    errors
''', "returns nothing"),

    "PCA judged on the training rows": ("fair", '''
def fair(X_train, X_test, autoencoder):
    scaler = StandardScaler().fit(X_train)
    train, test = scaler.transform(X_train), scaler.transform(X_test)
    pca = PCA(autoencoder.n_components).fit(train)
    pca_error = np.mean((train - pca.inverse_transform(pca.transform(train))) ** 2)
    autoencoder.fit(train)
    rebuilt = autoencoder.inverse_transform(autoencoder.transform(test))
    return {"PCA": pca_error, "Autoencoder": np.mean((test - rebuilt) ** 2)}
''', "judged on the *test* rows"),

    "autoencoder never fitted": ("fair", '''
def fair(X_train, X_test, autoencoder):
    scaler = StandardScaler().fit(X_train)
    train, test = scaler.transform(X_train), scaler.transform(X_test)
    pca = PCA(autoencoder.n_components).fit(train)
    rebuilt = autoencoder.inverse_transform(autoencoder.transform(test))
    return {"PCA": np.mean((test - pca.inverse_transform(pca.transform(test))) ** 2),
            "Autoencoder": np.mean((test - rebuilt) ** 2)}
''', "you never fitted the autoencoder that was passed"),

    "PCA never fitted": ("fair", '''
def fair(X_train, X_test, autoencoder):
    scaler = StandardScaler().fit(X_train)
    train, test = scaler.transform(X_train), scaler.transform(X_test)
    pca = PCA(autoencoder.n_components)
    autoencoder.fit(train)
    return {"PCA": np.mean((test - pca.inverse_transform(pca.transform(test))) ** 2),
            "Autoencoder": np.mean((test - autoencoder.inverse_transform(autoencoder.transform(test))) ** 2)}
''', "a PCA that you use"),

    "root of the mean squared error": ("fair", '''
def fair(X_train, X_test, autoencoder):
    scaler = StandardScaler().fit(X_train)
    train, test = scaler.transform(X_train), scaler.transform(X_test)
    errors = {}
    for name, reducer in {"PCA": PCA(autoencoder.n_components), "Autoencoder": autoencoder}.items():
        reducer.fit(train)
        rebuilt = reducer.inverse_transform(reducer.transform(test))
        errors[name] = np.sqrt(np.mean((test - rebuilt) ** 2))
    return errors
''', "no sum and no root"),

    "normalised in place of standardised": ("fair", '''
def fair(X_train, X_test, autoencoder):
    from sklearn.preprocessing import MinMaxScaler
    scaler = MinMaxScaler().fit(X_train)
    train, test = scaler.transform(X_train), scaler.transform(X_test)
    errors = {}
    for name, reducer in {"PCA": PCA(autoencoder.n_components), "Autoencoder": autoencoder}.items():
        reducer.fit(train)
        errors[name] = np.mean((test - reducer.inverse_transform(reducer.transform(test))) ** 2)
    return errors
''', "what `StandardScaler` does"),

    "absolute errors, not squares": ("fair", '''
def fair(X_train, X_test, autoencoder):
    scaler = StandardScaler().fit(X_train)
    train, test = scaler.transform(X_train), scaler.transform(X_test)
    errors = {}
    for name, reducer in {"PCA": PCA(autoencoder.n_components), "Autoencoder": autoencoder}.items():
        reducer.fit(train)
        errors[name] = np.mean(np.abs(test - reducer.inverse_transform(reducer.transform(test))))
    return errors
''', "no absolute values"),

    "one code more for PCA": ("fair", '''
def fair(X_train, X_test, autoencoder):
    scaler = StandardScaler().fit(X_train)
    train, test = scaler.transform(X_train), scaler.transform(X_test)
    errors = {}
    for name, reducer in {"PCA": PCA(autoencoder.n_components + 1), "Autoencoder": autoencoder}.items():
        reducer.fit(train)
        errors[name] = np.mean((test - reducer.inverse_transform(reducer.transform(test))) ** 2)
    return errors
''', "beside 3 codes your PCA does not have 3"),

    "the mean forgotten": ("start-as-pca", '''
def start_as_pca(X, k, units, rng):
    d = X.shape[1]

    def bent(p, q):
        return rng.standard_normal((p, units)), np.zeros(units), np.zeros((units, q)), np.zeros(q)

    pca = PCA(k).fit(X)
    spread = np.sqrt(pca.explained_variance_)
    W, V = pca.components_.T / spread, pca.components_ * spread[:, None]
    b, mu = np.zeros(k), np.zeros(d)
    encoder = {"straight": (W, b), "bent": bent(d, k)}
    decoder = {"straight": (V, mu), "bent": bent(k, d)}
    return encoder, decoder
''', "the mean row comes back changed"),

    "the mean taken off as it is": ("start-as-pca", '''
def start_as_pca(X, k, units, rng):
    d = X.shape[1]

    def bent(p, q):
        return rng.standard_normal((p, units)), np.zeros(units), np.zeros((units, q)), np.zeros(q)

    pca = PCA(k).fit(X)
    spread = np.sqrt(pca.explained_variance_)
    W, V = pca.components_.T / spread, pca.components_ * spread[:, None]
    b, mu = -pca.mean_, pca.mean_
    encoder = {"straight": (W, b), "bent": bent(d, k)}
    decoder = {"straight": (V, mu), "bent": bent(k, d)}
    return encoder, decoder
''', "have shapes [(64, 2), (64,)"),

    "codes not whitened": ("start-as-pca", '''
def start_as_pca(X, k, units, rng):
    d = X.shape[1]

    def bent(p, q):
        return rng.standard_normal((p, units)), np.zeros(units), np.zeros((units, q)), np.zeros(q)

    pca = PCA(k).fit(X)
    spread = np.sqrt(pca.explained_variance_)
    W, V = pca.components_.T, pca.components_
    b, mu = -pca.mean_ @ W, pca.mean_
    encoder = {"straight": (W, b), "bent": bent(d, k)}
    decoder = {"straight": (V, mu), "bent": bent(k, d)}
    return encoder, decoder
''', "the codes have variances"),

    "divided by the variance": ("start-as-pca", '''
def start_as_pca(X, k, units, rng):
    d = X.shape[1]

    def bent(p, q):
        return rng.standard_normal((p, units)), np.zeros(units), np.zeros((units, q)), np.zeros(q)

    pca = PCA(k).fit(X)
    spread = pca.explained_variance_
    W, V = pca.components_.T / spread, pca.components_ * spread[:, None]
    b, mu = -pca.mean_ @ W, pca.mean_
    encoder = {"straight": (W, b), "bent": bent(d, k)}
    decoder = {"straight": (V, mu), "bent": bent(k, d)}
    return encoder, decoder
''', "the codes have variances"),

    "the stretch not undone": ("start-as-pca", '''
def start_as_pca(X, k, units, rng):
    d = X.shape[1]

    def bent(p, q):
        return rng.standard_normal((p, units)), np.zeros(units), np.zeros((units, q)), np.zeros(q)

    pca = PCA(k).fit(X)
    spread = np.sqrt(pca.explained_variance_)
    W, V = pca.components_.T / spread, pca.components_
    b, mu = -pca.mean_ @ W, pca.mean_
    encoder = {"straight": (W, b), "bent": bent(d, k)}
    decoder = {"straight": (V, mu), "bent": bent(k, d)}
    return encoder, decoder
''', "stretch included"),

    "everything bent is zero": ("start-as-pca", '''
def start_as_pca(X, k, units, rng):
    d = X.shape[1]

    def bent(p, q):
        return np.zeros((p, units)), np.zeros(units), np.zeros((units, q)), np.zeros(q)

    pca = PCA(k).fit(X)
    spread = np.sqrt(pca.explained_variance_)
    W, V = pca.components_.T / spread, pca.components_ * spread[:, None]
    b, mu = -pca.mean_ @ W, pca.mean_
    encoder = {"straight": (W, b), "bent": bent(d, k)}
    decoder = {"straight": (V, mu), "bent": bent(k, d)}
    return encoder, decoder
''', "same answer, so B gets no gradient"),

    "twins": ("start-as-pca", '''
def start_as_pca(X, k, units, rng):
    d = X.shape[1]

    def bent(p, q):
        return np.full((p, units), 0.1), np.zeros(units), np.zeros((units, q)), np.zeros(q)

    pca = PCA(k).fit(X)
    spread = np.sqrt(pca.explained_variance_)
    W, V = pca.components_.T / spread, pca.components_ * spread[:, None]
    b, mu = -pca.mean_ @ W, pca.mean_
    encoder = {"straight": (W, b), "bent": bent(d, k)}
    decoder = {"straight": (V, mu), "bent": bent(k, d)}
    return encoder, decoder
''', "twins"),

    "bent path random to its end": ("start-as-pca", '''
def start_as_pca(X, k, units, rng):
    d = X.shape[1]

    def bent(p, q):
        return rng.standard_normal((p, units)), np.zeros(units), 0.1 * rng.standard_normal((units, q)), np.zeros(q)

    pca = PCA(k).fit(X)
    spread = np.sqrt(pca.explained_variance_)
    W, V = pca.components_.T / spread, pca.components_ * spread[:, None]
    b, mu = -pca.mean_ @ W, pca.mean_
    encoder = {"straight": (W, b), "bent": bent(d, k)}
    decoder = {"straight": (V, mu), "bent": bent(k, d)}
    return encoder, decoder
''', "not silent"),

    "two codes, whatever was asked": ("start-as-pca", '''
def start_as_pca(X, k, units, rng):
    d = X.shape[1]

    def bent(p, q):
        return rng.standard_normal((p, units)), np.zeros(units), np.zeros((units, q)), np.zeros(q)

    pca = PCA(2).fit(X)
    spread = np.sqrt(pca.explained_variance_)
    W, V = pca.components_.T / spread, pca.components_ * spread[:, None]
    b, mu = -pca.mean_ @ W, pca.mean_
    encoder = {"straight": (W, b), "bent": bent(d, k)}
    decoder = {"straight": (V, mu), "bent": bent(k, d)}
    return encoder, decoder
''', "have shapes [(12, 2)"),

    "bent without return": ("start-as-pca", '''
def start_as_pca(X, k, units, rng):
    d = X.shape[1]

    def bent(p, q):
        A, a, B, c = rng.standard_normal((p, units)), np.zeros(units), np.zeros((units, q)), np.zeros(q)

    pca = PCA(k).fit(X)
    spread = np.sqrt(pca.explained_variance_)
    W, V = pca.components_.T / spread, pca.components_ * spread[:, None]
    b, mu = -pca.mean_ @ W, pca.mean_
    encoder = {"straight": (W, b), "bent": bent(d, k)}
    decoder = {"straight": (V, mu), "bent": bent(k, d)}
    return encoder, decoder
''', "`bent` returns nothing"),

    "return lost": ("start-as-pca", '''
def start_as_pca(X, k, units, rng):
    d = X.shape[1]

    def bent(p, q):
        return rng.standard_normal((p, units)), np.zeros(units), np.zeros((units, q)), np.zeros(q)

    pca = PCA(k).fit(X)
    spread = np.sqrt(pca.explained_variance_)
    W, V = pca.components_.T / spread, pca.components_ * spread[:, None]
    b, mu = -pca.mean_ @ W, pca.mean_
    encoder = {"straight": (W, b), "bent": bent(d, k)}
    decoder = {"straight": (V, mu), "bent": bent(k, d)}
''', "Put its last line back"),

    "another generator": ("start-as-pca", '''
def start_as_pca(X, k, units, rng):
    d = X.shape[1]

    def bent(p, q):
        return np.random.standard_normal((p, units)), np.zeros(units), np.zeros((units, q)), np.zeros(q)

    pca = PCA(k).fit(X)
    spread = np.sqrt(pca.explained_variance_)
    W, V = pca.components_.T / spread, pca.components_ * spread[:, None]
    b, mu = -pca.mean_ @ W, pca.mean_
    encoder = {"straight": (W, b), "bent": bent(d, k)}
    decoder = {"straight": (V, mu), "bent": bent(k, d)}
    return encoder, decoder
''', "with the `rng` that was passed"),

    "multiplied by the root where it should divide": ("start-as-pca", '''
def start_as_pca(X, k, units, rng):
    d = X.shape[1]

    def bent(p, q):
        return rng.standard_normal((p, units)) * np.sqrt(p), np.zeros(units), np.zeros((units, q)), np.zeros(q)

    pca = PCA(k).fit(X)
    spread = np.sqrt(pca.explained_variance_)
    W, V = pca.components_.T / spread, pca.components_ * spread[:, None]
    b, mu = -pca.mean_ @ W, pca.mean_
    encoder = {"straight": (W, b), "bent": bent(d, k)}
    decoder = {"straight": (V, mu), "bent": bent(k, d)}
    return encoder, decoder
''', "most hidden units are stuck"),

    "the stretch as it is, not as a column": ("start-as-pca", '''
def start_as_pca(X, k, units, rng):
    d = X.shape[1]

    def bent(p, q):
        return rng.standard_normal((p, units)), np.zeros(units), np.zeros((units, q)), np.zeros(q)

    pca = PCA(k).fit(X)
    spread = np.sqrt(pca.explained_variance_)
    W, V = pca.components_.T / spread, pca.components_ * spread
    b, mu = -pca.mean_ @ W, pca.mean_
    encoder = {"straight": (W, b), "bent": bent(d, k)}
    decoder = {"straight": (V, mu), "bent": bent(k, d)}
    return encoder, decoder
''', "your function stopped at an error in its line `W, V"),

    "divided by the columns' deviations": ("start-as-pca", '''
def start_as_pca(X, k, units, rng):
    d = X.shape[1]

    def bent(p, q):
        return rng.standard_normal((p, units)), np.zeros(units), np.zeros((units, q)), np.zeros(q)

    pca = PCA(k).fit(X)
    spread = X.std(axis=0)
    W, V = pca.components_.T / spread, pca.components_ * spread[:, None]
    b, mu = -pca.mean_ @ W, pca.mean_
    encoder = {"straight": (W, b), "bent": bent(d, k)}
    decoder = {"straight": (V, mu), "bent": bent(k, d)}
    return encoder, decoder
''', "your function stopped at an error in its line `W, V"),

    "the axes not transposed": ("start-as-pca", '''
def start_as_pca(X, k, units, rng):
    d = X.shape[1]

    def bent(p, q):
        return rng.standard_normal((p, units)), np.zeros(units), np.zeros((units, q)), np.zeros(q)

    pca = PCA(k).fit(X)
    spread = np.sqrt(pca.explained_variance_)
    W, V = pca.components_ / spread[:, None], pca.components_ * spread[:, None]
    b, mu = -pca.mean_ @ W, pca.mean_
    encoder = {"straight": (W, b), "bent": bent(d, k)}
    decoder = {"straight": (V, mu), "bent": bent(k, d)}
    return encoder, decoder
''', "your function stopped at an error in its line `b, mu"),

    "the encoder's matrix, transposed": ("start-as-pca", '''
def start_as_pca(X, k, units, rng):
    d = X.shape[1]

    def bent(p, q):
        return rng.standard_normal((p, units)) / np.sqrt(p), np.zeros(units), np.zeros((units, q)), np.zeros(q)

    pca = PCA(k).fit(X)
    spread = np.sqrt(pca.explained_variance_)
    W = pca.components_.T / spread
    V = W.T
    b, mu = -pca.mean_ @ W, pca.mean_
    encoder = {"straight": (W, b), "bent": bent(d, k)}
    decoder = {"straight": (V, mu), "bent": bent(k, d)}
    return encoder, decoder
''', "stretch included"),

    "interval of single rows": ("verdict", '''
def verdict(pca_errors, ae_errors):
    gain = pca_errors - ae_errors
    low, high = gain.mean() - 1.96 * gain.std(), gain.mean() + 1.96 * gain.std()
    return "Autoencoder" if low > 0 else "PCA", low, high
''', "where single rows lie"),

    "not paired": ("verdict", '''
def verdict(pca_errors, ae_errors):
    n = len(pca_errors)
    reach = 1.96 * np.sqrt(pca_errors.var() / n + ae_errors.var() / n)
    mean = pca_errors.mean() - ae_errors.mean()
    return "Autoencoder" if mean - reach > 0 else "PCA", mean - reach, mean + reach
''', "row by row first"),

    "the gain with the wrong sign": ("verdict", '''
def verdict(pca_errors, ae_errors):
    gain = ae_errors - pca_errors
    reach = 1.96 * gain.std() / np.sqrt(len(gain))
    low, high = gain.mean() - reach, gain.mean() + reach
    return "Autoencoder" if high < 0 else "PCA", low, high
''', "positive where the autoencoder is better"),

    "one standard error": ("verdict", '''
def verdict(pca_errors, ae_errors):
    gain = pca_errors - ae_errors
    reach = gain.std() / np.sqrt(len(gain))
    low, high = gain.mean() - reach, gain.mean() + reach
    return "Autoencoder" if low > 0 else "PCA", low, high
''', "half as wide as it should be"),

    "whoever has the lower mean": ("verdict", '''
def verdict(pca_errors, ae_errors):
    gain = pca_errors - ae_errors
    reach = 1.96 * gain.std() / np.sqrt(len(gain))
    choice = "Autoencoder" if gain.mean() > 0 else "PCA"
    return choice, gain.mean() - reach, gain.mean() + reach
''', "may be luck"),

    "whenever zero is not in the interval": ("verdict", '''
def verdict(pca_errors, ae_errors):
    gain = pca_errors - ae_errors
    reach = 1.96 * gain.std() / np.sqrt(len(gain))
    low, high = gain.mean() - reach, gain.mean() + reach
    return "PCA" if low < 0 < high else "Autoencoder", low, high
''', "that gain is a loss"),

    "median in place of mean": ("verdict", '''
def verdict(pca_errors, ae_errors):
    gain = pca_errors - ae_errors
    reach = 1.96 * gain.std() / np.sqrt(len(gain))
    low, high = np.median(gain) - reach, np.median(gain) + reach
    return "Autoencoder" if low > 0 else "PCA", low, high
''', "no median"),

    "divided by n": ("verdict", '''
def verdict(pca_errors, ae_errors):
    gain = pca_errors - ae_errors
    reach = 1.96 * gain.std() / len(gain)
    low, high = gain.mean() - reach, gain.mean() + reach
    return "Autoencoder" if low > 0 else "PCA", low, high
''', "20 times too narrow"),

    "variance in place of spread": ("verdict", '''
def verdict(pca_errors, ae_errors):
    gain = pca_errors - ae_errors
    reach = 1.96 * gain.var() / np.sqrt(len(gain))
    low, high = gain.mean() - reach, gain.mean() + reach
    return "Autoencoder" if low > 0 else "PCA", low, high
''', "25 times too narrow"),

    "90 % interval": ("verdict", '''
def verdict(pca_errors, ae_errors):
    gain = pca_errors - ae_errors
    reach = 1.645 * gain.std() / np.sqrt(len(gain))
    low, high = gain.mean() - reach, gain.mean() + reach
    return "Autoencoder" if low > 0 else "PCA", low, high
''', "1.96 standard errors to each side"),

    "three values in another order": ("verdict", '''
def verdict(pca_errors, ae_errors):
    gain = pca_errors - ae_errors
    reach = 1.96 * gain.std() / np.sqrt(len(gain))
    low, high = gain.mean() - reach, gain.mean() + reach
    return low, high, "Autoencoder" if low > 0 else "PCA"
''', "in this order"),

    "only the choice": ("verdict", '''
def verdict(pca_errors, ae_errors):
    gain = pca_errors - ae_errors
    reach = 1.96 * gain.std() / np.sqrt(len(gain))
    low, high = gain.mean() - reach, gain.mean() + reach
    return "Autoencoder" if low > 0 else "PCA"
''', "in this order"),

    "nothing returned": ("verdict", '''
def verdict(pca_errors, ae_errors):
    gain = pca_errors - ae_errors
    reach = 1.96 * gain.std() / np.sqrt(len(gain))
    low, high = gain.mean() - reach, gain.mean() + reach
    choice = "Autoencoder" if low > 0 else "PCA"
''', "returns nothing"),

    "always 400 rows": ("verdict", '''
def verdict(pca_errors, ae_errors):
    gain = pca_errors - ae_errors
    reach = 1.96 * gain.std() / 20
    low, high = gain.mean() - reach, gain.mean() + reach
    return "Autoencoder" if low > 0 else "PCA", low, high
''', "for 64 rows with gains"),

    "middle 90 % of redrawn means": ("verdict", '''
def verdict(pca_errors, ae_errors):
    gain = pca_errors - ae_errors
    rng = np.random.default_rng(0)
    m = [rng.choice(gain, len(gain)).mean() for _ in range(1000)]
    low, high = np.quantile(m, [0.05, 0.95])
    return "Autoencoder" if low > 0 else "PCA", low, high
''', "Leave 2.5 % out on each side"),

    "redrawn without replacement": ("verdict", '''
def verdict(pca_errors, ae_errors):
    gain = pca_errors - ae_errors
    rng = np.random.default_rng(0)
    m = [rng.choice(gain, len(gain), replace=False).mean() for _ in range(1000)]
    low, high = np.quantile(m, [0.025, 0.975])
    return "Autoencoder" if low > 0 else "PCA", low, high
''', "*with* replacement"),

    "gain as a share of PCA's error": ("verdict", '''
def verdict(pca_errors, ae_errors):
    gain = (pca_errors - ae_errors) / pca_errors
    reach = 1.96 * gain.std() / np.sqrt(len(gain))
    low, high = gain.mean() - reach, gain.mean() + reach
    return "Autoencoder" if low > 0 else "PCA", low, high
''', "no median and no share"),
}

RIGHT = {
    "one PCA, its axes used one after the other": ("numbers-needed", '''
def numbers_needed(train, test, error):
    pca = PCA().fit(train)
    rest = test - pca.mean_
    k = 0
    while np.mean(rest ** 2) > error:
        axis = pca.components_[k]
        rest = rest - np.outer(rest @ axis, axis)
        k += 1
    return k
'''),

    "squares of the codes left out": ("numbers-needed", '''
def numbers_needed(train, test, error):
    mean = train.mean(axis=0)
    axes = np.linalg.svd(train - mean, full_matrices=False)[2]
    kept = np.cumsum(np.sum(((test - mean) @ axes.T) ** 2, axis=0))
    left = (np.sum((test - mean) ** 2) - kept) / test.size
    return np.flatnonzero(left <= error)[0] + 1
'''),

    "by halving": ("numbers-needed", '''
def numbers_needed(train, test, error):
    low, high = 1, min(train.shape)
    while low < high:
        k = (low + high) // 2
        pca = PCA(k).fit(train)
        if np.mean((test - pca.inverse_transform(pca.transform(test))) ** 2) <= error:
            high = k
        else:
            low = k + 1
    return low
'''),

    "eigenvectors of the covariance, sizes counted": ("numbers-needed", '''
def numbers_needed(train, test, error):
    mean = train.mean(axis=0)
    values, vectors = np.linalg.eigh(np.cov(train.T))
    axes = vectors[:, ::-1]
    T = test - mean
    left = np.mean(T ** 2) - np.cumsum(np.sum((T @ axes) ** 2, axis=0)) / T.size
    return 1 + int(np.sum(left > error))
'''),

    "by compare": ("fair", '''
def fair(X_train, X_test, autoencoder):
    from aeutils import compare
    scaler = StandardScaler().fit(X_train)
    table = compare({"PCA": PCA(autoencoder.n_components), "Autoencoder": autoencoder},
                    scaler.transform(X_train), scaler.transform(X_test)).table
    return table["test error"].to_dict()
'''),

    "by hand, without StandardScaler": ("fair", '''
def fair(X_train, X_test, autoencoder):
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    A, B = (X_train - mean) / std, (X_test - mean) / std
    axes = np.linalg.svd(A, full_matrices=False)[2][:autoencoder.n_components]
    autoencoder.fit(A)
    rebuilt = autoencoder.inverse_transform(autoencoder.transform(B))
    return {"Autoencoder": ((B - rebuilt) ** 2).mean(), "PCA": ((B - B @ axes.T @ axes) ** 2).mean()}
'''),

    "a pipeline for each": ("fair", '''
def fair(X_train, X_test, autoencoder):
    from sklearn.pipeline import make_pipeline
    scaler = StandardScaler().fit(X_train)
    truth = scaler.transform(X_test)
    out = dict()
    for name, r in [("PCA", PCA(n_components=autoencoder.n_components)), ("Autoencoder", autoencoder)]:
        pipe = make_pipeline(StandardScaler(), r).fit(X_train)
        back = r.inverse_transform(pipe.transform(X_test))
        out[name] = ((truth - back) ** 2).mean()
    return out
'''),

    "by singular values, with other signs, in float32": ("start-as-pca", '''
def start_as_pca(X, k, units, rng):
    n, d = X.shape

    def bent(p, q):
        A = rng.uniform(-0.3, 0.3, (p, units))
        return [A.astype(np.float32), rng.normal(size=units), np.zeros((units, q)), np.zeros(q)]

    mean = X.mean(axis=0)
    left, values, axes = np.linalg.svd(X - mean, full_matrices=False)
    spread = values[:k] / np.sqrt(n)
    W, V = -(axes[:k] / spread[:, None]).T.astype(np.float32), -axes[:k] * spread[:, None]
    b, mu = (-mean @ W).astype(np.float32), mean.astype(np.float32)
    encoder = {"straight": (W, b), "bent": bent(d, k)}
    decoder = {"straight": (V, mu), "bent": bent(k, d)}
    return encoder, decoder
'''),

    "whitened PCA, weights read off by probing": ("start-as-pca", '''
def start_as_pca(X, k, units, rng):
    d = X.shape[1]

    def bent(p, q):
        """A, a, B, c of a path from p numbers to q that is silent, and can be woken."""
        A, a = rng.standard_normal((p, units)), np.zeros(units)
        B, c = np.zeros((units, q)), np.zeros(q)
        return A, a, B, c

    pca = PCA(k, whiten=True).fit(X)
    b = pca.transform(np.zeros((1, d)))[0]
    W = pca.transform(np.eye(d)) - b
    mu = pca.inverse_transform(np.zeros((1, k)))[0]
    V = pca.inverse_transform(np.eye(k)) - mu
    encoder = {"straight": (W, b), "bent": bent(d, k)}
    decoder = {"straight": (V, mu), "bent": bent(k, d)}
    return encoder, decoder
'''),

    "codes turned, which PCA's subspace allows": ("start-as-pca", '''
def start_as_pca(X, k, units, rng):
    d = X.shape[1]

    def bent(p, q):
        return rng.standard_normal((p, units)) / np.sqrt(p), np.zeros(units), np.zeros((units, q)), np.zeros(q)

    pca = PCA(k).fit(X)
    Q = np.linalg.qr(rng.standard_normal((k, k)))[0]
    spread = np.sqrt(pca.explained_variance_)
    W, V = pca.components_.T / spread @ Q, Q.T @ (pca.components_ * spread[:, None])
    b, mu = -pca.mean_ @ W, pca.mean_
    encoder = {"straight": (W, b), "bent": bent(d, k)}
    decoder = {"straight": (V, mu), "bent": bent(k, d)}
    return encoder, decoder
'''),

    "bootstrap by hand": ("verdict", '''
def verdict(pca_errors, ae_errors):
    gain = np.array(pca_errors) - np.array(ae_errors)
    rng = np.random.default_rng(7)
    means = [rng.choice(gain, len(gain)).mean() for _ in range(2000)]
    low, high = np.quantile(means, [0.025, 0.975])
    return ["PCA", "Autoencoder"][int(low > 0)], low, high
'''),

    "bootstrap by scipy": ("verdict", '''
def verdict(pca_errors, ae_errors):
    gain = pca_errors - ae_errors
    low, high = bootstrap((gain,), np.mean, n_resamples=1000, method="percentile",
                          rng=np.random.default_rng(1)).confidence_interval
    return ("Autoencoder" if low > 0 else "PCA", low, high)
'''),

    "Student's t": ("verdict", '''
def verdict(pca_errors, ae_errors):
    from scipy.stats import ttest_rel
    ends = ttest_rel(pca_errors, ae_errors).confidence_interval(0.95)
    return "Autoencoder" if ends.low > 0 else "PCA", ends.low, ends.high
'''),

    "pandas and its spread, list": ("verdict", '''
def verdict(pca_errors, ae_errors):
    gain = pd.Series(pca_errors - ae_errors)
    return ["Autoencoder" if gain.mean() > 1.96 * gain.sem() else "PCA",
            gain.mean() - 1.96 * gain.sem(), gain.mean() + 1.96 * gain.sem()]
'''),

    "rows redrawn by number": ("verdict", '''
def verdict(pca_errors, ae_errors):
    n = len(pca_errors)
    rows = np.random.default_rng(3).integers(n, size=(1000, n))
    gains = (pca_errors[rows] - ae_errors[rows]).mean(axis=1)
    low, high = np.percentile(gains, [2.5, 97.5])
    choice = 'PCA'
    if low > 0:
        choice = 'Autoencoder'
    return choice, float(low), float(high)
'''),

    "bootstrap as scipy has it by default": ("verdict", '''
def verdict(pca_errors, ae_errors):
    gain = pca_errors - ae_errors
    r = bootstrap((gain,), np.mean, confidence_level=0.95, rng=0).confidence_interval
    return ('Autoencoder' if r.low > 0 else 'PCA'), r.low, r.high
'''),
}
