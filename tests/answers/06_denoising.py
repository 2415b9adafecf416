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

    "as many in all, wherever they are": ("mask", '''
def mask(X, share, seed):
    rng, noisy = np.random.default_rng(seed), X.copy()
    noisy.flat[rng.choice(X.size, int(share * X.size), replace=False)] = 0
    return noisy
''', "the total too is a matter of luck"),

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
''', "Is `share` used"),

    "nothing set to 0": ("mask", '''
def mask(X, share, seed):
    noisy = X.copy()
    noisy[np.random.default_rng(seed).random(X.shape) < share]
    return noisy
''', "nothing is hidden"),

    "whole numbers below 1": ("mask", '''
def mask(X, share, seed):
    return np.where(np.random.default_rng(seed).integers(0, 1, X.shape) < share, 0, X)
''', "everything is hidden"),

    "a generator for each row": ("mask", '''
def mask(X, share, seed):
    return np.array([np.where(np.random.default_rng(seed).random(len(row)) < share, 0, row) for row in X])
''', "made only once"),

    "one logarithm of the pooled error": ("psnr", '''
def psnr(clean, found, peak):
    error = np.mean((np.clip(found, 0, peak) - clean) ** 2)
    return 10 * np.log10(peak**2 / error)
''', "joint error"),

    "mean along the wrong axis": ("psnr", '''
def psnr(clean, found, peak):
    error = np.mean((np.clip(found, 0, peak) - clean) ** 2, axis=0)
    return np.mean(10 * np.log10(peak**2 / error))
''', "look at the axis"),

    "natural logarithm": ("psnr", '''
def psnr(clean, found, peak):
    error = np.mean((np.clip(found, 0, peak) - clean) ** 2, axis=1)
    return np.mean(10 * np.log(peak**2 / error))
''', "natural logarithm"),

    "peak of the data": ("psnr", '''
def psnr(clean, found, peak):
    error = np.mean((np.clip(found, 0, peak) - clean) ** 2, axis=1)
    return np.mean(10 * np.log10(clean.max() ** 2 / error))
''', "brightest pixel"),

    "peak always 255": ("psnr", '''
def psnr(clean, found, peak):
    error = np.mean((np.clip(found, 0, peak) - clean) ** 2, axis=1)
    return np.mean(10 * np.log10(255**2 / error))
''', "for a peak of 255"),

    "peak always 1": ("psnr", '''
def psnr(clean, found, peak):
    error = np.mean((np.clip(found, 0, peak) - clean) ** 2, axis=1)
    return np.mean(-10 * np.log10(error))
''', "for a peak of 1"),

    "peak not squared": ("psnr", '''
def psnr(clean, found, peak):
    error = np.mean((np.clip(found, 0, peak) - clean) ** 2, axis=1)
    return np.mean(10 * np.log10(peak / error))
''', "peak is not squared"),

    "20 log without the root": ("psnr", '''
def psnr(clean, found, peak):
    error = np.mean((np.clip(found, 0, peak) - clean) ** 2, axis=1)
    return np.mean(20 * np.log10(peak / error))
''', "You mix the two"),

    "upside down": ("psnr", '''
def psnr(clean, found, peak):
    error = np.mean((np.clip(found, 0, peak) - clean) ** 2, axis=1)
    return np.mean(10 * np.log10(error / peak**2))
''', "upside down"),

    "squared error summed": ("psnr", '''
def psnr(clean, found, peak):
    error = np.sum((np.clip(found, 0, peak) - clean) ** 2, axis=1)
    return np.mean(10 * np.log10(peak**2 / error))
''', "sums over the pixels"),

    "not cut": ("psnr", '''
def psnr(clean, found, peak):
    error = np.mean((found - clean) ** 2, axis=1)
    return np.mean(10 * np.log10(peak**2 / error))
''', "cut first"),

    "cut to 0 to 1": ("psnr", '''
def psnr(clean, found, peak):
    error = np.mean((np.clip(found, 0, 1) - clean) ** 2, axis=1)
    return np.mean(10 * np.log10(peak**2 / error))
''', "cut to the range from 0 to 1"),

    "the lesson's own, averaged": ("psnr", '''
def psnr(clean, found, peak):
    found = np.clip(found, 0, 1)
    with np.errstate(divide="ignore"):
        return (-10 * np.log10(np.mean((clean - found) ** 2, axis=1, dtype=float))).mean()
''', "as in the lesson"),

    "one number for each image": ("psnr", '''
def psnr(clean, found, peak):
    error = np.mean((np.clip(found, 0, peak) - clean) ** 2, axis=1)
    return 10 * np.log10(peak**2 / error)
''', "return one number"),

    "median of the images": ("psnr", '''
def psnr(clean, found, peak):
    error = np.mean((np.clip(found, 0, peak) - clean) ** 2, axis=1)
    return np.median(10 * np.log10(peak**2 / error))
''', "median of the images"),

    "sum over the images": ("psnr", '''
def psnr(clean, found, peak):
    error = np.mean((np.clip(found, 0, peak) - clean) ** 2, axis=1)
    return np.sum(10 * np.log10(peak**2 / error))
''', "sum over the images"),

    "absolute errors": ("psnr", '''
def psnr(clean, found, peak):
    error = np.mean(np.abs(np.clip(found, 0, peak) - clean), axis=1)
    return np.mean(20 * np.log10(peak / error))
''', "absolute errors"),

    "the root of the squared error": ("psnr", '''
def psnr(clean, found, peak):
    error = np.sqrt(np.mean((np.clip(found, 0, peak) - clean) ** 2, axis=1))
    return np.mean(10 * np.log10(peak**2 / error))
''', "takes the root"),

    "the differences cut": ("psnr", '''
def psnr(clean, found, peak):
    error = np.mean(np.clip(found - clean, 0, peak) ** 2, axis=1)
    return np.mean(10 * np.log10(peak**2 / error))
''', "cut the differences"),

    "cut below only": ("psnr", '''
def psnr(clean, found, peak):
    error = np.mean((np.maximum(found, 0) - clean) ** 2, axis=1)
    return np.mean(10 * np.log10(peak**2 / error))
''', "one end only"),

    "the peak typed in": ("psnr", '''
def psnr(clean, found, peak):
    error = np.mean((np.clip(found, 0, 16) - clean) ** 2, axis=1)
    return np.mean(10 * np.log10(16**2 / error))
''', "in place of `peak`"),

    "the mean taken too early": ("psnr", '''
def psnr(clean, found, peak):
    error = np.mean((np.clip(found, 0, peak) - clean) ** 2, axis=1)
    return 10 * np.log10(np.mean(peak**2 / error))
''', "the mean comes last"),

    "twelve pixels for ever": ("psnr", '''
def psnr(clean, found, peak):
    error = np.sum((np.clip(found, 0, peak) - clean) ** 2, axis=1) / 12
    return np.mean(10 * np.log10(peak**2 / error))
''', "images of 8 pixels"),

    "the brightest clean pixel for the peak": ("psnr", '''
def psnr(clean, found, peak):
    error = np.mean((np.clip(found, 0, clean.max()) - clean) ** 2, axis=1)
    return np.mean(10 * np.log10(clean.max() ** 2 / error))
''', "the brightest clean pixel"),

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
''', "test images: no pixel lies below 0"),

    "both cut": ("repaired", '''
def repaired(network, X_train, X_test, level, epochs, rng):
    def add(X):
        return np.clip(X + level * rng.standard_normal(X.shape), 0, 1)

    for epoch in range(epochs):
        network.partial_fit(add(X_train), X_train)
    noisy_test = add(X_test)
    return noisy_test, network.predict(noisy_test)
''', "training images, epoch 1: no pixel lies below 0"),

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

    "level squared": ("repaired", '''
def repaired(network, X_train, X_test, level, epochs, rng):
    for epoch in range(epochs):
        network.partial_fit(X_train + level**2 * rng.standard_normal(X_train.shape), X_train)
    noisy_test = X_test + level**2 * rng.standard_normal(X_test.shape)
    return noisy_test, network.predict(noisy_test)
''', "the standard deviation of your noise is 0.040"),

    "test images left clean": ("repaired", '''
def repaired(network, X_train, X_test, level, epochs, rng):
    for epoch in range(epochs):
        network.partial_fit(X_train + level * rng.standard_normal(X_train.shape), X_train)
    return X_test, network.predict(X_test)
''', "test images: there is no noise"),

    "easier noise for the test": ("repaired", '''
def repaired(network, X_train, X_test, level, epochs, rng):
    for epoch in range(epochs):
        network.partial_fit(X_train + level * rng.standard_normal(X_train.shape), X_train)
    noisy_test = X_test + level / 2 * rng.standard_normal(X_test.shape)
    return noisy_test, network.predict(noisy_test)
''', "test images: level is 0.2"),

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

    "training noise of another generator": ("repaired", '''
def repaired(network, X_train, X_test, level, epochs, rng):
    for epoch in range(epochs):
        network.partial_fit(X_train + level * np.random.standard_normal(X_train.shape), X_train)
    noisy_test = X_test + level * rng.standard_normal(X_test.shape)
    return noisy_test, network.predict(noisy_test)
''', "Draw with `rng`"),

    "the epoch for a seed": ("repaired", '''
def repaired(network, X_train, X_test, level, epochs, rng):
    for epoch in range(epochs):
        noise = np.random.default_rng(epoch).standard_normal(X_train.shape)
        network.partial_fit(X_train + level * noise, X_train)
    noisy_test = X_test + level * rng.standard_normal(X_test.shape)
    return noisy_test, network.predict(noisy_test)
''', "Draw with `rng`"),

    "more noise in the middle": ("repaired", '''
def repaired(network, X_train, X_test, level, epochs, rng):
    for epoch in range(epochs):
        strength = 2 * level if 0 < epoch < epochs - 1 else level
        network.partial_fit(X_train + strength * rng.standard_normal(X_train.shape), X_train)
    noisy_test = X_test + level * rng.standard_normal(X_test.shape)
    return noisy_test, network.predict(noisy_test)
''', "training images, epoch 2: level is 0.2"),

    "less noise in each epoch": ("repaired", '''
def repaired(network, X_train, X_test, level, epochs, rng):
    for epoch in range(epochs):
        noise = level / (epoch + 1) * rng.standard_normal(X_train.shape)
        network.partial_fit(X_train + noise, X_train)
    noisy_test = X_test + level * rng.standard_normal(X_test.shape)
    return noisy_test, network.predict(noisy_test)
''', "training images, epoch 2: level is 0.2"),

    "drawn once, given to other images": ("repaired", '''
def repaired(network, X_train, X_test, level, epochs, rng):
    noise = level * rng.standard_normal(X_train.shape)
    for epoch in range(epochs):
        network.partial_fit(X_train + rng.permutation(noise), X_train)
    noisy_test = X_test + level * rng.standard_normal(X_test.shape)
    return noisy_test, network.predict(noisy_test)
''', "two epochs get the same noise"),

    "the answers the other way round": ("repaired", '''
def repaired(network, X_train, X_test, level, epochs, rng):
    for epoch in range(epochs):
        network.partial_fit(X_train + level * rng.standard_normal(X_train.shape), X_train)
    noisy_test = X_test + level * rng.standard_normal(X_test.shape)
    return network.predict(noisy_test), noisy_test
''', "the first thing you return"),

    "compared with the noisy images": ("best-k", '''
def best_k(X_train, clean, noisy):
    errors = []
    for k in range(1, X_train.shape[1] + 1):
        pca = PCA(k).fit(X_train)
        errors.append(np.mean((noisy - pca.inverse_transform(pca.transform(noisy))) ** 2))
    return np.argmin(errors) + 1
''', "compare with clean ones"),

    "clean images rebuilt": ("best-k", '''
def best_k(X_train, clean, noisy):
    errors = []
    for k in range(1, X_train.shape[1] + 1):
        pca = PCA(k).fit(X_train)
        errors.append(np.mean((clean - pca.inverse_transform(pca.transform(clean))) ** 2))
    return np.argmin(errors) + 1
''', "Rebuild noisy images"),

    "fitted on the noisy validation images": ("best-k", '''
def best_k(X_train, clean, noisy):
    errors = []
    for k in range(1, X_train.shape[1] + 1):
        pca = PCA(k).fit(noisy)
        errors.append(np.mean((clean - pca.inverse_transform(pca.transform(noisy))) ** 2))
    return np.argmin(errors) + 1
''', "Fit it on X_train alone"),

    "fitted on training and validation images": ("best-k", '''
def best_k(X_train, clean, noisy):
    errors = []
    for k in range(1, X_train.shape[1] + 1):
        pca = PCA(k).fit(np.vstack([X_train, clean]))
        errors.append(np.mean((clean - pca.inverse_transform(pca.transform(noisy))) ** 2))
    return np.argmin(errors) + 1
''', "Fit it on X_train alone"),

    "a position": ("best-k", '''
def best_k(X_train, clean, noisy):
    errors = []
    for k in range(1, X_train.shape[1] + 1):
        pca = PCA(k).fit(X_train)
        errors.append(np.mean((clean - pca.inverse_transform(pca.transform(noisy))) ** 2))
    return np.argmin(errors)
''', "counts from 0"),

    "the largest error": ("best-k", '''
def best_k(X_train, clean, noisy):
    errors = []
    for k in range(1, X_train.shape[1] + 1):
        pca = PCA(k).fit(X_train)
        errors.append(np.mean((clean - pca.inverse_transform(pca.transform(noisy))) ** 2))
    return np.argmax(errors) + 1
''', "*largest* error"),

    "cut while choosing": ("best-k", '''
def best_k(X_train, clean, noisy):
    errors = []
    for k in range(1, X_train.shape[1] + 1):
        pca = PCA(k).fit(X_train)
        found = np.clip(pca.inverse_transform(pca.transform(noisy)), 0, 1)
        errors.append(np.mean((clean - found) ** 2))
    return np.argmin(errors) + 1
''', "do you cut?"),

    "best by mean PSNR": ("best-k", '''
def best_k(X_train, clean, noisy):
    best, most = None, -np.inf
    for k in range(1, X_train.shape[1] + 1):
        pca = PCA(k).fit(X_train)
        wrong = clean - pca.inverse_transform(pca.transform(noisy))
        psnr = np.mean(-10 * np.log10(np.mean(wrong**2, axis=1)))
        if psnr > most:
            best, most = k, psnr
    return best
''', "best PSNR, averaged over the images"),

    "never keeps all": ("best-k", '''
def best_k(X_train, clean, noisy):
    errors = []
    for k in range(1, X_train.shape[1]):
        pca = PCA(k).fit(X_train)
        errors.append(np.mean((clean - pca.inverse_transform(pca.transform(noisy))) ** 2))
    return np.argmin(errors) + 1
''', "d itself"),

    "eight columns for ever": ("best-k", '''
def best_k(X_train, clean, noisy):
    errors = []
    for k in range(1, 9):
        pca = PCA(k).fit(X_train)
        errors.append(np.mean((clean - pca.inverse_transform(pca.transform(noisy))) ** 2))
    return np.argmin(errors) + 1
''', "n_components=6"),

    "eight columns for ever, by hand": ("best-k", '''
def best_k(X_train, clean, noisy):
    full, errors = PCA().fit(X_train), []
    for k in range(1, 9):
        axes = full.components_[:k]
        errors.append(np.mean((clean - full.mean_ - (noisy - full.mean_) @ axes.T @ axes) ** 2))
    return np.argmin(errors) + 1
''', "of 80 components 76"),

    "the error, not its k": ("best-k", '''
def best_k(X_train, clean, noisy):
    errors = []
    for k in range(1, X_train.shape[1] + 1):
        pca = PCA(k).fit(X_train)
        errors.append(np.mean((clean - pca.inverse_transform(pca.transform(noisy))) ** 2))
    return min(errors)
''', "Return its k"),

    "k and its error": ("best-k", '''
def best_k(X_train, clean, noisy):
    errors = []
    for k in range(1, X_train.shape[1] + 1):
        pca = PCA(k).fit(X_train)
        errors.append(np.mean((clean - pca.inverse_transform(pca.transform(noisy))) ** 2))
    return np.argmin(errors) + 1, min(errors)
''', "return k alone"),

    "every other k": ("best-k", '''
def best_k(X_train, clean, noisy):
    def error(k):
        pca = PCA(k).fit(X_train)
        return np.mean((clean - pca.inverse_transform(pca.transform(noisy))) ** 2)
    return min([1, 3, 4, *range(5, X_train.shape[1] + 1, 2)], key=error)
''', "Do you try every k"),

    "stops at the first rise": ("best-k", '''
def best_k(X_train, clean, noisy):
    lowest = np.inf
    for k in range(1, X_train.shape[1] + 1):
        pca = PCA(k).fit(X_train)
        error = np.mean((clean - pca.inverse_transform(pca.transform(noisy))) ** 2)
        if error > lowest:
            return k - 1
        lowest = error
    return k
''', "the first rise"),

    "fifty at most": ("best-k", '''
def best_k(X_train, clean, noisy):
    errors = []
    for k in range(1, min(50, X_train.shape[1]) + 1):
        pca = PCA(k).fit(X_train)
        errors.append(np.mean((clean - pca.inverse_transform(pca.transform(noisy))) ** 2))
    return np.argmin(errors) + 1
''', "of 80 components 76"),

    "begins with two": ("best-k", '''
def best_k(X_train, clean, noisy):
    def error(k):
        pca = PCA(k).fit(X_train)
        return np.mean((clean - pca.inverse_transform(pca.transform(noisy))) ** 2)
    return min(range(2, X_train.shape[1] + 1), key=error)
''', "Do you try k = 1"),

    "begins with none": ("best-k", '''
def best_k(X_train, clean, noisy):
    full, errors = PCA().fit(X_train), []
    for k in range(X_train.shape[1] + 1):
        axes = full.components_[:k]
        errors.append(np.mean((clean - full.mean_ - (noisy - full.mean_) @ axes.T @ axes) ** 2))
    return np.argmin(errors)
''', "you keep 0 components"),

    "one added to k": ("best-k", '''
def best_k(X_train, clean, noisy):
    def error(k):
        pca = PCA(k).fit(X_train)
        return np.mean((clean - pca.inverse_transform(pca.transform(noisy))) ** 2)
    return min(range(1, X_train.shape[1] + 1), key=error) + 1
''', "one too many"),

    "the lesson's rule": ("best-k", '''
def best_k(X_train, clean, noisy):
    return np.sum(PCA().fit(X_train).explained_variance_ > np.mean((noisy - clean) ** 2))
''', "Here you measure"),

    "without the mean": ("best-k", '''
def best_k(X_train, clean, noisy):
    axes = PCA().fit(X_train).components_
    errors = [np.mean((clean - noisy @ axes[:k].T @ axes[:k]) ** 2) for k in range(1, len(axes) + 1)]
    return np.argmin(errors) + 1
''', "PCA's mean"),

    "a root for each image": ("best-k", '''
def best_k(X_train, clean, noisy):
    errors = []
    for k in range(1, X_train.shape[1] + 1):
        pca = PCA(k).fit(X_train)
        errors.append(np.linalg.norm(clean - pca.inverse_transform(pca.transform(noisy)), axis=1).mean())
    return np.argmin(errors) + 1
''', "Do you take a root"),

    "the first image left out": ("best-k", '''
def best_k(X_train, clean, noisy):
    pca, errors = PCA().fit(X_train), []
    for k in range(1, X_train.shape[1] + 1):
        Z = pca.transform(noisy)
        Z[1:, k:] = 0
        errors.append(np.mean((clean - pca.inverse_transform(Z)) ** 2))
    return np.argmin(errors) + 1
''', "the first or the last image left out"),

    "the largest error of an image": ("best-k", '''
def best_k(X_train, clean, noisy):
    errors = []
    for k in range(1, X_train.shape[1] + 1):
        pca = PCA(k).fit(X_train)
        errors.append(np.max((clean - pca.inverse_transform(pca.transform(noisy))) ** 2))
    return np.argmin(errors) + 1
''', "a maximum of each image"),

    "axes turned the wrong way": ("best-k", '''
def best_k(X_train, clean, noisy):
    mean, errors = X_train.mean(axis=0), []
    values, vectors = np.linalg.eigh(np.cov(X_train.T))
    axes = vectors[np.argsort(-values)]
    for k in range(1, len(axes) + 1):
        errors.append(np.mean((clean - mean - (noisy - mean) @ axes[:k].T @ axes[:k]) ** 2))
    return np.argmin(errors) + 1
''', "turned the wrong way"),

    "cleaned by what the last k left": ("best-k", '''
def best_k(X_train, clean, noisy):
    pca, errors = PCA().fit(X_train), []
    Z = pca.transform(noisy)
    for k in range(1, X_train.shape[1] + 1):
        Z[:, k:] = 0
        errors.append(np.mean((clean - pca.inverse_transform(Z)) ** 2))
    return np.argmin(errors) + 1
''', "what the last one left"),
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

    "a draw of 0 or 1, with its probabilities": ("mask", '''
def mask(X, share, seed):
    noisy = np.array(X)
    np.putmask(noisy, np.random.default_rng(seed).choice([True, False], size=X.shape, p=[share, 1 - share]), 0)
    return noisy
'''),

    "a list for each row": ("mask", '''
def mask(X, share, seed):
    import random
    dice = random.Random(seed)
    return [[0.0 if dice.random() < share else float(x) for x in row] for row in X]
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

    "by sums of logarithms": ("psnr", '''
def psnr(clean, found, peak):
    wrong = clean - np.maximum(0, np.minimum(peak, found))
    errors = np.einsum("ij,ij->i", wrong, wrong) / clean.shape[1]
    return 20 * np.log10(peak) - 10 * np.log10(errors).mean()
'''),

    "with math, one image after the other": ("psnr", '''
def psnr(clean, found, peak):
    import math
    total = 0.0
    for a, b in zip(clean.tolist(), found.tolist()):
        b = [min(max(x, 0), peak) for x in b]
        total += 20 * math.log10(peak * math.sqrt(len(a)) / math.dist(a, b))
    return total / len(clean)
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

    "generators made from rng": ("repaired", '''
def repaired(network, X_train, X_test, level, epochs, rng):
    for_test, *for_epochs = rng.spawn(epochs + 1)
    for child in for_epochs:
        network.partial_fit(child.normal(X_train, level), X_train)
    noisy_test = for_test.normal(X_test, level)
    return noisy_test, network.predict(noisy_test)
'''),

    "image by image, while epochs are left": ("repaired", '''
def repaired(network, X_train, X_test, level, epochs, rng):
    while epochs:
        network.partial_fit([x + level * rng.standard_normal(len(x)) for x in X_train], X_train.tolist())
        epochs -= 1
    noisy_test = np.array([x + level * rng.standard_normal(len(x)) for x in X_test])
    return {"noisy": noisy_test, "predicted": network.predict(noisy_test)}.values()
'''),

    "one PCA, its first components": ("best-k", '''
def best_k(X_train, clean, noisy):
    full = PCA().fit(X_train)
    best, lowest = None, np.inf
    for k in range(1, X_train.shape[1] + 1):
        axes = full.components_[:k]
        rebuilt = full.mean_ + (noisy - full.mean_) @ axes.T @ axes
        error = ((clean - rebuilt) ** 2).sum()
        if error < lowest:
            best, lowest = k, error
    return best
'''),

    "by singular values, without PCA": ("best-k", '''
def best_k(X_train, clean, noisy):
    mean = X_train.mean(axis=0)
    axes = np.linalg.svd(X_train - mean, full_matrices=False)[2]
    c, z = (clean - mean) @ axes.T, (noisy - mean) @ axes.T
    errors = [(((c - z)[:, :k] ** 2).sum() + (c[:, k:] ** 2).sum()) / c.size for k in range(1, len(axes) + 1)]
    return np.argmin(errors) + 1
'''),

    "with the lesson's keep": ("best-k", '''
def best_k(X_train, clean, noisy):
    pca = PCA().fit(X_train)

    def keep(rows, k):
        Z = pca.transform(rows)
        Z[:, k:] = 0
        return pca.inverse_transform(Z)

    ks = np.arange(1, X_train.shape[1] + 1)
    return int(min(ks, key=lambda k: np.mean((clean - keep(noisy, k)) ** 2)))
'''),

    "what each component gains": ("best-k", '''
def best_k(X_train, clean, noisy):
    pca = PCA(svd_solver="full").fit(X_train)
    signal = pca.transform(clean)
    gains = signal**2 - (pca.transform(noisy) - signal) ** 2
    return 1 + gains.sum(axis=0).cumsum().argmax()
'''),

    "eigenvectors, one after the other": ("best-k", '''
def best_k(X_train, clean, noisy):
    mean, errors = X_train.mean(axis=0), []
    values, vectors = np.linalg.eigh(np.cov(X_train.T))
    rebuilt = np.tile(mean, (len(noisy), 1))
    for axis in vectors[:, np.argsort(-values)].T:
        rebuilt = rebuilt + np.outer((noisy - mean) @ axis, axis)
        errors.append(((rebuilt - clean) ** 2).sum())
    return [1 + errors.index(min(errors))]
'''),

    "a table of errors, from the last k down": ("best-k", '''
def best_k(X_train, clean, noisy):
    errors = pd.Series({k: ((PCA(k).fit(X_train).inverse_transform(PCA(k).fit(X_train).transform(noisy)) - clean) ** 2)
                        .mean() for k in range(X_train.shape[1], 0, -1)})
    return errors.idxmin()
'''),
}
