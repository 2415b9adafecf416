"""Answers to exercise 03, wrong and right: (grade id of the cell, code, words of the hint)."""

WRONG = {
    # ---- Task 1
    "slope of softplus forgotten": ("ink-gradient", '''
def ink_gradient(parts, x):
    W1, b1, W2, b2 = parts
    a1, z, x_hat = forward(parts, x)
    d_a2 = (x_hat - x) / x.size
    d_a1 = d_a2 @ W2.T
    return [x.T @ d_a1, d_a1.sum(axis=0), z.T @ d_a2, d_a2.sum(axis=0)]
''', "In between lie W2 and softplus"),
    "slope of softplus at its value": ("ink-gradient", '''
def ink_gradient(parts, x):
    W1, b1, W2, b2 = parts
    a1, z, x_hat = forward(parts, x)
    d_a2 = (x_hat - x) / x.size
    d_a1 = d_a2 @ W2.T * sigmoid(z)
    return [x.T @ d_a1, d_a1.sum(axis=0), z.T @ d_a2, d_a2.sum(axis=0)]
''', "at a1 and not at z"),
    "slope of tanh, from the lesson": ("ink-gradient", '''
def ink_gradient(parts, x):
    W1, b1, W2, b2 = parts
    a1, z, x_hat = forward(parts, x)
    d_a2 = (x_hat - x) / x.size
    d_a1 = d_a2 @ W2.T * (1 - z**2)
    return [x.T @ d_a1, d_a1.sum(axis=0), z.T @ d_a2, d_a2.sum(axis=0)]
''', "`d_a1` is not"),
    "summed over rows and features": ("ink-gradient", '''
def ink_gradient(parts, x):
    W1, b1, W2, b2 = parts
    a1, z, x_hat = forward(parts, x)
    d_a2 = x_hat - x
    d_a1 = d_a2 @ W2.T * sigmoid(a1)
    return [x.T @ d_a1, d_a1.sum(axis=0), z.T @ d_a2, d_a2.sum(axis=0)]
''', "240 times too long"),
    "mean over rows only": ("ink-gradient", '''
def ink_gradient(parts, x):
    W1, b1, W2, b2 = parts
    a1, z, x_hat = forward(parts, x)
    d_a2 = (x_hat - x) / len(x)
    d_a1 = d_a2 @ W2.T * sigmoid(a1)
    return [x.T @ d_a1, d_a1.sum(axis=0), z.T @ d_a2, d_a2.sum(axis=0)]
''', "d = 8 times too long"),
    "the two of squared error kept": ("ink-gradient", '''
def ink_gradient(parts, x):
    W1, b1, W2, b2 = parts
    a1, z, x_hat = forward(parts, x)
    d_a2 = 2 * (x_hat - x) / x.size
    d_a1 = d_a2 @ W2.T * sigmoid(a1)
    return [x.T @ d_a1, d_a1.sum(axis=0), z.T @ d_a2, d_a2.sum(axis=0)]
''', "Nothing is squared"),
    "slope of the sigmoid left over": ("ink-gradient", '''
def ink_gradient(parts, x):
    W1, b1, W2, b2 = parts
    a1, z, x_hat = forward(parts, x)
    d_a2 = (x_hat - x) / x.size * x_hat * (1 - x_hat)
    d_a1 = d_a2 @ W2.T * sigmoid(a1)
    return [x.T @ d_a1, d_a1.sum(axis=0), z.T @ d_a2, d_a2.sum(axis=0)]
''', "each of them once"),
    "the wrong way round": ("ink-gradient", '''
def ink_gradient(parts, x):
    W1, b1, W2, b2 = parts
    a1, z, x_hat = forward(parts, x)
    d_a2 = (x - x_hat) / x.size
    d_a1 = d_a2 @ W2.T * sigmoid(a1)
    return [x.T @ d_a1, d_a1.sum(axis=0), z.T @ d_a2, d_a2.sum(axis=0)]
''', "Which of x̂ and x comes first"),
    "the wrong way round, and no mean": ("ink-gradient", '''
def ink_gradient(parts, x):
    W1, b1, W2, b2 = parts
    a1, z, x_hat = forward(parts, x)
    d_a2 = x - x_hat
    d_a1 = d_a2 @ W2.T
    return [x.T @ d_a1, d_a1.sum(axis=0), z.T @ d_a2, d_a2.sum(axis=0)]
''', "Which of x̂ and x comes first"),
    "the mean taken twice": ("ink-gradient", '''
def ink_gradient(parts, x):
    W1, b1, W2, b2 = parts
    a1, z, x_hat = forward(parts, x)
    d_a2 = (x_hat - x) / x.size
    d_a1 = d_a2 @ W2.T * sigmoid(a1) / len(x)
    return [x.T @ d_a1, d_a1.sum(axis=0), z.T @ d_a2, d_a2.sum(axis=0)]
''', "do not divide a second time"),
    "the size of the visible batch": ("ink-gradient", '''
def ink_gradient(parts, x):
    W1, b1, W2, b2 = parts
    a1, z, x_hat = forward(parts, x)
    d_a2 = (x_hat - x) / 240
    d_a1 = d_a2 @ W2.T * sigmoid(a1)
    return [x.T @ d_a1, d_a1.sum(axis=0), z.T @ d_a2, d_a2.sum(axis=0)]
''', "What do you divide by"),                # right for 30 rows of 8
    "x overwritten": ("ink-gradient", '''
def ink_gradient(parts, x):
    W1, b1, W2, b2 = parts
    a1, z, x_hat = forward(parts, x)
    x -= x_hat
    d_a2 = -x / x.size
    d_a1 = d_a2 @ W2.T * sigmoid(a1)
    return [x.T @ d_a1, d_a1.sum(axis=0), z.T @ d_a2, d_a2.sum(axis=0)]
''', "writes into the `x`"),
    "mean over features only": ("ink-gradient", '''
def ink_gradient(parts, x):
    W1, b1, W2, b2 = parts
    a1, z, x_hat = forward(parts, x)
    d_a2 = (x_hat - x) / x.shape[1]
    d_a1 = d_a2 @ W2.T * sigmoid(a1)
    return [x.T @ d_a1, d_a1.sum(axis=0), z.T @ d_a2, d_a2.sum(axis=0)]
''', "n = 30 times too long"),
    "only the first derivative of the table": ("ink-gradient", '''
def ink_gradient(parts, x):
    W1, b1, W2, b2 = parts
    a1, z, x_hat = forward(parts, x)
    d_a2 = (x_hat - x) / (x_hat * (1 - x_hat)) / x.size
    d_a1 = d_a2 @ W2.T * sigmoid(a1)
    return [x.T @ d_a1, d_a1.sum(axis=0), z.T @ d_a2, d_a2.sum(axis=0)]
''', "each of them once"),
    # ---- Task 2
    "only the rows repaired": ("train-repaired", '''
def train_repaired(w, loss, gradient, X_train, X_valid, X_test, rate, epochs, batch=32):
    best, lowest = w, loss(w, X_valid)
    for epoch in range(epochs):
        order = np.random.default_rng(epoch).permutation(len(X_train))
        for start in range(0, len(X_train), batch):
            w -= rate * gradient(w, X_train[order[start : start + batch]])
        error = loss(w, X_valid)
        if error < lowest:
            best, lowest = w, error
    return best, loss(best, X_test)
''', "a second name"),
    "only the copy repaired": ("train-repaired", '''
def train_repaired(w, loss, gradient, X_train, X_valid, X_test, rate, epochs, batch=32):
    best, lowest = w, loss(w, X_test)
    for epoch in range(epochs):
        order = np.random.default_rng(epoch).permutation(len(X_train))
        for start in range(0, len(X_train), batch):
            w = w - rate * gradient(w, X_train[order[start : start + batch]])
        error = loss(w, X_test)
        if error < lowest:
            best, lowest = w, error
    return best, lowest
''', "best on the test rows"),
    "best copied, the caller's weights lost": ("train-repaired", '''
def train_repaired(w, loss, gradient, X_train, X_valid, X_test, rate, epochs, batch=32):
    best, lowest = w.copy(), loss(w, X_valid)
    for epoch in range(epochs):
        order = np.random.default_rng(epoch).permutation(len(X_train))
        for start in range(0, len(X_train), batch):
            w -= rate * gradient(w, X_train[order[start : start + batch]])
        error = loss(w, X_valid)
        if error < lowest:
            best, lowest = w.copy(), error
    return best, loss(best, X_test)
''', "the caller's starting weights have changed"),
    "reports the validation error": ("train-repaired", '''
def train_repaired(w, loss, gradient, X_train, X_valid, X_test, rate, epochs, batch=32):
    best, lowest = w, loss(w, X_valid)
    for epoch in range(epochs):
        order = np.random.default_rng(epoch).permutation(len(X_train))
        for start in range(0, len(X_train), batch):
            w = w - rate * gradient(w, X_train[order[start : start + batch]])
        error = loss(w, X_valid)
        if error < lowest:
            best, lowest = w, error
    return best, lowest
''', "you report the validation error"),
    "reports the last weights": ("train-repaired", '''
def train_repaired(w, loss, gradient, X_train, X_valid, X_test, rate, epochs, batch=32):
    best, lowest = w, loss(w, X_valid)
    for epoch in range(epochs):
        order = np.random.default_rng(epoch).permutation(len(X_train))
        for start in range(0, len(X_train), batch):
            w = w - rate * gradient(w, X_train[order[start : start + batch]])
        error = loss(w, X_valid)
        if error < lowest:
            best, lowest = w, error
    return best, loss(w, X_test)
''', "on the test rows your weights have"),
    "chosen by training rows": ("train-repaired", '''
def train_repaired(w, loss, gradient, X_train, X_valid, X_test, rate, epochs, batch=32):
    best, lowest = w, loss(w, X_train)
    for epoch in range(epochs):
        order = np.random.default_rng(epoch).permutation(len(X_train))
        for start in range(0, len(X_train), batch):
            w = w - rate * gradient(w, X_train[order[start : start + batch]])
        error = loss(w, X_train)
        if error < lowest:
            best, lowest = w, error
    return best, loss(best, X_test)
''', "rows on which the error always falls"),
    "the start not in the running": ("train-repaired", '''
def train_repaired(w, loss, gradient, X_train, X_valid, X_test, rate, epochs, batch=32):
    best, lowest = w, np.inf
    for epoch in range(epochs):
        order = np.random.default_rng(epoch).permutation(len(X_train))
        for start in range(0, len(X_train), batch):
            w = w - rate * gradient(w, X_train[order[start : start + batch]])
        error = loss(w, X_valid)
        if error < lowest:
            best, lowest = w, error
    return best, loss(best, X_test)
''', "What is `lowest` before"),
    "the start judged by test rows": ("train-repaired", '''
def train_repaired(w, loss, gradient, X_train, X_valid, X_test, rate, epochs, batch=32):
    best, lowest = w, loss(w, X_test)
    for epoch in range(epochs):
        order = np.random.default_rng(epoch).permutation(len(X_train))
        for start in range(0, len(X_train), batch):
            w = w - rate * gradient(w, X_train[order[start : start + batch]])
        error = loss(w, X_valid)
        if error < lowest:
            best, lowest = w, error
    return best, loss(best, X_test)
''', "by which rows is the start judged"),
    "chosen after each batch": ("train-repaired", '''
def train_repaired(w, loss, gradient, X_train, X_valid, X_test, rate, epochs, batch=32):
    best, lowest = w, loss(w, X_valid)
    for epoch in range(epochs):
        order = np.random.default_rng(epoch).permutation(len(X_train))
        for start in range(0, len(X_train), batch):
            w = w - rate * gradient(w, X_train[order[start : start + batch]])
            error = loss(w, X_valid)
            if error < lowest:
                best, lowest = w, error
    return best, loss(best, X_test)
''', "not after each batch"),
    "trained on validation rows too": ("train-repaired", '''
def train_repaired(w, loss, gradient, X_train, X_valid, X_test, rate, epochs, batch=32):
    X_train = np.vstack([X_train, X_valid])
    best, lowest = w, loss(w, X_valid)
    for epoch in range(epochs):
        order = np.random.default_rng(epoch).permutation(len(X_train))
        for start in range(0, len(X_train), batch):
            w = w - rate * gradient(w, X_train[order[start : start + batch]])
        error = loss(w, X_valid)
        if error < lowest:
            best, lowest = w, error
    return best, loss(best, X_test)
''', "not training rows"),
    "ends at the first rise": ("train-repaired", '''
def train_repaired(w, loss, gradient, X_train, X_valid, X_test, rate, epochs, batch=32):
    best, lowest = w, loss(w, X_valid)
    for epoch in range(epochs):
        order = np.random.default_rng(epoch).permutation(len(X_train))
        for start in range(0, len(X_train), batch):
            w = w - rate * gradient(w, X_train[order[start : start + batch]])
        error = loss(w, X_valid)
        if error > lowest:
            break
        best, lowest = w, error
    return best, loss(best, X_test)
''', "end at the first rise"),
    "gives up after ten epochs": ("train-repaired", '''
def train_repaired(w, loss, gradient, X_train, X_valid, X_test, rate, epochs, batch=32):
    best, lowest = w, loss(w, X_valid)
    wait = 0
    for epoch in range(epochs):
        order = np.random.default_rng(epoch).permutation(len(X_train))
        for start in range(0, len(X_train), batch):
            w = w - rate * gradient(w, X_train[order[start : start + batch]])
        error = loss(w, X_valid)
        if error < lowest:
            best, lowest, wait = w, error, 0
        else:
            wait += 1
        if wait > 10:
            break
    return best, loss(best, X_test)
''', "Did you end at the first rise"),
    "one epoch more": ("train-repaired", '''
def train_repaired(w, loss, gradient, X_train, X_valid, X_test, rate, epochs, batch=32):
    best, lowest = w, loss(w, X_valid)
    for epoch in range(epochs + 1):
        order = np.random.default_rng(epoch).permutation(len(X_train))
        for start in range(0, len(X_train), batch):
            w = w - rate * gradient(w, X_train[order[start : start + batch]])
        error = loss(w, X_valid)
        if error < lowest:
            best, lowest = w, error
    return best, loss(best, X_test)
''', "Where does the loop begin"),
    "the last, short batch dropped": ("train-repaired", '''
def train_repaired(w, loss, gradient, X_train, X_valid, X_test, rate, epochs, batch=32):
    best, lowest = w, loss(w, X_valid)
    for epoch in range(epochs):
        order = np.random.default_rng(epoch).permutation(len(X_train))
        for start in range(0, len(X_train) - batch + 1, batch):
            w = w - rate * gradient(w, X_train[order[start : start + batch]])
        error = loss(w, X_valid)
        if error < lowest:
            best, lowest = w, error
    return best, loss(best, X_test)
''', "Which rows are in `order`"),
    "a last batch of one row dropped": ("train-repaired", '''
def train_repaired(w, loss, gradient, X_train, X_valid, X_test, rate, epochs, batch=32):
    best, lowest = w, loss(w, X_valid)
    for epoch in range(epochs):
        order = np.random.default_rng(epoch).permutation(len(X_train))
        for start in range(0, len(X_train) - 1, batch):
            w = w - rate * gradient(w, X_train[order[start : start + batch]])
        error = loss(w, X_valid)
        if error < lowest:
            best, lowest = w, error
    return best, loss(best, X_test)
''', "Which rows are in `order`"),
    "the error of the epoch before": ("train-repaired", '''
def train_repaired(w, loss, gradient, X_train, X_valid, X_test, rate, epochs, batch=32):
    best, lowest = w, loss(w, X_valid)
    for epoch in range(epochs):
        error = loss(w, X_valid)
        order = np.random.default_rng(epoch).permutation(len(X_train))
        for start in range(0, len(X_train), batch):
            w = w - rate * gradient(w, X_train[order[start : start + batch]])
        if error < lowest:
            best, lowest = w, error
    return best, loss(best, X_test)
''', "at the same moment"),
    "the wrong comparison": ("train-repaired", '''
def train_repaired(w, loss, gradient, X_train, X_valid, X_test, rate, epochs, batch=32):
    best, lowest = w, loss(w, X_valid)
    for epoch in range(epochs):
        order = np.random.default_rng(epoch).permutation(len(X_train))
        for start in range(0, len(X_train), batch):
            w = w - rate * gradient(w, X_train[order[start : start + batch]])
        error = loss(w, X_valid)
        if error > lowest:
            best, lowest = w, error
    return best, loss(best, X_test)
''', "Which way does the comparison point"),
    "lowest never updated": ("train-repaired", '''
def train_repaired(w, loss, gradient, X_train, X_valid, X_test, rate, epochs, batch=32):
    best, lowest = w, loss(w, X_valid)
    for epoch in range(epochs):
        order = np.random.default_rng(epoch).permutation(len(X_train))
        for start in range(0, len(X_train), batch):
            w = w - rate * gradient(w, X_train[order[start : start + batch]])
        error = loss(w, X_valid)
        if error < lowest:
            best = w
    return best, loss(best, X_test)
''', "`lowest` never falls"),
    "goes on from the best": ("train-repaired", '''
def train_repaired(w, loss, gradient, X_train, X_valid, X_test, rate, epochs, batch=32):
    best, lowest = w, loss(w, X_valid)
    for epoch in range(epochs):
        order = np.random.default_rng(epoch).permutation(len(X_train))
        for start in range(0, len(X_train), batch):
            w = best - rate * gradient(best, X_train[order[start : start + batch]])
        error = loss(w, X_valid)
        if error < lowest:
            best, lowest = w, error
    return best, loss(best, X_test)
''', "the next one begins there"),
    "the lowest test error on the way": ("train-repaired", '''
def train_repaired(w, loss, gradient, X_train, X_valid, X_test, rate, epochs, batch=32):
    best, lowest = w, loss(w, X_valid)
    tests = [loss(w, X_test)]
    for epoch in range(epochs):
        order = np.random.default_rng(epoch).permutation(len(X_train))
        for start in range(0, len(X_train), batch):
            w = w - rate * gradient(w, X_train[order[start : start + batch]])
        error = loss(w, X_valid)
        tests.append(loss(w, X_test))
        if error < lowest:
            best, lowest = w, error
    return best, min(tests)
''', "lowest test error on the way"),
    "error before weights": ("train-repaired", '''
def train_repaired(w, loss, gradient, X_train, X_valid, X_test, rate, epochs, batch=32):
    best, lowest = w, loss(w, X_valid)
    for epoch in range(epochs):
        order = np.random.default_rng(epoch).permutation(len(X_train))
        for start in range(0, len(X_train), batch):
            w = w - rate * gradient(w, X_train[order[start : start + batch]])
        error = loss(w, X_valid)
        if error < lowest:
            best, lowest = w, error
    return loss(best, X_test), best
''', "return the weights, of shape"),
    "rows centred in place": ("train-repaired", '''
def train_repaired(w, loss, gradient, X_train, X_valid, X_test, rate, epochs, batch=32):
    X_train -= X_train.mean(axis=0)
    best, lowest = w, loss(w, X_valid)
    for epoch in range(epochs):
        order = np.random.default_rng(epoch).permutation(len(X_train))
        for start in range(0, len(X_train), batch):
            w = w - rate * gradient(w, X_train[order[start : start + batch]])
        error = loss(w, X_valid)
        if error < lowest:
            X_train -= X_train.mean(axis=0)
    best, lowest = w, error
    return best, loss(best, X_test)
''', "writes into the `X_train`"),
    "the digits' loss, not the given one": ("train-repaired", '''
def train_repaired(w, loss, gradient, X_train, X_valid, X_test, rate, epochs, batch=32):
    best, lowest = w, error_of(w, X_valid)
    for epoch in range(epochs):
        order = np.random.default_rng(epoch).permutation(len(X_train))
        for start in range(0, len(X_train), batch):
            w = w - rate * slopes_of(w, X_train[order[start : start + batch]])
        error = error_of(w, X_valid)
        if error < lowest:
            best, lowest = w, error
    return best, error_of(best, X_test)
''', "not `error_of` and `slopes_of`"),
    # ---- Task 3
    "stops at the first rise": ("early-stop", '''
def early_stop(curve, patience):
    best, waited = 0, 0
    for epoch in range(1, len(curve)):
        if curve[epoch] < curve[best]:
            best = epoch
        else:
            waited += 1
        if waited == patience:
            return epoch, best
    return len(curve) - 1, best
''', "starts the waiting anew"),
    "sees the future": ("early-stop", '''
def early_stop(curve, patience):
    best = int(np.nanargmin(curve))
    return min(best + patience, len(curve) - 1), best
''', "may not look ahead"),
    "keeps the last weights": ("early-stop", '''
def early_stop(curve, patience):
    best = 0
    for epoch, error in enumerate(curve):
        if error < curve[best]:
            best = epoch
        if epoch - best >= patience:
            break
    return epoch, epoch
''', "not the last one"),
    "compares with the epoch before": ("early-stop", '''
def early_stop(curve, patience):
    best, waited = 0, 0
    for epoch in range(1, len(curve)):
        waited = 0 if curve[epoch] < curve[epoch - 1] else waited + 1
        if curve[epoch] < curve[best]:
            best = epoch
        if waited >= patience:
            return epoch, best
    return len(curve) - 1, best
''', "lower than the epoch before"),
    "the best is what fell below the epoch before": ("early-stop", '''
def early_stop(curve, patience):
    best = 0
    for epoch in range(1, len(curve)):
        if curve[epoch] < curve[epoch - 1]:
            best = epoch
        if epoch - best >= patience:
            break
    return epoch, best
''', "lower than the epoch before"),
    "one epoch too late": ("early-stop", '''
def early_stop(curve, patience):
    best = 0
    for epoch, error in enumerate(curve):
        if error < curve[best]:
            best = epoch
        if epoch - best > patience:
            break
    return epoch, best
''', "count again"),
    "errors for epochs": ("early-stop", '''
def early_stop(curve, patience):
    best = 0
    for epoch, error in enumerate(curve):
        if error < curve[best]:
            best = epoch
        if epoch - best >= patience:
            break
    return error, curve[best]
''', "return their places"),
    "best before last": ("early-stop", '''
def early_stop(curve, patience):
    best = 0
    for epoch, error in enumerate(curve):
        if error < curve[best]:
            best = epoch
        if epoch - best >= patience:
            break
    return best, epoch
''', "last comes first"),
    "the first epoch is the best so far": ("early-stop", '''
def early_stop(curve, patience):
    best = min(1, len(curve) - 1)
    for epoch in range(best, len(curve)):
        if curve[epoch] < curve[best]:
            best = epoch
        if epoch - best >= patience:
            break
    return epoch, best
''', "the untrained weights can be the best"),
    "an equal error counts": ("early-stop", '''
def early_stop(curve, patience):
    best = 0
    for epoch, error in enumerate(curve):
        if error <= curve[best]:
            best = epoch
        if epoch - best >= patience:
            break
    return epoch, best
''', "an equal error is no new best"),
    "nan is the lowest": ("early-stop", '''
def early_stop(curve, patience):
    for epoch in range(len(curve)):
        best = int(np.argmin(curve[: epoch + 1]))
        if epoch - best >= patience:
            break
    return epoch, best
''', "nan is no new best"),
    "nan ends it": ("early-stop", '''
def early_stop(curve, patience):
    best = 0
    for epoch, error in enumerate(curve):
        if np.isnan(error):
            break
        if error < curve[best]:
            best = epoch
        if epoch - best >= patience:
            break
    return epoch, best
''', "no end: you go on waiting"),
    "rises in a row": ("early-stop", '''
def early_stop(curve, patience):
    best, rises = 0, 0
    for epoch in range(1, len(curve)):
        rises = rises + 1 if curve[epoch] > curve[epoch - 1] else 0
        if curve[epoch] < curve[best]:
            best = epoch
        if rises >= patience:
            return epoch, best
    return len(curve) - 1, best
''', "count again"),
    "counted from one": ("early-stop", '''
def early_stop(curve, patience):
    best = 0
    for epoch, error in enumerate(curve):
        if error < curve[best]:
            best = epoch
        if epoch - best >= patience:
            break
    return epoch + 1, best + 1
''', "counted from 0"),
    "nan stays the lowest": ("early-stop", '''
def early_stop(curve, patience):
    c = np.asarray(curve, float)
    lowest = np.minimum.accumulate(c)
    new = np.r_[True, c[1:] < lowest[:-1]]
    best = np.maximum.accumulate(np.where(new, np.arange(len(c)), 0))
    over = np.flatnonzero(np.arange(len(c)) - best >= patience)
    last = over[0] if len(over) else len(c) - 1
    return last, best[last]
''', "after a nan there can be a new best"),
    # ---- Task 4
    "a rate from one start": ("my-rate", '''
evidence = {rate: [validation_error(rate, 0)] for rate in [0.01, 0.03, 0.1, 0.3, 1]}
my_rate = 0.1
''', "one start can be luck"),
    "one start, three times": ("my-rate", '''
evidence = {rate: [validation_error(rate, 0)] * 3 for rate in [0.01, 0.03, 0.1, 0.3, 1]}
my_rate = 0.1
''', "from the starts 0, 1 and 2"),
    "a list, the rates lost": ("my-rate", '''
rates = [0.01, 0.03, 0.1, 0.3, 1]
evidence = [[validation_error(rate, start) for start in range(3)] for rate in rates]
my_rate = 0.1
''', "from each rate to its three errors"),
    "one side of the valley": ("my-rate", '''
evidence = {rate: [validation_error(rate, start) for start in range(3)] for rate in [0.01, 0.03, 0.1]}
my_rate = 0.1
''', "you have not seen the fast side"),
    "the own rate made up": ("my-rate", '''
evidence = {0.01: [0.5, 0.5, 0.5], 0.03: [0.4, 0.4, 0.4], 0.1: [0.1, 0.1, 0.1], 0.3: [0.9, 0.9, 0.9]}
my_rate = 0.1
''', "your evidence for 0.1 says"),
    "the cliff made up": ("my-rate", '''
evidence = {rate: [validation_error(rate, start) for start in range(3)] for rate in [0.01, 0.03, 0.1]}
evidence[0.3] = [9.0, 9.0, 9.0]
my_rate = 0.1
''', "your evidence for 0.3 says"),
    "the slow side made up": ("my-rate", '''
evidence = {rate: [validation_error(rate, start) for start in range(3)] for rate in [0.15, 0.3]}
evidence[0.05] = [9.0, 9.0, 9.0]
my_rate = 0.15
''', "your evidence for 0.05 says"),
    "a hole in the grid": ("my-rate", '''
evidence = {rate: [validation_error(rate, start) for start in range(3)] for rate in [0.01, 0.1, 1]}
my_rate = 0.1
''', "more than a factor of 4"),
    "a better rate made worse": ("my-rate", '''
evidence = {rate: [validation_error(rate, start) for start in range(3)] for rate in [0.01, 0.03, 0.4]}
evidence[0.1] = [0.17, 0.17, 0.17]
my_rate = 0.03
''', "your evidence for 0.1 says"),
    "the slow side": ("my-rate", '''
evidence = {rate: [validation_error(rate, start) for start in range(3)] for rate in [0.01, 0.03, 0.1, 0.3, 1]}
my_rate = 0.01
''', "another rate is better by more than a quarter"),
}

RIGHT = {
    "nothing cancelled": ("ink-gradient", '''
def ink_gradient(parts, x):
    W1, b1, W2, b2 = parts
    a1, z, x_hat = forward(parts, x)
    d_x_hat = (-x / x_hat + (1 - x) / (1 - x_hat)) / x.size
    d_a2 = d_x_hat * x_hat * (1 - x_hat)
    d_z = d_a2 @ W2.T
    d_a1 = d_z * np.exp(a1) / (1 + np.exp(a1))
    return x.T @ d_a1, d_a1.sum(axis=0), z.T @ d_a2, d_a2.sum(axis=0)
'''),
    "row by row, in 32 bits": ("ink-gradient", '''
def ink_gradient(parts, x):
    W1, b1, W2, b2 = (np.asarray(part, np.float32) for part in parts)
    gradients = [np.zeros(part.shape, np.float32) for part in (W1, b1, W2, b2)]
    for row in np.asarray(x, np.float32):
        z = np.log1p(np.exp(row @ W1 + b1))
        x_hat = 1 / (1 + np.exp(-(z @ W2 + b2)))
        d_a2 = (x_hat - row) / x.size
        d_a1 = (W2 @ d_a2) * (1 - np.exp(-z))
        for total, part in zip(gradients, [np.outer(row, d_a1), d_a1, np.outer(z, d_a2), d_a2]):
            total += part
    return gradients
'''),
    "a row of ones for the biases": ("ink-gradient", '''
def ink_gradient(parts, x):
    a1, z, x_hat = forward(parts, x)
    ones = np.ones(len(x))
    d_a2 = (x_hat - x) / np.size(x)
    d_a1 = np.einsum("nd,kd->nk", d_a2, parts[2]) * sigmoid(a1)
    return [np.einsum("ni,nk->ik", x, d_a1), ones @ d_a1, np.einsum("nk,nd->kd", z, d_a2), ones @ d_a2]
'''),
    "x_hat overwritten": ("ink-gradient", '''
def ink_gradient(parts, x):
    W1, b1, W2, b2 = parts
    a1, z, x_hat = forward(parts, x)
    x_hat -= x
    d_a2 = x_hat / len(x) / x.shape[1]
    d_a1 = (W2 @ d_a2.T).T / (1 + np.exp(-a1))
    return [x.T @ d_a1, d_a1.sum(axis=0), z.T @ d_a2, d_a2.sum(axis=0)]
'''),
    "copies everywhere": ("train-repaired", '''
def train_repaired(w, loss, gradient, X_train, X_valid, X_test, rate, epochs, batch=32):
    w = np.array(w)
    best, lowest = w.copy(), loss(w, X_valid)
    random = np.random.default_rng(5)
    for epoch in range(epochs):
        order = random.permutation(len(X_train))
        for rows in np.array_split(order, -(-len(X_train) // batch)):
            w -= rate * gradient(w, X_train[rows])
        if loss(w, X_valid) < lowest:
            best, lowest = w.copy(), loss(w, X_valid)
    return best, loss(best, X_test)
'''),
    "all weights kept, best looked up": ("train-repaired", '''
def train_repaired(w, loss, gradient, X_train, X_valid, X_test, rate, epochs, batch=32):
    kept = [w]
    for epoch in range(epochs):
        order = np.random.default_rng(epoch).permutation(len(X_train))
        for start in range(0, len(X_train), batch):
            w = w - rate * gradient(w, X_train[order[start : start + batch]])
        kept.append(w)
    best = min(kept, key=lambda w: loss(w, X_valid))
    return best, loss(best, X_test)
'''),
    "trained a second time, up to the best": ("train-repaired", '''
def train_repaired(w, loss, gradient, X_train, X_valid, X_test, rate, epochs, batch=32):
    def epoch_of(w, epoch):
        order = np.random.default_rng(epoch).permutation(len(X_train))
        for start in range(0, len(X_train), batch):
            w = w - rate * gradient(w, X_train[order[start : start + batch]])
        return w
    errors, now = [loss(w, X_valid)], w
    for epoch in range(epochs):
        now = epoch_of(now, epoch)
        errors.append(loss(now, X_valid))
    for epoch in range(int(np.argmin(errors))):
        w = epoch_of(w, epoch)
    return w, loss(w, X_test)
'''),
    "rows shuffled where they are": ("train-repaired", '''
def train_repaired(w, loss, gradient, X_train, X_valid, X_test, rate, epochs, batch=32):
    random, w = np.random.default_rng(0), w.copy()
    best, lowest = w.copy(), loss(w, X_valid)
    for epoch in range(epochs):
        random.shuffle(X_train)
        for start in range(0, len(X_train), batch):
            w[:] = w - rate * gradient(w, X_train[start : start + batch])
        if (error := loss(w, X_valid)) < lowest:
            best[:], lowest = w, error
    return [best, float(loss(best, X_test))]
'''),
    "unshuffled, in 32 bits": ("train-repaired", '''
def train_repaired(w, loss, gradient, X_train, X_valid, X_test, rate, epochs, batch=32):
    w = np.asarray(w, dtype=np.float32)
    best, lowest = w, loss(w, X_valid)
    for epoch in range(epochs):
        for start in range(0, len(X_train), batch):
            w = (w - rate * gradient(w, X_train[start : start + batch])).astype(np.float32)
        error = loss(w, X_valid)
        if error < lowest:
            best, lowest = w, error
    return best, loss(best, X_test)
'''),
    "a counter, as Keras does it": ("early-stop", '''
def early_stop(curve, patience):
    lowest, best, wait = float("inf"), 0, 0
    for epoch, error in enumerate(curve):
        wait += 1
        if error < lowest:
            lowest, best, wait = error, epoch, 0
        if wait >= patience:
            return epoch, best
    return epoch, best
'''),
    "all at once": ("early-stop", '''
def early_stop(curve, patience):
    c = np.nan_to_num(np.asarray(curve, float), nan=np.inf)
    lowest = np.minimum.accumulate(c)
    new = np.r_[True, c[1:] < lowest[:-1]]
    best = np.maximum.accumulate(np.where(new, np.arange(len(c)), 0))
    over = np.flatnonzero(np.arange(len(c)) - best >= patience)
    last = over[0] if len(over) else len(c) - 1
    return [last, best[last]]
'''),
    "nan as infinity, in a while loop": ("early-stop", '''
def early_stop(curve, patience):
    curve = [c if c == c else float("inf") for c in curve]
    last = 0
    while last < len(curve) - 1 and last - curve.index(min(curve[: last + 1])) < patience:
        last += 1
    return np.array([last, curve.index(min(curve[: last + 1]))])
'''),
    "another grid, another choice": ("my-rate", '''
evidence = {}
for rate in np.geomspace(0.0125, 1.6, 8):
    evidence[rate] = np.array([validation_error(rate, start) for start in (0, 1, 2)])
my_rate = min(evidence, key=lambda rate: np.mean(evidence[rate]))
'''),
    "a step back from the cliff": ("my-rate", '''
evidence = {rate: [validation_error(rate, start) for start in range(3)]
            for rate in [0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5]}
my_rate = 0.1
'''),
    "a factor of four": ("my-rate", '''
evidence = {}
for power in range(-4, 1):
    evidence[4.0**power] = [round(validation_error(4.0**power, start), 3) for start in range(3)]
my_rate = 4.0**-2
'''),
}
