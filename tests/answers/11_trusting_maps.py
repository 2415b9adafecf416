"""Answers to exercise 11, wrong and right: (grade id of the cell, code, words of the hint)."""

WRONG = {
    "itself as its neighbour": ("kept-neighbours", '''
def kept_neighbours(true, Z, k):
    near = np.argsort(distances(true), axis=1)[:, :k]
    on_map = np.argsort(distances(Z), axis=1)[:, :k]
    return np.mean([np.isin(near[i], on_map[i]).mean() for i in range(len(Z))])
''', "it is not its own neighbour"),

    "one neighbour too many": ("kept-neighbours", '''
def kept_neighbours(true, Z, k):
    near = np.argsort(distances(true), axis=1)[:, 1:k + 2]
    on_map = np.argsort(distances(Z), axis=1)[:, 1:k + 2]
    return np.mean([np.isin(near[i], on_map[i]).mean() for i in range(len(Z))])
''', "one row too many"),

    "itself among k + 1": ("kept-neighbours", '''
def kept_neighbours(true, Z, k):
    near = np.argsort(distances(true), axis=1)[:, :k + 1]
    on_map = np.argsort(distances(Z), axis=1)[:, :k + 1]
    return np.mean([np.isin(near[i], on_map[i]).mean() for i in range(len(Z))])
''', "hold the row itself"),

    "the farthest": ("kept-neighbours", '''
def kept_neighbours(true, Z, k):
    near = np.argsort(-distances(true), axis=1)[:, :k]
    on_map = np.argsort(-distances(Z), axis=1)[:, :k]
    return np.mean([np.isin(near[i], on_map[i]).mean() for i in range(len(Z))])
''', "The nearest come first"),

    "their number": ("kept-neighbours", '''
def kept_neighbours(true, Z, k):
    near = np.argsort(distances(true), axis=1)[:, 1:k + 1]
    on_map = np.argsort(distances(Z), axis=1)[:, 1:k + 1]
    return np.mean([np.isin(near[i], on_map[i]).sum() for i in range(len(Z))])
''', "Divide by k"),

    "summed over the rows": ("kept-neighbours", '''
def kept_neighbours(true, Z, k):
    near = np.argsort(distances(true), axis=1)[:, 1:k + 1]
    on_map = np.argsort(distances(Z), axis=1)[:, 1:k + 1]
    return sum(np.isin(near[i], on_map[i]).mean() for i in range(len(Z)))
''', "mean over the rows, not the sum"),

    "divided by the rows": ("kept-neighbours", '''
def kept_neighbours(true, Z, k):
    near = np.argsort(distances(true), axis=1)[:, 1:k + 1]
    on_map = np.argsort(distances(Z), axis=1)[:, 1:k + 1]
    return np.mean([len(set(a) & set(b)) / len(Z) for a, b in zip(near, on_map)])
''', "not by the number of rows"),

    "the order counts": ("kept-neighbours", '''
def kept_neighbours(true, Z, k):
    near = np.argsort(distances(true), axis=1)[:, 1:k + 1]
    on_map = np.argsort(distances(Z), axis=1)[:, 1:k + 1]
    return np.mean(near == on_map)
''', "Their order does not count"),

    "of both together": ("kept-neighbours", '''
def kept_neighbours(true, Z, k):
    near = np.argsort(distances(true), axis=1)[:, 1:k + 1]
    on_map = np.argsort(distances(Z), axis=1)[:, 1:k + 1]
    return np.mean([len(set(a) & set(b)) / len(set(a) | set(b)) for a, b in zip(near, on_map)])
''', "Divide by k"),

    "any neighbour is enough": ("kept-neighbours", '''
def kept_neighbours(true, Z, k):
    near = np.argsort(distances(true), axis=1)[:, 1:k + 1]
    on_map = np.argsort(distances(Z), axis=1)[:, 1:k + 1]
    return np.mean([np.isin(near[i], on_map[i]).any() for i in range(len(Z))])
''', "not whether any neighbour is kept"),

    "in all rows at once": ("kept-neighbours", '''
def kept_neighbours(true, Z, k):
    near = np.argsort(distances(true), axis=1)[:, 1:k + 1]
    on_map = np.argsort(distances(Z), axis=1)[:, 1:k + 1]
    return np.isin(near, on_map).mean()
''', "nearest rows"),

    "nearest of the first row": ("kept-neighbours", '''
def kept_neighbours(true, Z, k):
    near = np.argsort(distances(true)[0])[1:k + 1]
    on_map = np.argsort(distances(Z)[0])[1:k + 1]
    return np.isin(near, on_map).mean()
''', "nearest"),

    "only two features": ("kept-neighbours", '''
def kept_neighbours(true, Z, k):
    near = np.argsort(distances(true[:, :2]), axis=1)[:, 1:k + 1]
    on_map = np.argsort(distances(Z), axis=1)[:, 1:k + 1]
    return np.mean([np.isin(near[i], on_map[i]).mean() for i in range(len(Z))])
''', "all columns of `true`"),

    "sorted distances in place of rows": ("kept-neighbours", '''
def kept_neighbours(true, Z, k):
    near = np.sort(distances(true), axis=1)[:, 1:k + 1]
    on_map = np.sort(distances(Z), axis=1)[:, 1:k + 1]
    return np.mean([np.isin(near[i], on_map[i]).mean() for i in range(len(Z))])
''', "`argsort` gives their row numbers"),

    "a share for each row": ("kept-neighbours", '''
def kept_neighbours(true, Z, k):
    near = np.argsort(distances(true), axis=1)[:, 1:k + 1]
    on_map = np.argsort(distances(Z), axis=1)[:, 1:k + 1]
    return np.array([np.isin(near[i], on_map[i]).mean() for i in range(len(Z))])
''', "return one number"),

    "one direction": ("walks", '''
def walks(X, k):
    D = distances(X)
    links = np.zeros_like(D)
    for i, near in enumerate(np.argsort(D, axis=1)[:, 1:k + 1]):
        links[i, near] = D[i, near]
    return shortest_path(links)
''', "walked in both directions"),

    "both ends must agree": ("walks", '''
def walks(X, k):
    D = distances(X)
    links = np.zeros_like(D)
    for i, near in enumerate(np.argsort(D, axis=1)[:, 1:k + 1]):
        links[i, near] = D[i, near]
    return shortest_path(np.minimum(links, links.T))
''', "One end is enough"),

    "links counted": ("walks", '''
def walks(X, k):
    D = distances(X)
    links = np.zeros_like(D)
    for i, near in enumerate(np.argsort(D, axis=1)[:, 1:k + 1]):
        links[i, near] = 1
    return shortest_path(np.maximum(links, links.T))
''', "You count links"),

    "itself linked": ("walks", '''
def walks(X, k):
    D = distances(X)
    links = np.zeros_like(D)
    for i, near in enumerate(np.argsort(D, axis=1)[:, :k]):
        links[i, near] = D[i, near]
    return shortest_path(np.maximum(links, links.T))
''', "leave it out, and take the k *after* it"),

    "squared lengths": ("walks", '''
def walks(X, k):
    D = distances(X) ** 2
    links = np.zeros_like(D)
    for i, near in enumerate(np.argsort(D, axis=1)[:, 1:k + 1]):
        links[i, near] = D[i, near]
    return shortest_path(np.maximum(links, links.T))
''', "not its square"),

    "everybody linked": ("walks", '''
def walks(X, k):
    return shortest_path(distances(X))
''', "Only links may be walked"),

    "one link too many": ("walks", '''
def walks(X, k):
    D = distances(X)
    links = np.zeros_like(D)
    for i, near in enumerate(np.argsort(D, axis=1)[:, 1:k + 2]):
        links[i, near] = D[i, near]
    return shortest_path(np.maximum(links, links.T))
''', "how many does a row have"),

    "links without walks": ("walks", '''
def walks(X, k):
    D = distances(X)
    links = np.zeros_like(D)
    for i, near in enumerate(np.argsort(D, axis=1)[:, 1:k + 1]):
        links[i, near] = D[i, near]
    return np.maximum(links, links.T)
''', "let `shortest_path` find the walk"),

    "both directions added": ("walks", '''
def walks(X, k):
    D = distances(X)
    links = np.zeros_like(D)
    for i, near in enumerate(np.argsort(D, axis=1)[:, 1:k + 1]):
        links[i, near] = D[i, near]
    return shortest_path(links + links.T)
''', "doubles what is linked from both ends"),

    "infinity made finite": ("walks", '''
def walks(X, k):
    D = distances(X)
    links = np.zeros_like(D)
    for i, near in enumerate(np.argsort(D, axis=1)[:, 1:k + 1]):
        links[i, near] = D[i, near]
    found = shortest_path(np.maximum(links, links.T))
    return np.where(np.isinf(found), D, found)
''', "`np.inf`"),

    "from the first row only": ("walks", '''
def walks(X, k):
    D = distances(X)
    links = np.zeros_like(D)
    for i, near in enumerate(np.argsort(D, axis=1)[:, 1:k + 1]):
        links[i, near] = D[i, near]
    return shortest_path(np.maximum(links, links.T), indices=0)
''', "return a length for each pair"),

    "the farthest linked": ("walks", '''
def walks(X, k):
    D = distances(X)
    links = np.zeros_like(D)
    for i, far in enumerate(np.argsort(D, axis=1)[:, -k:]):
        links[i, far] = D[i, far]
    return shortest_path(np.maximum(links, links.T))
''', "links to its *nearest* rows"),

    "as published": ("read-groups", '''
def read_groups(X, labels):
    return published(X, labels)
''', "a centre of its own"),

    "one centre for all": ("read-groups", '''
def read_groups(X, labels):
    groups = np.unique(labels)
    centres = np.array([X.mean(axis=0) for g in groups])
    size = [np.sqrt(np.mean(np.sum((X[labels == g] - c) ** 2, axis=1))) for g, c in zip(groups, centres)]
    return np.array(size), distances(centres)
''', "a centre of its own"),

    "gap squared": ("read-groups", '''
def read_groups(X, labels):
    groups = np.unique(labels)
    centres = np.array([X[labels == g].mean(axis=0) for g in groups])
    size = [np.sqrt(np.mean(np.sum((X[labels == g] - c) ** 2, axis=1))) for g, c in zip(groups, centres)]
    return np.array(size), distances(centres) ** 2
''', "the *root* of the sum of squares"),

    "gap between the nearest rows": ("read-groups", '''
def read_groups(X, labels):
    groups, D = np.unique(labels), distances(X)
    centres = np.array([X[labels == g].mean(axis=0) for g in groups])
    size = [np.sqrt(np.mean(np.sum((X[labels == g] - c) ** 2, axis=1))) for g, c in zip(groups, centres)]
    return np.array(size), np.array([[D[labels == a][:, labels == b].min() for b in groups] for a in groups])
''', "not of the nearest rows"),

    "sum over the rows": ("read-groups", '''
def read_groups(X, labels):
    groups = np.unique(labels)
    centres = np.array([X[labels == g].mean(axis=0) for g in groups])
    size = [np.sqrt(np.sum((X[labels == g] - c) ** 2)) for g, c in zip(groups, centres)]
    return np.array(size), distances(centres)
''', "not the sum"),

    "mean over all numbers": ("read-groups", '''
def read_groups(X, labels):
    groups = np.unique(labels)
    centres = np.array([X[labels == g].mean(axis=0) for g in groups])
    size = [np.sqrt(np.mean((X[labels == g] - c) ** 2)) for g, c in zip(groups, centres)]
    return np.array(size), distances(centres)
''', "not over all numbers"),

    "mean distance": ("read-groups", '''
def read_groups(X, labels):
    groups = np.unique(labels)
    centres = np.array([X[labels == g].mean(axis=0) for g in groups])
    size = [np.mean(np.linalg.norm(X[labels == g] - c, axis=1)) for g, c in zip(groups, centres)]
    return np.array(size), distances(centres)
''', "Square first, then mean, then root"),

    "root forgotten": ("read-groups", '''
def read_groups(X, labels):
    groups = np.unique(labels)
    centres = np.array([X[labels == g].mean(axis=0) for g in groups])
    size = [np.mean(np.sum((X[labels == g] - c) ** 2, axis=1)) for g, c in zip(groups, centres)]
    return np.array(size), distances(centres)
''', "You forget the root"),

    "median as centre": ("read-groups", '''
def read_groups(X, labels):
    groups = np.unique(labels)
    centres = np.array([np.median(X[labels == g], axis=0) for g in groups])
    size = [np.sqrt(np.mean(np.sum((X[labels == g] - c) ** 2, axis=1))) for g, c in zip(groups, centres)]
    return np.array(size), distances(centres)
''', "The centre is the mean"),

    "variance with n - 1": ("read-groups", '''
def read_groups(X, labels):
    groups = np.unique(labels)
    centres = np.array([X[labels == g].mean(axis=0) for g in groups])
    size = [np.sqrt(np.sum((X[labels == g] - c) ** 2) / max(np.sum(labels == g) - 1, 1)) for g, c in zip(groups, centres)]
    return np.array(size), distances(centres)
''', "not by their number less one"),

    "labels as numbers from 0": ("read-groups", '''
def read_groups(X, labels):
    number = len(np.unique(labels))
    centres = np.array([X[labels == g].mean(axis=0) if np.any(labels == g) else X[0] for g in range(number)])
    size = [np.sqrt(np.sum((X[labels == g] - centres[g]) ** 2) / max(np.sum(labels == g), 1)) for g in range(number)]
    return np.array(size), distances(centres)
''', "labels that are not 0, 1, 2"),

    "only two features of the groups": ("read-groups", '''
def read_groups(X, labels):
    groups, X = np.unique(labels), X[:, :2]
    centres = np.array([X[labels == g].mean(axis=0) for g in groups])
    size = [np.sqrt(np.mean(np.sum((X[labels == g] - c) ** 2, axis=1))) for g, c in zip(groups, centres)]
    return np.array(size), distances(centres)
''', "all features"),

    "gaps as a list": ("read-groups", '''
def read_groups(X, labels):
    groups = np.unique(labels)
    centres = np.array([X[labels == g].mean(axis=0) for g in groups])
    size = [np.sqrt(np.mean(np.sum((X[labels == g] - c) ** 2, axis=1))) for g, c in zip(groups, centres)]
    return np.array(size), pdist(centres)
''', "a number for each two groups"),

    "the real one not counted": ("control-share", '''
def control_share(data, simulate, statistic, runs):
    seen = statistic(data)
    return sum(statistic(simulate(seed)) >= seen for seed in range(runs)) / runs
''', "The real one counts too"),

    "one forgotten above": ("control-share", '''
def control_share(data, simulate, statistic, runs):
    seen = statistic(data)
    return sum(statistic(simulate(seed)) >= seen for seed in range(runs)) / (1 + runs)
''', "1 + c above the line"),

    "one forgotten below": ("control-share", '''
def control_share(data, simulate, statistic, runs):
    seen = statistic(data)
    return (1 + sum(statistic(simulate(seed)) >= seen for seed in range(runs))) / runs
''', "1 + runs below the line"),

    "smaller ones counted": ("control-share", '''
def control_share(data, simulate, statistic, runs):
    seen = statistic(data)
    return (1 + sum(statistic(simulate(seed)) <= seen for seed in range(runs))) / (1 + runs)
''', "those that are smaller"),

    "larger only": ("control-share", '''
def control_share(data, simulate, statistic, runs):
    seen = statistic(data)
    return (1 + sum(statistic(simulate(seed)) > seen for seed in range(runs))) / (1 + runs)
''', "those that are equal count"),

    "always the same seed": ("control-share", '''
def control_share(data, simulate, statistic, runs):
    seen = statistic(data)
    return (1 + sum(statistic(simulate(0)) >= seen for _ in range(runs))) / (1 + runs)
''', "a seed of its own"),

    "one data set for all runs": ("control-share", '''
def control_share(data, simulate, statistic, runs):
    seen, empty = statistic(data), statistic(simulate(0))
    return (1 + sum(empty >= seen for _ in range(runs))) / (1 + runs)
''', "Each run has a seed of its own"),

    "seeds from one": ("control-share", '''
def control_share(data, simulate, statistic, runs):
    seen = statistic(data)
    return (1 + sum(statistic(simulate(seed)) >= seen for seed in range(1, runs + 1))) / (1 + runs)
''', "The seeds are 0 to runs - 1"),

    "one run less": ("control-share", '''
def control_share(data, simulate, statistic, runs):
    seen = statistic(data)
    return (1 + sum(statistic(simulate(seed)) >= seen for seed in range(runs - 1))) / (1 + runs)
''', "seeds are 0 to 8"),

    "the data in place of the statistic": ("control-share", '''
def control_share(data, simulate, statistic, runs):
    return (1 + sum(simulate(seed) >= data for seed in range(runs))) / (1 + runs)
''', "Is the statistic taken of *both*"),

    "their number, not the share": ("control-share", '''
def control_share(data, simulate, statistic, runs):
    seen = statistic(data)
    return 1 + sum(statistic(simulate(seed)) >= seen for seed in range(runs))
''', "Divide by 1 + runs"),

    "a verdict in place of the share": ("control-share", '''
def control_share(data, simulate, statistic, runs):
    seen = statistic(data)
    return (1 + sum(statistic(simulate(seed)) >= seen for seed in range(runs))) / (1 + runs) < 0.05
''', "you say"),

    "one neighbour too few": ("kept-neighbours", '''
def kept_neighbours(true, Z, k):
    a = distances(true).argsort(1)[:, 1:k]
    b = distances(Z).argsort(1)[:, 1:k]
    return np.mean([np.isin(x, y).mean() for x, y in zip(a, b)])
''', "one row too few"),

    "trustworthiness itself": ("kept-neighbours", '''
def kept_neighbours(true, Z, k):
    from sklearn.manifold import trustworthiness
    return trustworthiness(true, Z, n_neighbors=k)
''', "a simpler number"),

    "ranks, itself among them": ("kept-neighbours", '''
def kept_neighbours(true, Z, k):
    a = distances(true).argsort(1).argsort(1)
    b = distances(Z).argsort(1).argsort(1)
    return np.sum((a <= k) & (b <= k)) / (len(Z) * k)
''', "Your lists hold more than k"),

    "returned after the first row": ("kept-neighbours", '''
def kept_neighbours(true, Z, k):
    a = np.argsort(distances(true), axis=1)[:, 1:k + 1]
    b = np.argsort(distances(Z), axis=1)[:, 1:k + 1]
    for x, y in zip(a, b):
        return np.isin(x, y).mean()
''', "not after the first"),

    "half of both directions": ("walks", '''
def walks(X, k):
    D = distances(X)
    links = np.zeros_like(D)
    for i, near in enumerate(np.argsort(D, axis=1)[:, 1:k + 1]):
        links[i, near] = D[i, near]
    return shortest_path((links + links.T) / 2)
''', "halves what is linked from one end only"),

    "infinity for no link": ("walks", '''
def walks(X, k):
    D = distances(X)
    links = np.full_like(D, np.inf)
    for i, near in enumerate(np.argsort(D, axis=1)[:, 1:k + 1]):
        links[i, near] = D[i, near]
    return shortest_path(np.maximum(links, links.T))
''', "No link is 0, not `inf`"),

    "whole rows of links": ("walks", '''
def walks(X, k):
    D = distances(X)
    links = np.zeros_like(D)
    for i, near in enumerate(np.argsort(D, axis=1)[:, 1:k + 1]):
        links[near] = D[near]
    return shortest_path(np.maximum(links, links.T))
''', "`links[i, near]`"),

    "one radius for all": ("walks", '''
def walks(X, k):
    D = distances(X)
    r = np.sort(D, axis=1)[:, k].max()
    return shortest_path(np.where(D <= r, D, 0))
''', "only the places of *its* nearest"),

    "divided by all rows": ("read-groups", '''
def read_groups(X, labels):
    groups = np.unique(labels)
    centres = np.array([X[labels == g].mean(axis=0) for g in groups])
    size = np.array([np.sqrt(np.sum((X[labels == g] - c) ** 2) / len(X)) for g, c in zip(groups, centres)])
    return size, distances(centres)
''', "rows *of this group*"),

    "one number as centre": ("read-groups", '''
def read_groups(X, labels):
    groups = np.unique(labels)
    centres = np.array([X[labels == g].mean() for g in groups])
    size = np.array([np.sqrt(np.mean(np.sum((X[labels == g] - c) ** 2, axis=1))) for g, c in zip(groups, centres)])
    gap = np.array([[abs(a - b) for b in centres] for a in centres])
    return size, gap
''', "`mean(axis=0)`"),

    "one number as centre, by distances": ("read-groups", '''
def read_groups(X, labels):
    groups = np.unique(labels)
    centres = np.array([X[labels == g].mean() for g in groups])
    size = np.array([np.sqrt(np.mean(np.sum((X[labels == g] - c) ** 2, axis=1))) for g, c in zip(groups, centres)])
    return size, distances(centres)
''', "an array (groups, d)"),

    "gap before size": ("read-groups", '''
def read_groups(X, labels):
    groups = np.unique(labels)
    centres = np.array([X[labels == g].mean(axis=0) for g in groups])
    size = np.array([np.sqrt(np.mean(np.sum((X[labels == g] - c) ** 2, axis=1))) for g, c in zip(groups, centres)])
    return distances(centres), size
''', "the other way round"),

    "gap along the sides": ("read-groups", '''
def read_groups(X, labels):
    groups = np.unique(labels)
    centres = np.array([X[labels == g].mean(axis=0) for g in groups])
    size = np.array([np.sqrt(np.mean(np.sum((X[labels == g] - c) ** 2, axis=1))) for g, c in zip(groups, centres)])
    return size, np.array([[np.sum(np.abs(a - b)) for b in centres] for a in centres])
''', "along the sides"),

    "a bracket forgotten": ("control-share", '''
def control_share(data, simulate, statistic, runs):
    seen = statistic(data)
    n = sum(statistic(simulate(s)) >= seen for s in range(runs))
    return 1 + n / (1 + runs)
''', "Are the brackets there"),

    "by absolute values": ("control-share", '''
def control_share(data, simulate, statistic, runs):
    seen = abs(statistic(data))
    return (1 + sum(abs(statistic(simulate(s))) >= seen for s in range(runs))) / (1 + runs)
''', "with their sign"),

    "returned after the first seed": ("control-share", '''
def control_share(data, simulate, statistic, runs):
    seen, n = statistic(data), 1
    for s in range(runs):
        if statistic(simulate(s)) >= seen:
            n += 1
        return n / (1 + runs)
''', "return after it"),

    "the share of the smaller": ("control-share", '''
def control_share(data, simulate, statistic, runs):
    seen = statistic(data)
    return 1 - (1 + sum(statistic(simulate(s)) >= seen for s in range(runs))) / (1 + runs)
''', "1 minus what is asked for"),

    "one neighbour too few, by k": ("kept-neighbours", '''
def kept_neighbours(true, Z, k):
    a = np.argsort(distances(true), axis=1)[:, 1:k]
    b = np.argsort(distances(Z), axis=1)[:, 1:k]
    return sum(len(set(x) & set(y)) for x, y in zip(a, b)) / k / len(Z)
''', "one row too few"),

    "one neighbour too few, by k - 1": ("kept-neighbours", '''
def kept_neighbours(true, Z, k):
    a = np.argsort(distances(true), axis=1)[:, 1:k]
    b = np.argsort(distances(Z), axis=1)[:, 1:k]
    return sum(len(set(x.tolist()) & set(y.tolist())) / (k - 1) for x, y in zip(a, b)) / len(Z)
''', "divided is by k"),

    "one neighbour too many, by k": ("kept-neighbours", '''
def kept_neighbours(true, Z, k):
    a = np.argsort(distances(true), axis=1)[:, 1:k + 2]
    b = np.argsort(distances(Z), axis=1)[:, 1:k + 2]
    return sum(len(set(x) & set(y)) for x, y in zip(a, b)) / k / len(Z)
''', "one too many at the end"),

    "places taken for ranks": ("kept-neighbours", '''
def kept_neighbours(true, Z, k):
    a = distances(true).argsort(axis=1)
    b = distances(Z).argsort(axis=1)
    return ((a <= k) & (b <= k)).sum() / k / len(Z)
''', "and no ranks"),

    "places taken for ranks, itself left out": ("kept-neighbours", '''
def kept_neighbours(true, Z, k):
    a = distances(true).argsort(axis=1)
    b = distances(Z).argsort(axis=1)
    return ((a <= k) & (b <= k) & (a > 0) & (b > 0)).sum() / k / len(Z)
''', "They are no ranks"),

    "sorted down the columns": ("kept-neighbours", '''
def kept_neighbours(true, Z, k):
    a = np.argsort(distances(true), axis=0)[:, 1:k + 1]
    b = np.argsort(distances(Z), axis=0)[:, 1:k + 1]
    return sum(len(set(x) & set(y)) for x, y in zip(a, b)) / k / len(Z)
''', "axis=1"),

    "sorted down the columns, in arrays": ("kept-neighbours", '''
def kept_neighbours(true, Z, k):
    a = np.argsort(distances(true), axis=0)[:, 1:k + 1]
    b = np.argsort(distances(Z), axis=0)[:, 1:k + 1]
    return np.mean([np.isin(x, y) for x, y in zip(a, b)])
''', "along `axis=1`"),

    "columns compared": ("kept-neighbours", '''
def kept_neighbours(true, Z, k):
    a = np.argsort(distances(true), axis=0)[1:k + 1]
    b = np.argsort(distances(Z), axis=0)[1:k + 1]
    return np.mean([np.isin(x, y) for x, y in zip(a, b)])
''', "of *all* rows"),

    "neighbours of any row": ("kept-neighbours", '''
def kept_neighbours(true, Z, k):
    a = np.argsort(distances(true), axis=1)[:, 1:k + 1]
    b = np.argsort(distances(Z), axis=1)[:, 1:k + 1]
    return np.isin(a, b).mean()
''', "of *all* rows"),

    "the first k places filled": ("walks", '''
def walks(X, k):
    D = distances(X)
    links = np.zeros_like(D)
    near = np.argsort(D, axis=1)[:, 1:k + 1]
    for i in range(len(D)):
        for j in range(k):
            links[i, j] = D[i, near[i, j]]
    return shortest_path(np.maximum(links, links.T))
''', "Fill the places of its nearest rows"),

    "lengths one place too early": ("walks", '''
def walks(X, k):
    D = distances(X)
    links = np.zeros_like(D)
    near = np.argsort(D, axis=1)[:, 1:k + 1]
    for i in range(len(D)):
        links[i, near[i]] = np.sort(D[i])[:k]
    return shortest_path(np.maximum(links, links.T))
''', "of their distances too"),

    "columns of links": ("walks", '''
def walks(X, k):
    D = distances(X)
    links = np.zeros_like(D)
    near = np.argsort(D, axis=1)[:, 1:k + 1]
    links[:, near] = D[:, near]
    return shortest_path(np.maximum(links, links.T))
''', "`links[i, near]`"),

    "spread of all numbers": ("read-groups", '''
def read_groups(X, labels):
    groups = np.unique(labels)
    centres = np.array([X[labels == g].mean(axis=0) for g in groups])
    return np.array([X[labels == g].std() for g in groups]), distances(centres)
''', "`std()` of all numbers"),

    "mean of the spreads": ("read-groups", '''
def read_groups(X, labels):
    groups = np.unique(labels)
    centres = np.array([X[labels == g].mean(axis=0) for g in groups])
    return np.array([X[labels == g].std(axis=0).mean() for g in groups]), distances(centres)
''', "a mean of the spreads"),

    "squares summed over the rows": ("read-groups", '''
def read_groups(X, labels):
    groups = np.unique(labels)
    centres = np.array([X[labels == g].mean(axis=0) for g in groups])
    return np.array([np.sqrt(np.mean(np.sum((X[labels == g] - c) ** 2, axis=0))) for g, c in zip(groups, centres)]), distances(centres)
''', "You sum over the rows"),

    "one centre in the size": ("read-groups", '''
def read_groups(X, labels):
    groups = np.unique(labels)
    centres = np.array([X[labels == g].mean(axis=0) for g in groups])
    return np.array([np.sqrt(np.mean(np.sum((X[labels == g] - X.mean(axis=0)) ** 2, axis=1))) for g in groups]), distances(centres)
''', "in the size too"),

    "gap by the mean": ("read-groups", '''
def read_groups(X, labels):
    groups = np.unique(labels)
    centres = np.array([X[labels == g].mean(axis=0) for g in groups])
    return np.array([np.sqrt(np.mean(np.sum((X[labels == g] - c) ** 2, axis=1))) for g, c in zip(groups, centres)]), np.array([[np.sqrt(np.mean((a - b) ** 2)) for b in centres] for a in centres])
''', "the root of the *mean*"),

    "labels taken for places": ("read-groups", '''
def read_groups(X, labels):
    groups = np.unique(labels)
    centres = np.array([X[labels == g].mean(axis=0) for g in groups])
    return np.array([np.sqrt(np.mean(np.sum((X[labels == g] - centres[g]) ** 2, axis=1))) for g in groups]), distances(centres)
''', "A label is a name"),

    "runs as the seed": ("control-share", '''
def control_share(data, simulate, statistic, runs):
    return (1 + sum(statistic(simulate(runs)) >= statistic(data) for s in range(runs))) / (1 + runs)
''', "one of its own"),

    "all seeds at once": ("control-share", '''
def control_share(data, simulate, statistic, runs):
    return (1 + sum(statistic(simulate(np.arange(runs))) >= statistic(data))) / (1 + runs)
''', "several seeds at once"),

    "a list compared": ("control-share", '''
def control_share(data, simulate, statistic, runs):
    return (1 + np.sum([statistic(simulate(s)) for s in range(runs)] >= statistic(data))) / (1 + runs)
''', "in line"),
}

RIGHT = {
    "sets in a loop": ("kept-neighbours", '''
def kept_neighbours(true, Z, k):
    D, M, kept = distances(true), distances(Z), 0
    for i in range(len(D)):
        a = set(np.argsort(D[i])[1:k + 1])
        b = set(np.argsort(M[i])[1:k + 1])
        kept += len(a & b)
    return kept / (len(D) * k)
'''),

    "by scikit-learn": ("kept-neighbours", '''
def kept_neighbours(true, Z, k):
    from sklearn.neighbors import NearestNeighbors
    a = NearestNeighbors(n_neighbors=k).fit(true).kneighbors_graph().toarray()
    b = NearestNeighbors(n_neighbors=k).fit(Z).kneighbors_graph().toarray()
    return float((a * b).sum() / a.sum())
'''),

    "by ranks": ("kept-neighbours", '''
def kept_neighbours(true, Z, k):
    r, q = (distances(P).argsort(axis=1).argsort(axis=1) for P in (true, Z))
    return np.sum((r > 0) & (r <= k) & (q > 0) & (q <= k)) / k / len(r)
'''),

    "the diagonal made infinite": ("kept-neighbours", '''
def kept_neighbours(true, Z, k):
    def near(P):
        D = distances(P) + np.diag(np.full(len(P), np.inf))
        return D <= np.sort(D, axis=1)[:, [k - 1]]
    return (near(true) & near(Z)).sum(axis=1).mean() / k
'''),

    "Floyd and Warshall by hand": ("walks", '''
def walks(X, k):
    D = distances(X)
    n = len(D)
    W = np.full((n, n), np.inf)
    for i in range(n):
        W[i, i] = 0
        for j in [j for j in np.argsort(D[i]) if j != i][:k]:
            W[i, j] = W[j, i] = D[i, j]
    for m in range(n):
        W = np.minimum(W, W[:, m:m + 1] + W[m:m + 1])
    return W
'''),

    "by a sparse graph": ("walks", '''
def walks(X, k):
    from sklearn.neighbors import kneighbors_graph
    return shortest_path(kneighbors_graph(X, k, mode="distance"), directed=False)
'''),

    "with a mask": ("walks", '''
def walks(X, k):
    D = distances(X)
    near = D <= np.sort(D, axis=1)[:, [k]]
    return shortest_path(np.where(near | near.T, D, 0))
'''),

    "undirected": ("walks", '''
def walks(X, k):
    D = distances(X)
    links = np.full_like(D, np.inf)
    for i in range(len(D)):
        near = np.argsort(D[i])[1:k + 1]
        links[i, near] = D[i, near]
        links[near, i] = D[i, near]
    return shortest_path(links, method="D", directed=False)
'''),

    "by variances": ("read-groups", '''
def read_groups(X, labels):
    groups = np.unique(labels)
    size = np.array([np.sqrt(X[labels == g].var(axis=0).sum()) for g in groups])
    centres = [X[labels == g].mean(axis=0) for g in groups]
    return size, np.array([[np.linalg.norm(a - b) for b in centres] for a in centres])
'''),

    "by pandas": ("read-groups", '''
def read_groups(X, labels):
    by = pd.DataFrame(X).groupby(np.asarray(labels))
    size = np.sqrt(by.var(ddof=0).sum(axis=1)).to_numpy()
    return [size, distances(by.mean().to_numpy())]
'''),

    "as lists": ("read-groups", '''
def read_groups(X, labels):
    size, centres = [], []
    for g in sorted(set(labels)):
        rows = X[labels == g]
        centre = rows.mean(0)
        centres.append(centre)
        size.append(np.mean(np.linalg.norm(rows - centre, axis=1) ** 2) ** 0.5)
    return size, distances(np.array(centres)).tolist()
'''),

    "in a loop": ("control-share", '''
def control_share(data, simulate, statistic, runs):
    count = 1
    for seed in range(runs):
        if not statistic(simulate(seed)) < statistic(data):
            count = count + 1
    return count / (runs + 1)
'''),

    "as a mean": ("control-share", '''
def control_share(data, simulate, statistic, runs):
    values = [statistic(data)] + [statistic(simulate(seed)) for seed in reversed(range(runs))]
    return np.mean(np.array(values) >= values[0])
'''),

    "by the distances in pairs": ("read-groups", '''
def read_groups(X, labels):
    groups = np.unique(labels)
    size = [np.sqrt((distances(X[labels == g]) ** 2).mean() / 2) for g in groups]
    return np.array(size), distances([X[labels == g].mean(axis=0) for g in groups])
'''),

    "all in one list": ("control-share", '''
def control_share(data, simulate, statistic, runs):
    every = [statistic(data), *map(statistic, map(simulate, range(runs)))]
    return sum(x >= every[0] for x in every) / len(every)
'''),
}
