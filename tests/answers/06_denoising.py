"""Answers to exercise 06, wrong and right: (grade id of the cell, code, words of the hint)."""

WRONG = {
    "in place": ("mask", '''
def mask(X, share, seed):
    rng = np.random.default_rng(seed)
    X[rng.random(X.shape) < share] = 0
    return X
''', "X itself has changed"),

    "a second name is no copy": ("mask", '''
def mask(X, share, seed):
    noisy = X
    noisy[np.random.default_rng(seed).random(X.shape) < share] = 0
    return noisy
''', "Work on a copy"),

    "keeps the share": ("mask", '''
def mask(X, share, seed):
    return X * (np.random.default_rng(seed).random(X.shape) < share)
''', "what should go, stays"),

    "one row of draws for all images": ("mask", '''
def mask(X, share, seed):
    keep = np.random.default_rng(seed).random(X.shape[1]) >= share
    return X * keep
''', "every image loses the same pixels"),

    "whole images hidden": ("mask", '''
def mask(X, share, seed):
    noisy = X.copy()
    noisy[np.random.default_rng(seed).random(len(X)) < share] = 0
    return noisy
''', "Draw for each entry"),

    "as many in every image": ("mask", '''
def mask(X, share, seed):
    rng, noisy = np.random.default_rng(seed), X.copy()
    for row in noisy:
        row[rng.choice(len(row), round(share * len(row)), replace=False)] = 0
    return noisy
''', "exactly 12 pixels"),

    "drawn with replacement": ("mask", '''
def mask(X, share, seed):
    rng, noisy = np.random.default_rng(seed), X.copy()
    noisy.flat[rng.integers(X.size, size=int(share * X.size))] = 0
    return noisy
''', "picked twice"),

    "normal draws": ("mask", '''
def mask(X, share, seed):
    return np.where(np.random.default_rng(seed).normal(size=X.shape) < share, 0, X)
''', "Are your draws uniform"),

    "seed not used": ("mask", '''
def mask(X, share, seed):
    return np.where(np.random.default_rng().random(X.shape) < share, 0, X)
''', "the same seed, two answers"),

    "always the same seed": ("mask", '''
def mask(X, share, seed):
    rng = np.random.default_rng(0)
    return np.where(rng.random(X.shape) < share, 0, X)
''', "Is `seed` used"),

    "dropout, which makes up for what is lost": ("mask", '''
def mask(X, share, seed):
    keep = np.random.default_rng(seed).random(X.shape) >= share
    return X * keep / (1 - share)
''', "neither 0 nor what they were"),

    "the mask itself": ("mask", '''
def mask(X, share, seed):
    return np.random.default_rng(seed).random(X.shape) < share
''', "return the images"),

    "share of the visible check": ("mask", '''
def mask(X, share, seed):
    rng = np.random.default_rng(seed)
    return np.where(rng.random(X.shape) < 0.3, 0, X)
''', "other data: for a share of 0.1"),

    "one logarithm of the pooled error": ("psnr", '''
def psnr(clean, found, peak):
    error = np.mean((np.clip(found.astype(float), 0, peak) - clean.astype(float)) ** 2)
    return 10 * np.log10(peak**2 / error)
''', "joint error"),

    "mean along the wrong axis": ("psnr", '''
def psnr(clean, found, peak):
    error = np.mean((np.clip(found.astype(float), 0, peak) - clean.astype(float)) ** 2, axis=0)
    return np.mean(10 * np.log10(peak**2 / error))
''', "its mean over *its* pixels"),

    "natural logarithm": ("psnr", '''
def psnr(clean, found, peak):
    error = np.mean((np.clip(found.astype(float), 0, peak) - clean.astype(float)) ** 2, axis=1)
    return np.mean(10 * np.log(peak**2 / error))
''', "natural logarithm"),

    "peak of the data": ("psnr", '''
def psnr(clean, found, peak):
    error = np.mean((np.clip(found.astype(float), 0, peak) - clean.astype(float)) ** 2, axis=1)
    return np.mean(10 * np.log10(clean.max() ** 2 / error))
''', "brightest pixel"),

    "peak always 255": ("psnr", '''
def psnr(clean, found, peak):
    error = np.mean((np.clip(found.astype(float), 0, peak) - clean.astype(float)) ** 2, axis=1)
    return np.mean(10 * np.log10(255**2 / error))
''', "for a peak of 255"),

    "peak always 1": ("psnr", '''
def psnr(clean, found, peak):
    error = np.mean((np.clip(found.astype(float), 0, peak) - clean.astype(float)) ** 2, axis=1)
    return np.mean(-10 * np.log10(error))
''', "for a peak of 1"),

    "peak not squared": ("psnr", '''
def psnr(clean, found, peak):
    error = np.mean((np.clip(found.astype(float), 0, peak) - clean.astype(float)) ** 2, axis=1)
    return np.mean(10 * np.log10(peak / error))
''', "peak is not squared"),

    "20 log without the root": ("psnr", '''
def psnr(clean, found, peak):
    error = np.mean((np.clip(found.astype(float), 0, peak) - clean.astype(float)) ** 2, axis=1)
    return np.mean(20 * np.log10(peak / error))
''', "You mix the two"),

    "upside down": ("psnr", '''
def psnr(clean, found, peak):
    error = np.mean((np.clip(found.astype(float), 0, peak) - clean.astype(float)) ** 2, axis=1)
    return np.mean(10 * np.log10(error / peak**2))
''', "upside down"),

    "squared error summed": ("psnr", '''
def psnr(clean, found, peak):
    error = np.sum((np.clip(found.astype(float), 0, peak) - clean.astype(float)) ** 2, axis=1)
    return np.mean(10 * np.log10(peak**2 / error))
''', "sums over the pixels"),

    "not cut": ("psnr", '''
def psnr(clean, found, peak):
    error = np.mean((found.astype(float) - clean.astype(float)) ** 2, axis=1)
    return np.mean(10 * np.log10(peak**2 / error))
''', "cut first"),

    "cut to 0 to 1": ("psnr", '''
def psnr(clean, found, peak):
    error = np.mean((np.clip(found.astype(float), 0, 1) - clean.astype(float)) ** 2, axis=1)
    return np.mean(10 * np.log10(peak**2 / error))
''', "cut to the range from 0 to 1"),

    "subtracted in eight bits": ("psnr", '''
def psnr(clean, found, peak):
    error = np.mean((clean - np.clip(found, 0, peak)) ** 2, axis=1)
    return np.mean(10 * np.log10(peak**2 / error))
''', "In eight bits"),

    "float too late": ("psnr", '''
def psnr(clean, found, peak):
    wrong = (clean - np.clip(found, 0, peak)).astype(float)
    return np.mean(10 * np.log10(peak**2 / np.mean(wrong**2, axis=1)))
''', "before you subtract"),

    "one number for each image": ("psnr", '''
def psnr(clean, found, peak):
    error = np.mean((np.clip(found.astype(float), 0, peak) - clean.astype(float)) ** 2, axis=1)
    return 10 * np.log10(peak**2 / error)
''', "return one number"),

    "median of the images": ("psnr", '''
def psnr(clean, found, peak):
    error = np.mean((np.clip(found.astype(float), 0, peak) - clean.astype(float)) ** 2, axis=1)
    return np.median(10 * np.log10(peak**2 / error))
''', "seven other images"),

    "the target is still noisy": ("repaired", '''
def repaired(network, X_train, X_test, level, epochs, rng):
    for epoch in range(epochs):
        noisy = X_train + level * rng.standard_normal(X_train.shape)
        network.partial_fit(noisy, noisy)
    noisy_test = X_test + level * rng.standard_normal(X_test.shape)
    return noisy_test, network.predict(noisy_test)
''', "target: the network is asked"),

    "another noisy copy as target": ("repaired", '''
def repaired(network, X_train, X_test, level, epochs, rng):
    for epoch in range(epochs):
        network.partial_fit(X_train + level * rng.standard_normal(X_train.shape),
                            X_train + level * rng.standard_normal(X_train.shape))
    noisy_test = X_test + level * rng.standard_normal(X_test.shape)
    return noisy_test, network.predict(noisy_test)
''', "target: the network is asked"),

    "noise still drawn once": ("repaired", '''
def repaired(network, X_train, X_test, level, epochs, rng):
    noisy = X_train + level * rng.standard_normal(X_train.shape)
    for epoch in range(epochs):
        network.partial_fit(noisy, X_train)
    noisy_test = X_test + level * rng.standard_normal(X_test.shape)
    return noisy_test, network.predict(noisy_test)
''', "two epochs get the same noise"),

    "generator made anew in each epoch": ("repaired", '''
def repaired(network, X_train, X_test, level, epochs, rng):
    for epoch in range(epochs):
        rng = np.random.default_rng(0)
        network.partial_fit(X_train + level * rng.standard_normal(X_train.shape), X_train)
    noisy_test = X_test + level * rng.standard_normal(X_test.shape)
    return noisy_test, network.predict(noisy_test)
''', "two epochs get the same noise"),

    "the test noise still cut": ("repaired", '''
def repaired(network, X_train, X_test, level, epochs, rng):
    for epoch in range(epochs):
        network.partial_fit(X_train + level * rng.standard_normal(X_train.shape), X_train)
    noisy_test = np.clip(X_test + level * rng.standard_normal(X_test.shape), 0, 1)
    return noisy_test, network.predict(noisy_test)
''', "test: no pixel lies below 0"),

    "both cut": ("repaired", '''
def repaired(network, X_train, X_test, level, epochs, rng):
    def add(X):
        return np.clip(X + level * rng.standard_normal(X.shape), 0, 1)

    for epoch in range(epochs):
        network.partial_fit(add(X_train), X_train)
    noisy_test = add(X_test)
    return noisy_test, network.predict(noisy_test)
''', "training: no pixel lies below 0"),

    "noise written into the clean images": ("repaired", '''
def repaired(network, X_train, X_test, level, epochs, rng):
    for epoch in range(epochs):
        X_train += level * rng.standard_normal(X_train.shape)
        network.partial_fit(X_train, X_train)
    noisy_test = X_test + level * rng.standard_normal(X_test.shape)
    return noisy_test, network.predict(noisy_test)
''', "written into the clean images"),

    "noise piles up": ("repaired", '''
def repaired(network, X_train, X_test, level, epochs, rng):
    noisy = X_train
    for epoch in range(epochs):
        noisy = noisy + level * rng.standard_normal(X_train.shape)
        network.partial_fit(noisy, X_train)
    noisy_test = X_test + level * rng.standard_normal(X_test.shape)
    return noisy_test, network.predict(noisy_test)
''', "It piles up"),

    "input and target swapped": ("repaired", '''
def repaired(network, X_train, X_test, level, epochs, rng):
    for epoch in range(epochs):
        network.partial_fit(X_train, X_train + level * rng.standard_normal(X_train.shape))
    noisy_test = X_test + level * rng.standard_normal(X_test.shape)
    return noisy_test, network.predict(noisy_test)
''', "Noise belongs into the input"),

    "level taken for a variance": ("repaired", '''
def repaired(network, X_train, X_test, level, epochs, rng):
    for epoch in range(epochs):
        network.partial_fit(X_train + np.sqrt(level) * rng.standard_normal(X_train.shape), X_train)
    noisy_test = X_test + np.sqrt(level) * rng.standard_normal(X_test.shape)
    return noisy_test, network.predict(noisy_test)
''', "the standard deviation of your noise is 0.4"),

    "easier noise for the test": ("repaired", '''
def repaired(network, X_train, X_test, level, epochs, rng):
    for epoch in range(epochs):
        network.partial_fit(X_train + level * rng.standard_normal(X_train.shape), X_train)
    noisy_test = X_test + level / 2 * rng.standard_normal(X_test.shape)
    return noisy_test, network.predict(noisy_test)
''', "test: level is 0.2"),

    "uniform noise": ("repaired", '''
def repaired(network, X_train, X_test, level, epochs, rng):
    for epoch in range(epochs):
        network.partial_fit(X_train + level * rng.uniform(-1, 1, X_train.shape) * np.sqrt(3), X_train)
    noisy_test = X_test + level * rng.uniform(-1, 1, X_test.shape) * np.sqrt(3)
    return noisy_test, network.predict(noisy_test)
''', "it is not normal"),

    "noise that only adds ink": ("repaired", '''
def repaired(network, X_train, X_test, level, epochs, rng):
    for epoch in range(epochs):
        network.partial_fit(X_train + level * rng.random(X_train.shape), X_train)
    noisy_test = X_test + level * rng.random(X_test.shape)
    return noisy_test, network.predict(noisy_test)
''', "hardly ever negative"),

    "one row of noise for all": ("repaired", '''
def repaired(network, X_train, X_test, level, epochs, rng):
    for epoch in range(epochs):
        network.partial_fit(X_train + level * rng.standard_normal(X_train.shape[1]), X_train)
    noisy_test = X_test + level * rng.standard_normal(X_test.shape)
    return noisy_test, network.predict(noisy_test)
''', "share their noise"),

    "noise of NumPy's own generator": ("repaired", '''
def repaired(network, X_train, X_test, level, epochs, rng):
    for epoch in range(epochs):
        network.partial_fit(X_train + np.random.normal(0, level, X_train.shape), X_train)
    noisy_test = X_test + np.random.normal(0, level, X_test.shape)
    return noisy_test, network.predict(noisy_test)
''', "Draw with `rng`"),

    "clean images to predict from": ("repaired", '''
def repaired(network, X_train, X_test, level, epochs, rng):
    for epoch in range(epochs):
        network.partial_fit(X_train + level * rng.standard_normal(X_train.shape), X_train)
    noisy_test = X_test + level * rng.standard_normal(X_test.shape)
    return noisy_test, network.predict(X_test)
''', "the same that the network was asked to clean"),

    "noise drawn twice for the test": ("repaired", '''
def repaired(network, X_train, X_test, level, epochs, rng):
    def add(X):
        return X + level * rng.standard_normal(X.shape)

    for epoch in range(epochs):
        network.partial_fit(add(X_train), X_train)
    return add(X_test), network.predict(add(X_test))
''', "the same that the network was asked to clean"),

    "fit in place of partial_fit": ("repaired", '''
def repaired(network, X_train, X_test, level, epochs, rng):
    for epoch in range(epochs):
        network.fit(X_train + level * rng.standard_normal(X_train.shape), X_train)
    noisy_test = X_test + level * rng.standard_normal(X_test.shape)
    return noisy_test, network.predict(noisy_test)
''', "would begin anew"),

    "all epochs at once": ("repaired", '''
def repaired(network, X_train, X_test, level, epochs, rng):
    many = np.tile(X_train, (epochs, 1))
    network.partial_fit(many + level * rng.standard_normal(many.shape), many)
    noisy_test = X_test + level * rng.standard_normal(X_test.shape)
    return noisy_test, network.predict(noisy_test)
''', "is called 1 times"),

    "only the prediction returned": ("repaired", '''
def repaired(network, X_train, X_test, level, epochs, rng):
    for epoch in range(epochs):
        network.partial_fit(X_train + level * rng.standard_normal(X_train.shape), X_train)
    noisy_test = X_test + level * rng.standard_normal(X_test.shape)
    return network.predict(noisy_test)
''', "return two things"),

    "level and epochs of the visible check": ("repaired", '''
def repaired(network, X_train, X_test, level, epochs, rng):
    for epoch in range(epochs):
        network.partial_fit(X_train + 0.2 * rng.standard_normal(X_train.shape), X_train)
    noisy_test = X_test + 0.2 * rng.standard_normal(X_test.shape)
    return noisy_test, network.predict(noisy_test)
''', "level is 0.5"),

    "k chosen on the test images": ("pca-denoiser", '''
def pca_denoiser(X_train, validation, test_pair):
    clean, noisy = test_pair
    errors = []
    for k in range(1, X_train.shape[1] + 1):
        pca = PCA(k).fit(X_train)
        errors.append(np.mean((clean - pca.inverse_transform(pca.transform(noisy))) ** 2))
    return np.argmin(errors) + 1, min(errors)
''', "best on the *test* images"),

    "compared with the noisy images": ("pca-denoiser", '''
def pca_denoiser(X_train, validation, test_pair):
    def error(k, noisy):
        pca = PCA(k).fit(X_train)
        return np.mean((noisy - pca.inverse_transform(pca.transform(noisy))) ** 2)
    k = min(range(1, X_train.shape[1] + 1), key=lambda k: error(k, validation[1]))
    return k, error(k, test_pair[1])
''', "compare with clean ones"),

    "clean images rebuilt": ("pca-denoiser", '''
def pca_denoiser(X_train, validation, test_pair):
    def error(k, clean):
        pca = PCA(k).fit(X_train)
        return np.mean((clean - pca.inverse_transform(pca.transform(clean))) ** 2)
    k = min(range(1, X_train.shape[1] + 1), key=lambda k: error(k, validation[0]))
    return k, error(k, test_pair[0])
''', "Rebuild noisy images"),

    "fitted on the noisy validation images": ("pca-denoiser", '''
def pca_denoiser(X_train, validation, test_pair):
    def error(k, clean, noisy):
        pca = PCA(k).fit(noisy)
        return np.mean((clean - pca.inverse_transform(pca.transform(noisy))) ** 2)
    k = min(range(1, X_train.shape[1] + 1), key=lambda k: error(k, *validation))
    return k, error(k, *test_pair)
''', "Fit it on X_train alone"),

    "fitted on training and validation images": ("pca-denoiser", '''
def pca_denoiser(X_train, validation, test_pair):
    def error(k, clean, noisy):
        pca = PCA(k).fit(np.vstack([X_train, validation[0]]))
        return np.mean((clean - pca.inverse_transform(pca.transform(noisy))) ** 2)
    k = min(range(1, X_train.shape[1] + 1), key=lambda k: error(k, *validation))
    return k, error(k, *test_pair)
''', "Fit it on X_train alone"),

    "error of the validation images": ("pca-denoiser", '''
def pca_denoiser(X_train, validation, test_pair):
    clean, noisy = validation
    errors = []
    for k in range(1, X_train.shape[1] + 1):
        pca = PCA(k).fit(X_train)
        errors.append(np.mean((clean - pca.inverse_transform(pca.transform(noisy))) ** 2))
    return np.argmin(errors) + 1, min(errors)
''', "With it k was chosen"),

    "a position": ("pca-denoiser", '''
def pca_denoiser(X_train, validation, test_pair):
    errors = []
    for k in range(1, X_train.shape[1] + 1):
        pca = PCA(k).fit(X_train)
        errors.append([np.mean((clean - pca.inverse_transform(pca.transform(noisy))) ** 2)
                       for clean, noisy in (validation, test_pair)])
    k = np.argmin(np.array(errors)[:, 0])
    return k, errors[k][1]
''', "counts from 0"),

    "the lowest test error": ("pca-denoiser", '''
def pca_denoiser(X_train, validation, test_pair):
    errors = []
    for k in range(1, X_train.shape[1] + 1):
        pca = PCA(k).fit(X_train)
        errors.append([np.mean((clean - pca.inverse_transform(pca.transform(noisy))) ** 2)
                       for clean, noisy in (validation, test_pair)])
    errors = np.array(errors)
    return np.argmin(errors[:, 0]) + 1, errors[:, 1].min()
''', "lowest test error of any k"),

    "fitted again on the test images": ("pca-denoiser", '''
def pca_denoiser(X_train, validation, test_pair):
    errors = []
    for k in range(1, X_train.shape[1] + 1):
        pca = PCA(k).fit(X_train)
        errors.append(np.mean((validation[0] - pca.inverse_transform(pca.transform(validation[1]))) ** 2))
    k = int(np.argmin(errors)) + 1
    pca = PCA(k)
    return k, np.mean((test_pair[0] - pca.inverse_transform(pca.fit_transform(test_pair[1]))) ** 2)
''', "fitted on the test images"),

    "last PCA of the loop kept": ("pca-denoiser", '''
def pca_denoiser(X_train, validation, test_pair):
    errors = []
    for k in range(1, X_train.shape[1] + 1):
        pca = PCA(k).fit(X_train)
        errors.append(np.mean((validation[0] - pca.inverse_transform(pca.transform(validation[1]))) ** 2))
    k = int(np.argmin(errors)) + 1
    return k, np.mean((test_pair[0] - pca.inverse_transform(pca.transform(test_pair[1]))) ** 2)
''', "as they came"),

    "summed over the columns": ("pca-denoiser", '''
def pca_denoiser(X_train, validation, test_pair):
    def error(k, clean, noisy):
        pca = PCA(k).fit(X_train)
        return np.sum((clean - pca.inverse_transform(pca.transform(noisy))) ** 2, axis=1).mean()
    k = min(range(1, X_train.shape[1] + 1), key=lambda k: error(k, *validation))
    return k, error(k, *test_pair)
''', "sum over the columns"),

    "error first": ("pca-denoiser", '''
def pca_denoiser(X_train, validation, test_pair):
    def error(k, clean, noisy):
        pca = PCA(k).fit(X_train)
        return np.mean((clean - pca.inverse_transform(pca.transform(noisy))) ** 2)
    k = min(range(1, X_train.shape[1] + 1), key=lambda k: error(k, *validation))
    return error(k, *test_pair), k
''', "First k, then error"),

    "never keeps all": ("pca-denoiser", '''
def pca_denoiser(X_train, validation, test_pair):
    def error(k, clean, noisy):
        pca = PCA(k).fit(X_train)
        return np.mean((clean - pca.inverse_transform(pca.transform(noisy))) ** 2)
    k = min(range(1, X_train.shape[1]), key=lambda k: error(k, *validation))
    return k, error(k, *test_pair)
''', "other data with 12 columns"),
}

RIGHT = {
    "copy and boolean index": ("mask", '''
def mask(X, share, seed):
    noisy = X.copy()
    noisy[np.random.default_rng(seed).random(X.shape) < share] = 0
    return noisy
'''),

    "times zeros and ones": ("mask", '''
def mask(X, share, seed):
    rng = np.random.default_rng(seed)
    return X * rng.binomial(1, 1 - share, size=X.shape)
'''),

    "NumPy's old generator": ("mask", '''
def mask(X, share, seed):
    np.random.seed(seed)
    noisy = np.array(X)
    noisy[np.random.rand(*X.shape) <= share] = 0
    return noisy
'''),

    "entry by entry": ("mask", '''
def mask(X, share, seed):
    rng = np.random.default_rng(seed)
    return np.array([[0 if rng.random() < share else x for x in row] for row in X])
'''),

    "20 times the logarithm of the root": ("psnr", '''
def psnr(clean, found, peak):
    wrong = np.clip(found, 0, peak).astype(float) - clean
    root = np.sqrt(np.mean(wrong**2, axis=1))
    return float(np.mean(20 * np.log10(peak / root)))
'''),

    "image by image": ("psnr", '''
def psnr(clean, found, peak):
    each = []
    for a, b in zip(clean, found):
        a, b = np.float32(a), np.float32(np.clip(b, 0, peak))
        each.append(10 * np.log10(peak**2 / ((a - b) ** 2).mean()))
    return sum(each) / len(each)
'''),

    "by scikit-learn": ("psnr", '''
def psnr(clean, found, peak):
    from sklearn.metrics import mean_squared_error
    clean, found = clean.astype("float64") / peak, np.clip(found.astype("float64") / peak, 0, 1)
    errors = mean_squared_error(clean.T, found.T, multioutput="raw_values")
    return -10 * np.log10(errors).mean()
'''),

    "all noise drawn beforehand": ("repaired", '''
def repaired(network, X_train, X_test, level, epochs, rng):
    noise = rng.normal(0, level, (epochs, *X_train.shape))
    for epoch in range(epochs):
        network.partial_fit(X_train + noise[epoch], X_train)
    noisy_test = rng.normal(X_test, level)
    return noisy_test, network.predict(noisy_test)
'''),

    "shuffled, in float32, result cut": ("repaired", '''
def repaired(network, X_train, X_test, level, epochs, rng):
    noisy_test = (X_test + level * rng.standard_normal(X_test.shape)).astype(np.float32)
    for epoch in range(epochs):
        rows = rng.permutation(len(X_train))
        noisy = X_train[rows] + rng.normal(scale=level, size=X_train.shape)
        network.partial_fit(noisy.astype(np.float32), X_train[rows].astype(np.float32))
    return [noisy_test, np.clip(network.predict(noisy_test), 0, 1)]
'''),

    "noise added to a copy": ("repaired", '''
def repaired(network, X_train, X_test, level, epochs, rng):
    for epoch in range(epochs):
        noisy = X_train.copy()
        noisy += rng.normal(0, level, noisy.shape)
        network = network.partial_fit(noisy, X_train)
    noisy_test = X_test + rng.normal(0, level, X_test.shape)
    predicted = network.predict(noisy_test)
    return noisy_test, predicted
'''),

    "one PCA, its first components": ("pca-denoiser", '''
def pca_denoiser(X_train, validation, test_pair):
    full = PCA().fit(X_train)
    def error(pair, k):
        axes = full.components_[:k]
        rebuilt = full.mean_ + (pair[1] - full.mean_) @ axes.T @ axes
        return ((pair[0] - rebuilt) ** 2).mean()
    best, lowest = None, np.inf
    for k in range(1, X_train.shape[1] + 1):
        if error(validation, k) < lowest:
            best, lowest = k, error(validation, k)
    return best, error(test_pair, best)
'''),

    "by singular values, without PCA": ("pca-denoiser", '''
def pca_denoiser(X_train, validation, test_pair):
    mean = X_train.mean(axis=0)
    axes = np.linalg.svd(X_train - mean, full_matrices=False)[2]
    errors = []
    for clean, noisy in (validation, test_pair):
        c, z = (clean - mean) @ axes.T, (noisy - mean) @ axes.T
        errors.append([(((c - z)[:, :k] ** 2).sum() + (c[:, k:] ** 2).sum()) / c.size
                       for k in range(1, len(axes) + 1)])
    best = np.argmin(errors[0])
    return best + 1, errors[1][best]
'''),
}
