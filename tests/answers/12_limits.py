"""Answers to exercise 12, wrong and right: (grade id of the cell, code, words of the hint)."""

WRONG = {
    "one weight for each kind": ("weights", '''
def weights(y):
    kinds, count = np.unique(y, return_counts=True)
    return len(y) / (len(kinds) * count)
''', "one weight for each *row*"),

    "frequent rows weigh more": ("weights", '''
def weights(y):
    kinds, place, count = np.unique(y, return_inverse=True, return_counts=True)
    return count[place] / count[place].mean()
''', "The rare row, the last, should weigh more"),

    "the sum is 1": ("weights", '''
def weights(y):
    kinds, place, count = np.unique(y, return_inverse=True, return_counts=True)
    return 1 / (len(kinds) * count[place])
''', "They add up to 1"),

    "one over the count": ("weights", '''
def weights(y):
    kinds, place, count = np.unique(y, return_inverse=True, return_counts=True)
    return 1 / count[place]
''', "and not 1"),

    "the number of kinds forgotten": ("weights", '''
def weights(y):
    kinds, place, count = np.unique(y, return_inverse=True, return_counts=True)
    return len(y) / count[place]
''', "the mean is 2.000, and not 1"),

    "the root of the count": ("weights", '''
def weights(y):
    kinds, place, count = np.unique(y, return_inverse=True, return_counts=True)
    weight = 1 / np.sqrt(count[place])
    return weight / weight.mean()
''', "Both sums should be the same"),

    "two kinds taken for granted": ("weights", '''
def weights(y):
    kinds, place, count = np.unique(y, return_inverse=True, return_counts=True)
    return len(y) / (2 * count[place])
''', "with 3 kinds"),

    "labels as places": ("weights", '''
def weights(y):
    kinds, count = np.unique(y, return_counts=True)
    return len(y) / (len(kinds) * count[y])
''', "a kind is a name, not a place"),

    "labels counted from zero": ("weights", '''
def weights(y):
    count = np.bincount(y)
    return len(y) / (len(count) * count[y])
''', "The mean is"),

    "all the same": ("weights", '''
def weights(y):
    return np.ones(len(y))
''', "should weigh more than the frequent ones"),

    "one minus the share": ("weights", '''
def weights(y):
    kinds, place, count = np.unique(y, return_inverse=True, return_counts=True)
    weight = 1 - count[place] / len(y)
    return weight / weight.mean()
''', "The sums by kind differ"),

    "the inverse of place": ("weights", '''
def weights(y):
    kinds, place, count = np.unique(y, return_index=True, return_counts=True)
    return len(y) / (len(kinds) * count[place])
''', "`return_inverse=True`"),

    "weights not returned": ("weights", '''
def weights(y):
    kinds, place, count = np.unique(y, return_inverse=True, return_counts=True)
    weight = len(y) / (len(kinds) * count[place])
''', "returns nothing"),

    "each matrix for itself": ("prune", '''
def prune(matrices, keep):
    left = []
    for matrix in matrices:
        cut = np.quantile(np.abs(matrix), 1 - keep)
        left.append(np.where(np.abs(matrix) >= cut, matrix, 0))
    return left
''', "*one* limit for all matrices together"),

    "the largest, with their sign": ("prune", '''
def prune(matrices, keep):
    numbers = np.sort(np.concatenate([matrix.ravel() for matrix in matrices]))
    cut = numbers[-round(keep * len(numbers))]
    return [np.where(matrix >= cut, matrix, 0) for matrix in matrices]
''', "-4 is the largest of all in absolute value"),

    "the smallest": ("prune", '''
def prune(matrices, keep):
    sizes = np.sort(np.concatenate([np.abs(matrix).ravel() for matrix in matrices]))
    return [np.where(np.abs(matrix) <= sizes[round(keep * len(sizes)) - 1], matrix, 0) for matrix in matrices]
''', "You keep the smallest"),

    "the share pruned": ("prune", '''
def prune(matrices, keep):
    sizes = np.sort(np.concatenate([np.abs(matrix).ravel() for matrix in matrices]))
    cut = sizes[min(round(keep * len(sizes)), len(sizes) - 1)]
    return [np.where(np.abs(matrix) >= cut, matrix, 0) for matrix in matrices]
''', "stay, and you leave"),

    "one too few": ("prune", '''
def prune(matrices, keep):
    sizes = np.sort(np.concatenate([np.abs(matrix).ravel() for matrix in matrices]))
    cut = sizes[-round(keep * len(sizes))]
    return [np.where(np.abs(matrix) > cut, matrix, 0) for matrix in matrices]
''', "Those are too few"),

    "absolute values kept": ("prune", '''
def prune(matrices, keep):
    matrices = [np.abs(matrix) for matrix in matrices]
    sizes = np.sort(np.concatenate([matrix.ravel() for matrix in matrices]))
    return [np.where(matrix >= sizes[-round(keep * len(sizes))], matrix, 0) for matrix in matrices]
''', "keep their sign"),

    "in place": ("prune", '''
def prune(matrices, keep):
    sizes = np.sort(np.concatenate([np.abs(matrix).ravel() for matrix in matrices]))
    cut = sizes[-round(keep * len(sizes))]
    for matrix in matrices:
        matrix[np.abs(matrix) < cut] = 0
    return matrices
''', "changes the matrices that it is given"),

    "left out, not zero": ("prune", '''
def prune(matrices, keep):
    sizes = np.sort(np.concatenate([np.abs(matrix).ravel() for matrix in matrices]))
    cut = sizes[-round(keep * len(sizes))]
    return [matrix[np.abs(matrix) >= cut] for matrix in matrices]
''', "Zeros stay at their places"),

    "masks": ("prune", '''
def prune(matrices, keep):
    sizes = np.sort(np.concatenate([np.abs(matrix).ravel() for matrix in matrices]))
    cut = sizes[-round(keep * len(sizes))]
    return [np.where(np.abs(matrix) >= cut, 1.0, 0.0) for matrix in matrices]
''', "-4 is the largest"),

    "one array of all": ("prune", '''
def prune(matrices, keep):
    sizes = np.sort(np.abs(np.array(matrices)).ravel())
    cut = sizes[-round(keep * len(sizes))]
    return [np.where(np.abs(matrix) >= cut, matrix, 0) for matrix in matrices]
''', "different shapes"),

    "a share of the largest size": ("prune", '''
def prune(matrices, keep):
    largest = max(np.abs(matrix).max() for matrix in matrices)
    return [np.where(np.abs(matrix) >= (1 - keep) * largest, matrix, 0) for matrix in matrices]
''', "stay, and you leave"),

    "nothing pruned": ("prune", '''
def prune(matrices, keep):
    return matrices
''', "given one itself"),

    "the first matrix only": ("prune", '''
def prune(matrices, keep):
    sizes = np.sort(np.abs(matrices[0]).ravel())
    cut = sizes[-round(keep * len(sizes))]
    return [np.where(np.abs(matrix) >= cut, matrix, 0) for matrix in matrices]
''', "Those are too few"),

    "matrices not returned": ("prune", '''
def prune(matrices, keep):
    sizes = np.sort(np.concatenate([np.abs(matrix).ravel() for matrix in matrices]))
    left = [np.where(np.abs(matrix) >= sizes[-round(keep * len(sizes))], matrix, 0) for matrix in matrices]
''', "returns nothing"),

    "√s forgotten": ("attend", '''
def attend(query, key, value, visible):
    scores = np.where(visible > 0, query @ key.T, -np.inf)
    weight = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weight / weight.sum(axis=1, keepdims=True) @ value
''', "without the division by √s"),

    "divided by s": ("attend", '''
def attend(query, key, value, visible):
    scores = np.where(visible > 0, query @ key.T / query.shape[1], -np.inf)
    weight = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weight / weight.sum(axis=1, keepdims=True) @ value
''', "by s, not by its root"),

    "divided by √t": ("attend", '''
def attend(query, key, value, visible):
    scores = np.where(visible > 0, query @ key.T / np.sqrt(len(query)), -np.inf)
    weight = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weight / weight.sum(axis=1, keepdims=True) @ value
''', "You divide by √t"),

    "softmax over those who ask": ("attend", '''
def attend(query, key, value, visible):
    scores = np.where(visible > 0, query @ key.T / np.sqrt(query.shape[1]), -1e9)
    weight = np.exp(scores - scores.max(axis=0, keepdims=True))
    return weight / weight.sum(axis=0, keepdims=True) @ value
''', "Each *row* should"),

    "one sum for all": ("attend", '''
def attend(query, key, value, visible):
    scores = np.where(visible > 0, query @ key.T / np.sqrt(query.shape[1]), -np.inf)
    weight = np.exp(scores - scores.max())
    return weight / weight.sum() @ value
''', "so each token gets the plain mean"),

    "not divided by the sum": ("attend", '''
def attend(query, key, value, visible):
    scores = np.where(visible > 0, query @ key.T / np.sqrt(query.shape[1]), -np.inf)
    return np.exp(scores - scores.max(axis=1, keepdims=True)) @ value
''', "divide by their sum"),

    "everybody visible": ("attend", '''
def attend(query, key, value, visible):
    scores = query @ key.T / np.sqrt(query.shape[1])
    weight = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weight / weight.sum(axis=1, keepdims=True) @ value
''', "`visible` changes nothing"),

    "hidden after the softmax": ("attend", '''
def attend(query, key, value, visible):
    scores = query @ key.T / np.sqrt(query.shape[1])
    weight = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weight / weight.sum(axis=1, keepdims=True) * visible @ value
''', "but not its weight"),

    "hidden scores are 0": ("attend", '''
def attend(query, key, value, visible):
    scores = query @ key.T / np.sqrt(query.shape[1]) * visible
    weight = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weight / weight.sum(axis=1, keepdims=True) @ value
''', "A score of 0 is no weight of 0"),

    "hidden ones do not ask": ("attend", '''
def attend(query, key, value, visible):
    scores = np.where(visible > 0, query @ key.T / np.sqrt(query.shape[1]), -np.inf)
    weight = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weight / weight.sum(axis=1, keepdims=True) @ value * visible[:, None]
''', "The first may not be asked, but it asks"),

    "overflow": ("attend", '''
def attend(query, key, value, visible):
    weight = np.exp(query @ key.T / np.sqrt(query.shape[1])) * visible
    return weight / weight.sum(axis=1, keepdims=True) @ value
''', "overflows"),

    "the largest of the hidden ones too": ("attend", '''
def attend(query, key, value, visible):
    scores = query @ key.T / np.sqrt(query.shape[1])
    weight = np.exp(scores - scores.max(axis=1, keepdims=True)) * visible
    return weight / weight.sum(axis=1, keepdims=True) @ value
''', "the largest of the *visible* ones"),

    "hidden by a score of -1000": ("attend", '''
def attend(query, key, value, visible):
    scores = np.where(visible > 0, query @ key.T / np.sqrt(query.shape[1]), -1000)
    weight = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weight / weight.sum(axis=1, keepdims=True) @ value
''', "nor one of -1000"),

    "keys ask": ("attend", '''
def attend(query, key, value, visible):
    scores = np.where(visible > 0, key @ query.T / np.sqrt(query.shape[1]), -np.inf)
    weight = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weight / weight.sum(axis=1, keepdims=True) @ value
''', "the first token's weights are"),

    "the plain mean": ("attend", '''
def attend(query, key, value, visible):
    return np.tile(value[visible > 0].mean(axis=0), (len(query), 1))
''', "the first token's weights are"),

    "the loudest only": ("attend", '''
def attend(query, key, value, visible):
    scores = np.where(visible > 0, query @ key.T, -np.inf)
    return value[scores.argmax(axis=1)]
''', "each token gets the plain mean"),

    "visible rows cut out": ("attend", '''
def attend(query, key, value, visible):
    seen = visible > 0
    scores = query[seen] @ key[seen].T / np.sqrt(query.shape[1])
    weight = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weight / weight.sum(axis=1, keepdims=True) @ value[seen]
''', "the result has shape"),

    "query times key, not transposed": ("attend", '''
def attend(query, key, value, visible):
    scores = np.where(visible > 0, query @ key / np.sqrt(query.shape[1]), -np.inf)
    weight = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weight / weight.sum(axis=1, keepdims=True) @ value
''', "The scores have shape (t, t)"),

    "the weights": ("attend", '''
def attend(query, key, value, visible):
    scores = np.where(visible > 0, query @ key.T / np.sqrt(query.shape[1]), -np.inf)
    weight = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weight / weight.sum(axis=1, keepdims=True)
''', "the result has shape"),

    "result not returned": ("attend", '''
def attend(query, key, value, visible):
    scores = np.where(visible > 0, query @ key.T / np.sqrt(query.shape[1]), -np.inf)
    weight = np.exp(scores - scores.max(axis=1, keepdims=True))
    result = weight / weight.sum(axis=1, keepdims=True) @ value
''', "returns nothing"),

    "starts with a spread of 1": ("draw", '''
def draw(denoise, levels, n, d, rng):
    x = rng.standard_normal((n, d))
    for level, next_level in zip(levels[:-1], levels[1:]):
        guess = denoise(x, level)
        x = guess + (x - guess) * next_level / level
    return x
''', "a standard deviation of 1"),

    "the level as a variance": ("draw", '''
def draw(denoise, levels, n, d, rng):
    x = np.sqrt(levels[0]) * rng.standard_normal((n, d))
    for level, next_level in zip(levels[:-1], levels[1:]):
        guess = denoise(x, level)
        x = guess + (x - guess) * next_level / level
    return x
''', "a *variance* of 3"),

    "uniform noise": ("draw", '''
def draw(denoise, levels, n, d, rng):
    x = levels[0] * rng.uniform(-3 ** 0.5, 3 ** 0.5, (n, d))
    for level, next_level in zip(levels[:-1], levels[1:]):
        guess = denoise(x, level)
        x = guess + (x - guess) * next_level / level
    return x
''', "no Gaussian"),

    "noise from 0 to 1": ("draw", '''
def draw(denoise, levels, n, d, rng):
    x = levels[0] * rng.random((n, d))
    for level, next_level in zip(levels[:-1], levels[1:]):
        guess = denoise(x, level)
        x = guess + (x - guess) * next_level / level
    return x
''', "should have 0"),

    "a generator of its own": ("draw", '''
def draw(denoise, levels, n, d, rng):
    x = levels[0] * np.random.default_rng(0).standard_normal((n, d))
    for level, next_level in zip(levels[:-1], levels[1:]):
        guess = denoise(x, level)
        x = guess + (x - guess) * next_level / level
    return x
''', "Draw with the `rng` that is passed"),

    "one row, n times": ("draw", '''
def draw(denoise, levels, n, d, rng):
    x = np.tile(levels[0] * rng.standard_normal(d), (n, 1))
    for level, next_level in zip(levels[:-1], levels[1:]):
        guess = denoise(x, level)
        x = guess + (x - guess) * next_level / level
    return x
''', "Each number is drawn for itself"),

    "the guess at once": ("draw", '''
def draw(denoise, levels, n, d, rng):
    x = levels[0] * rng.standard_normal((n, d))
    for level in levels[:-1]:
        x = denoise(x, level)
    return x
''', "You go to the guess at once"),

    "levels the wrong way round": ("draw", '''
def draw(denoise, levels, n, d, rng):
    x = levels[0] * rng.standard_normal((n, d))
    for level, next_level in zip(levels[:-1], levels[1:]):
        guess = denoise(x, level)
        x = guess + (x - guess) * level / max(next_level, 1e-9)
    return x
''', "the wrong way round"),

    "the share to take away": ("draw", '''
def draw(denoise, levels, n, d, rng):
    x = levels[0] * rng.standard_normal((n, d))
    for level, next_level in zip(levels[:-1], levels[1:]):
        guess = denoise(x, level)
        x = guess + (x - guess) * (1 - next_level / level)
    return x
''', "the share to take away"),

    "new noise at each step": ("draw", '''
def draw(denoise, levels, n, d, rng):
    x = levels[0] * rng.standard_normal((n, d))
    for level, next_level in zip(levels[:-1], levels[1:]):
        x = denoise(x, level) + next_level * rng.standard_normal((n, d))
    return x
''', "You add *new* noise"),

    "asked at level 0": ("draw", '''
def draw(denoise, levels, n, d, rng):
    x = levels[0] * rng.standard_normal((n, d))
    for i, level in enumerate(levels):
        guess = denoise(x, level)
        x = guess + (x - guess) * (levels[i + 1] / level if i + 1 < len(levels) else 0)
    return x
''', "there is no noise left"),

    "the last step left out": ("draw", '''
def draw(denoise, levels, n, d, rng):
    x = levels[0] * rng.standard_normal((n, d))
    for level, next_level in zip(levels[:-2], levels[1:-1]):
        guess = denoise(x, level)
        x = guess + (x - guess) * next_level / level
    return x
''', "each level but the last"),

    "asked at the next level": ("draw", '''
def draw(denoise, levels, n, d, rng):
    x = levels[0] * rng.standard_normal((n, d))
    for level, next_level in zip(levels[:-1], levels[1:]):
        guess = denoise(x, next_level)
        x = guess + (x - guess) * next_level / level
    return x
''', "there is no noise left"),

    "always by the first level": ("draw", '''
def draw(denoise, levels, n, d, rng):
    x = levels[0] * rng.standard_normal((n, d))
    for level, next_level in zip(levels[:-1], levels[1:]):
        guess = denoise(x, level)
        x = guess + (x - guess) * next_level / levels[0]
    return x
''', "Each step has its own two levels"),

    "the guess forgotten": ("draw", '''
def draw(denoise, levels, n, d, rng):
    x = levels[0] * rng.standard_normal((n, d))
    for level, next_level in zip(levels[:-1], levels[1:]):
        x = denoise(x, level) + x * next_level / level
    return x
''', "a share of the rows themselves"),

    "the rows never replaced": ("draw", '''
def draw(denoise, levels, n, d, rng):
    x = levels[0] * rng.standard_normal((n, d))
    for level, next_level in zip(levels[:-1], levels[1:]):
        guess = denoise(x, level)
        cleaner = guess + (x - guess) * next_level / level
    return cleaner
''', "Is `x` replaced?"),

    "returned after the first step": ("draw", '''
def draw(denoise, levels, n, d, rng):
    x = levels[0] * rng.standard_normal((n, d))
    for level, next_level in zip(levels[:-1], levels[1:]):
        guess = denoise(x, level)
        x = guess + (x - guess) * next_level / level
        return x
''', "each level but the last"),

    "rows not returned": ("draw", '''
def draw(denoise, levels, n, d, rng):
    x = levels[0] * rng.standard_normal((n, d))
    for level, next_level in zip(levels[:-1], levels[1:]):
        guess = denoise(x, level)
        x = guess + (x - guess) * next_level / level
''', "returns nothing"),

    "levels backwards": ("draw", '''
def draw(denoise, levels, n, d, rng):
    levels = sorted(levels)
    x = levels[-1] * rng.standard_normal((n, d))
    for level, next_level in zip(levels[1:-1], levels[2:]):
        guess = denoise(x, level)
        x = guess + (x - guess) * next_level / level
    return x
''', "each level but the last"),

    "whole weights": ("weights", '''
def weights(y):
    kinds, place, count = np.unique(y, return_inverse=True, return_counts=True)
    return len(y) // (len(kinds) * count[place])
''', "above zero"),

    "by a quantile": ("prune", '''
def prune(matrices, keep):
    sizes = np.concatenate([np.abs(m).ravel() for m in matrices])
    cut = np.quantile(sizes, 1 - keep)
    return [np.where(np.abs(m) >= cut, m, 0) for m in matrices]
''', "`np.quantile` lies in between"),

    "the number cut off": ("prune", '''
def prune(matrices, keep):
    sizes = np.sort(np.concatenate([np.abs(m).ravel() for m in matrices]))
    cut = sizes[-max(1, int(keep * len(sizes)))]
    return [np.where(np.abs(m) >= cut, m, 0) for m in matrices]
''', "`int` cuts off"),

    "none at all": ("prune", '''
def prune(matrices, keep):
    sizes = np.sort(np.concatenate([np.abs(m).ravel() for m in matrices]))
    cut = sizes[-round(keep * len(sizes))]
    return [np.where(np.abs(m) >= cut, m, 0) for m in matrices]
''', "*at least one* stays"),

    "one place too far": ("prune", '''
def prune(matrices, keep):
    sizes = np.sort(np.concatenate([np.abs(m).ravel() for m in matrices]))
    cut = sizes[::-1][max(1, round(keep * len(sizes)))]
    return [np.where(np.abs(m) > cut, m, 0) for m in matrices]
''', "the n-th largest"),

    "divided by √w": ("attend", '''
def attend(query, key, value, visible):
    scores = np.where(visible > 0, query @ key.T / np.sqrt(value.shape[1]), -np.inf)
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True) @ value
''', "You divide by √w"),

    "sum not kept upright": ("attend", '''
def attend(query, key, value, visible):
    scores = np.where(visible > 0, query @ key.T / np.sqrt(query.shape[1]), -np.inf)
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1) @ value
''', "keeps it upright"),

    "maximum not kept upright": ("attend", '''
def attend(query, key, value, visible):
    scores = np.where(visible > 0, query @ key.T / np.sqrt(query.shape[1]), -np.inf)
    e = np.exp(scores - scores.max(axis=1))
    return e / e.sum(axis=1, keepdims=True) @ value
''', "keeps it upright"),

    "rows hidden": ("attend", '''
def attend(query, key, value, visible):
    scores = np.where(visible[:, None] > 0, query @ key.T / np.sqrt(query.shape[1]), -np.inf)
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True) @ value
''', "Hide *columns*"),

    "numbers as a mask": ("attend", '''
def attend(query, key, value, visible):
    scores = query @ key[visible].T / np.sqrt(query.shape[1])
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True) @ value[visible]
''', "numbers pick rows by place"),

    "the visible ones hidden": ("attend", '''
def attend(query, key, value, visible):
    scores = query @ key.T / np.sqrt(query.shape[1])
    scores = scores - 1e9 * visible
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True) @ value
''', "You hide those that are visible"),

    "the lesson's network": ("draw", '''
def draw(denoise, levels, n, d, rng):
    x = levels[0] * rng.standard_normal((n, d))
    for a, b in pairwise(levels):
        g = denoise([x, np.full((n, 1), a)])
        x = g + b / a * (x - g)
    return x
''', "It is not the lesson's network"),

    "a column of levels": ("draw", '''
def draw(denoise, levels, n, d, rng):
    x = levels[0] * rng.standard_normal((n, d))
    for a, b in pairwise(levels):
        g = denoise(x, np.full((n, 1), a))
        x = g + b / a * (x - g)
    return x
''', "is given an array"),

    "the level as the mean": ("draw", '''
def draw(denoise, levels, n, d, rng):
    x = rng.normal(levels[0], 1, (n, d))
    for a, b in pairwise(levels):
        g = denoise(x, a)
        x = g + b / a * (x - g)
    return x
''', "and should have 0"),

    "the noise with the wrong sign": ("draw", '''
def draw(denoise, levels, n, d, rng):
    x = levels[0] * rng.standard_normal((n, d))
    for a, b in pairwise(levels):
        g = denoise(x, a)
        x = g + b / a * (g - x)
    return x
''', "rows − guess, not guess − rows"),

    "the next level as the share": ("draw", '''
def draw(denoise, levels, n, d, rng):
    x = levels[0] * rng.standard_normal((n, d))
    for a, b in pairwise(levels):
        g = denoise(x, a)
        x = g + b * (x - g)
    return x
''', "the next level itself"),

    "kinds, counts, places": ("weights", '''
def weights(y):
    kinds, counts, place = np.unique(y, return_inverse=True, return_counts=True)
    return len(y) / (len(kinds) * counts[place])
''', "in this order"),

    "twice one minus the share": ("weights", '''
def weights(y):
    kinds, place, count = np.unique(y, return_inverse=True, return_counts=True)
    return 2 * (1 - count[place] / len(y))
''', "are the same here"),

    "one minus the share, at a mean of one": ("weights", '''
def weights(y):
    kinds, place, count = np.unique(y, return_inverse=True, return_counts=True)
    w = (1 - count / len(y))[place]
    return w / w.mean()
''', "for two kinds only"),

    "one too many, from the front": ("prune", '''
def prune(matrices, keep):
    sizes = np.sort(np.concatenate([np.abs(m).ravel() for m in matrices]))
    n = max(1, round(keep * len(sizes)))
    limit = sizes[::-1][n]
    return [np.where(np.abs(m) >= limit, m, 0) for m in matrices]
''', "Those are too many"),

    "one too many, from the end": ("prune", '''
def prune(matrices, keep):
    sizes = np.sort(np.concatenate([np.abs(m).ravel() for m in matrices]))
    n = max(1, round(keep * len(sizes)))
    limit = sizes[-n - 1]
    return [np.where(np.abs(m) >= limit, m, 0) for m in matrices]
''', "Those are too many"),

    "the share that goes": ("prune", '''
def prune(matrices, keep):
    sizes = np.sort(np.concatenate([np.abs(m).ravel() for m in matrices]))
    n = max(1, round((1 - keep) * len(sizes)))
    limit = sizes[-n]
    return [np.where(np.abs(m) >= limit, m, 0) for m in matrices]
''', "is the share that stays"),

    "infinity times zero": ("attend", '''
def attend(query, key, value, visible):
    u = query @ key.T / np.sqrt(query.shape[1])
    m = u[:, visible > 0].max(axis=1, keepdims=True)
    w = np.exp(u - m) * visible
    return w / w.sum(axis=1, keepdims=True) @ value
''', "infinity times 0"),

    "the largest of all, times visible": ("attend", '''
def attend(query, key, value, visible):
    u = query @ key.T / np.sqrt(query.shape[1])
    m = u.max(axis=1, keepdims=True)
    w = np.exp(u - m) * visible
    return w / w.sum(axis=1, keepdims=True) @ value
''', "the largest of the *visible* ones"),

    "the largest of zeros": ("attend", '''
def attend(query, key, value, visible):
    u = query @ key.T / np.sqrt(query.shape[1])
    m = (u * visible).max(axis=1, keepdims=True)
    w = np.where(visible > 0, np.exp(u - m), 0)
    return w / w.sum(axis=1, keepdims=True) @ value
''', "`scores * visible`"),

    "the largest of zeros, times visible": ("attend", '''
def attend(query, key, value, visible):
    u = query @ key.T / np.sqrt(query.shape[1])
    m = (u * visible).max(axis=1, keepdims=True)
    w = np.exp(u - m) * visible
    return w / w.sum(axis=1, keepdims=True) @ value
''', "infinity times 0"),

    "neither kept upright": ("attend", '''
def attend(query, key, value, visible):
    u = query @ key.T / np.sqrt(query.shape[1])
    u = np.where(visible > 0, u, -np.inf)
    w = np.exp(u - u.max(axis=1))
    return w / w.sum(axis=1) @ value
''', "keeps it upright"),

    "one largest for all rows": ("attend", '''
def attend(query, key, value, visible):
    u = query @ key.T / np.sqrt(query.shape[1])
    u = np.where(visible > 0, u, -np.inf)
    w = np.exp(u - u.max())
    return w / w.sum(axis=1, keepdims=True) @ value
''', "each *row's* largest"),

    "divided by the next level": ("draw", '''
def draw(denoise, levels, n, d, rng):
    x = levels[0] * rng.standard_normal((n, d))
    for a, b in pairwise(levels):
        guess = denoise(x, a)
        x = guess + a / b * (x - guess)
    return x
''', "the wrong way round"),

    "clipped at each step": ("draw", '''
def draw(denoise, levels, n, d, rng):
    x = levels[0] * rng.standard_normal((n, d))
    for a, b in pairwise(levels):
        guess = denoise(x, a)
        x = np.clip(guess + b / a * (x - guess), 0, 1)
    return x
''', "Are rows or guesses clipped"),

    "the guess clipped": ("draw", '''
def draw(denoise, levels, n, d, rng):
    x = levels[0] * rng.standard_normal((n, d))
    for a, b in pairwise(levels):
        guess = denoise(x, a)
        x = np.clip(guess, 0, 1) + b / a * (x - np.clip(guess, 0, 1))
    return x
''', "Are rows or guesses clipped"),

    "clipped at the end": ("draw", '''
def draw(denoise, levels, n, d, rng):
    x = levels[0] * rng.standard_normal((n, d))
    for a, b in pairwise(levels):
        guess = denoise(x, a)
        x = guess + b / a * (x - guess)
    return np.clip(x, 0, 1)
''', "Do not clip"),

    "a share of the rows": ("draw", '''
def draw(denoise, levels, n, d, rng):
    x = levels[0] * rng.standard_normal((n, d))
    for a, b in pairwise(levels):
        guess = denoise(x, a)
        x = guess + b / a * x
    return x
''', "a share of the rows themselves"),
}

RIGHT = {
    "by a dict": ("weights", '''
def weights(y):
    count = {}
    for kind in y.tolist():
        count[kind] = count.get(kind, 0) + 1
    return [len(y) / len(count) / count[kind] for kind in y.tolist()]
'''),

    "by scikit-learn": ("weights", '''
def weights(y):
    from sklearn.utils.class_weight import compute_sample_weight
    return compute_sample_weight("balanced", y)
'''),

    "scaled at the end": ("weights", '''
def weights(y):
    weight = pd.Series(y).groupby(y).transform(lambda rows: 1 / len(rows)).to_numpy()
    return weight / weight.mean()
'''),

    "by comparing all pairs": ("weights", '''
def weights(y):
    same = y[:, None] == y
    weight = 1 / same.sum(axis=1)
    return weight * len(y) / weight.sum()
'''),

    "by the order of the sizes": ("prune", '''
def prune(matrices, keep):
    flat = np.concatenate([matrix.ravel() for matrix in matrices])
    order = np.argsort(np.abs(flat))
    flat[order[: len(flat) - max(1, round(keep * len(flat)))]] = 0
    left, start = [], 0
    for matrix in matrices:
        left.append(flat[start : start + matrix.size].reshape(matrix.shape))
        start += matrix.size
    return left
'''),

    "copies, in loops": ("prune", '''
def prune(matrices, keep):
    sizes = sorted(abs(x) for matrix in matrices for x in matrix.ravel())
    allowed = set(sizes[len(sizes) - max(1, round(keep * len(sizes))) :])
    left = [matrix.copy() for matrix in matrices]
    for matrix in left:
        for place in np.ndindex(matrix.shape):
            if abs(matrix[place]) not in allowed:
                matrix[place] = 0
    return tuple(left)
'''),

    "by partition, times a mask": ("prune", '''
def prune(matrices, keep):
    sizes = np.hstack([np.abs(matrix).flatten() for matrix in matrices])
    n = max(1, round(keep * sizes.size))
    cut = np.partition(sizes, -n)[-n]
    return [matrix * (np.abs(matrix) >= cut) for matrix in matrices]
'''),

    "by SciPy": ("attend", '''
def attend(query, key, value, visible):
    from scipy.special import softmax
    scores = query @ key.T / query.shape[1] ** 0.5
    scores[:, visible == 0] = -np.inf
    return softmax(scores, axis=1) @ value
'''),

    "visible columns only": ("attend", '''
def attend(query, key, value, visible):
    seen = visible.astype(bool)
    scores = query @ key[seen].T / np.sqrt(key.shape[1])
    weight = np.exp(scores - scores.max(axis=1)[:, None])
    return (weight @ value[seen]) / weight.sum(axis=1)[:, None]
'''),

    "in loops": ("attend", '''
def attend(query, key, value, visible):
    result = np.zeros((len(query), value.shape[1]))
    seen = [j for j in range(len(key)) if visible[j]]
    for i, q in enumerate(query):
        scores = np.array([q @ key[j] / len(q) ** 0.5 for j in seen])
        weight = np.exp(scores - scores.max())
        for w, j in zip(weight / weight.sum(), seen):
            result[i] += w * value[j]
    return result
'''),

    "by the logarithm of the sum": ("attend", '''
def attend(query, key, value, visible):
    from scipy.special import logsumexp
    scores = np.einsum("is,js->ij", query, key) / np.sqrt(query.shape[-1])
    log_weight = scores - logsumexp(scores, b=visible, axis=1, keepdims=True)
    return np.exp(np.where(visible, log_weight, -np.inf)) @ value
'''),

    "by normal": ("draw", '''
def draw(denoise, levels, n, d, rng):
    x = rng.normal(0, levels[0], size=(n, d))
    for i in range(len(levels) - 1):
        kept = levels[i + 1] / levels[i]
        x = kept * x + (1 - kept) * denoise(x, levels[i])
    return x
'''),

    "the noise by name": ("draw", '''
def draw(denoise, levels, n, d, rng):
    noise = rng.standard_normal((n, d))
    x = noise * levels[0]
    level = levels[0]
    for target in levels[1:]:
        guess = denoise(x, level)
        noise = (x - guess) / level
        x = guess + target * noise
        level = target
    return x
'''),

    "while levels are left": ("draw", '''
def draw(denoise, levels, n, d, rng):
    levels = list(levels)
    level = levels.pop(0)
    x = rng.normal(scale=level, size=(n, d))
    while levels:
        guess, after = denoise(x, level), levels.pop(0)
        x -= (1 - after / level) * (x - guess)
        level = after
    return x
'''),

    "class weights": ("weights", '''
def weights(y):
    from sklearn.utils.class_weight import compute_class_weight
    kinds, place = np.unique(y, return_inverse=True)
    return compute_class_weight('balanced', classes=kinds, y=y)[place]
'''),

    "by a heap": ("prune", '''
def prune(matrices, keep):
    import heapq
    every = [abs(float(v)) for m in matrices for v in m.flat]
    cut = min(heapq.nlargest(max(1, round(keep * len(every))), every))
    return [np.where(abs(m) < cut, 0.0, m) for m in matrices]
'''),

    "keys first, then turned": ("attend", '''
def attend(query, key, value, visible):
    s = key @ query.T / np.sqrt(query.shape[1])
    s[visible == 0] = -np.inf
    e = np.exp(s - s.max(axis=0))
    return (e / e.sum(axis=0)).T @ value
'''),

    "as a slope": ("draw", '''
def draw(denoise, levels, n, d, rng):
    x = rng.standard_normal((n, d)) * levels[0]
    for a, b in zip(levels, levels[1:]):
        slope = (x - denoise(x, a)) / a
        x = x + (b - a) * slope
    return x
'''),
}
