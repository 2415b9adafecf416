"""Answers to exercise 10, wrong and right: (grade id of the cell, code, words of the hint)."""

WRONG = {
    "directions counted": ("recovered", '''
def recovered(A, D):
    A, D = (M / np.linalg.norm(M, axis=1, keepdims=True) for M in (A, D))
    return np.mean(np.abs(A @ D.T).max(axis=0) > 0.9)
''', "Count causes that are met"),

    "the number in place of the share": ("recovered", '''
def recovered(A, D):
    A, D = (M / np.linalg.norm(M, axis=1, keepdims=True) for M in (A, D))
    return np.sum(np.abs(A @ D.T).max(axis=1) > 0.9)
''', "Divide by the number of causes"),

    "all pairs counted": ("recovered", '''
def recovered(A, D):
    A, D = (M / np.linalg.norm(M, axis=1, keepdims=True) for M in (A, D))
    return np.mean(np.abs(A @ D.T) > 0.9)
''', "a share of all pairs"),

    "mean of the largest cosines": ("recovered", '''
def recovered(A, D):
    A, D = (M / np.linalg.norm(M, axis=1, keepdims=True) for M in (A, D))
    return np.mean(np.abs(A @ D.T).max(axis=1))
''', "a mean of cosines"),

    "the sign counts": ("recovered", '''
def recovered(A, D):
    A, D = (M / np.linalg.norm(M, axis=1, keepdims=True) for M in (A, D))
    return np.mean((A @ D.T).max(axis=1) > 0.9)
''', "The sign does not count"),

    "lengths forgotten": ("recovered", '''
def recovered(A, D):
    return np.mean(np.abs(A @ D.T).max(axis=1) > 0.9)
''', "divided by the length of the *direction*"),

    "only the causes at length 1": ("recovered", '''
def recovered(A, D):
    A = A / np.linalg.norm(A, axis=1, keepdims=True)
    return np.mean(np.abs(A @ D.T).max(axis=1) > 0.9)
''', "divided by the length of the *direction*"),

    "only the directions at length 1": ("recovered", '''
def recovered(A, D):
    D = D / np.linalg.norm(D, axis=1, keepdims=True)
    return np.mean(np.abs(A @ D.T).max(axis=1) > 0.9)
''', "Divide by the length of the *causes*"),

    "one length for the whole matrix": ("recovered", '''
def recovered(A, D):
    A, D = A / np.linalg.norm(A), D / np.linalg.norm(D)
    return np.mean(np.abs(A @ D.T).max(axis=1) > 0.9)
''', "divided by its own length"),

    "lengths of the columns": ("recovered", '''
def recovered(A, D):
    A, D = (M / np.maximum(np.linalg.norm(M, axis=0), 1e-9) for M in (A, D))
    return np.mean(np.abs(A @ D.T).max(axis=1) > 0.9)
''', "length"),

    "not transposed": ("recovered", '''
def recovered(A, D):
    A, D = (M / np.linalg.norm(M, axis=1, keepdims=True) for M in (A, D))
    return np.mean(np.abs(A @ D).max(axis=1) > 0.9)
''', "are `A @ D.T`"),

    "cosine squared": ("recovered", '''
def recovered(A, D):
    A, D = (M / np.linalg.norm(M, axis=1, keepdims=True) for M in (A, D))
    return np.mean(((A @ D.T) ** 2).max(axis=1) > 0.9)
''', "Is something squared"),

    "a lower bar": ("recovered", '''
def recovered(A, D):
    A, D = (M / np.linalg.norm(M, axis=1, keepdims=True) for M in (A, D))
    return np.mean(np.abs(A @ D.T).max(axis=1) > 0.8)
''', "is not above 0.9"),

    "each direction gives its best cause": ("recovered", '''
def recovered(A, D):
    A, D = (M / np.linalg.norm(M, axis=1, keepdims=True) for M in (A, D))
    C = np.abs(A @ D.T)
    return len({i for i, j in zip(C.argmax(axis=0), range(len(D))) if C[i, j] > 0.9}) / len(A)
''', "Each cause is asked for itself"),

    "the arguments changed": ("recovered", '''
def recovered(A, D):
    A /= np.linalg.norm(A, axis=1, keepdims=True)
    D /= np.linalg.norm(D, axis=1, keepdims=True)
    return np.mean(np.abs(A @ D.T).max(axis=1) > 0.9)
''', "changes the arrays"),

    "share not returned": ("recovered", '''
def recovered(A, D):
    A, D = (M / np.linalg.norm(M, axis=1, keepdims=True) for M in (A, D))
    np.mean(np.abs(A @ D.T).max(axis=1) > 0.9)
''', "returns nothing"),

    "yes or no for each cause": ("recovered", '''
def recovered(A, D):
    A, D = (M / np.linalg.norm(M, axis=1, keepdims=True) for M in (A, D))
    return np.abs(A @ D.T).max(axis=1) > 0.9
''', "return one number"),

    "largest of the whole matrix": ("keep-largest", '''
def keep_largest(z, k):
    return np.where(z >= np.sort(z.ravel())[-k], z, 0)
''', "whatever stands in other rows"),

    "down the columns": ("keep-largest", '''
def keep_largest(z, k):
    return np.where(z >= np.sort(z, axis=0)[-k], z, 0)
''', "which axis"),

    "one too few": ("keep-largest", '''
def keep_largest(z, k):
    return np.where(z > np.sort(z, axis=1)[:, [-k]], z, 0)
''', "one too few"),

    "one too many": ("keep-largest", '''
def keep_largest(z, k):
    return np.where(z >= np.sort(z, axis=1)[:, [-k - 1]], z, 0)
''', "one too many"),

    "the smallest": ("keep-largest", '''
def keep_largest(z, k):
    kept = z.copy()
    np.put_along_axis(kept, np.argsort(z, axis=1)[:, k:], 0, axis=1)
    return kept
''', "the smallest"),

    "only the largest as columns": ("keep-largest", '''
def keep_largest(z, k):
    return np.sort(z, axis=1)[:, -k:]
''', "keep their places"),

    "sorted": ("keep-largest", '''
def keep_largest(z, k):
    z = -np.sort(-z, axis=1)
    z[:, k:] = 0
    return z
''', "The codes are sorted"),

    "which, not how loud": ("keep-largest", '''
def keep_largest(z, k):
    return (z >= np.sort(z, axis=1)[:, [-k]]) * 1.0
''', "Keep their values"),

    "changed in place": ("keep-largest", '''
def keep_largest(z, k):
    z[z < np.sort(z, axis=1)[:, [-k]]] = 0
    return z
''', "Work on a copy"),

    "k written into it": ("keep-largest", '''
def keep_largest(z, k):
    return np.where(z >= np.sort(z, axis=1)[:, [-2]], z, 0)
''', "Is a 2 written into it"),

    "the first k columns": ("keep-largest", '''
def keep_largest(z, k):
    kept = z.copy()
    kept[:, k:] = 0
    return kept
''', "two largest"),

    "codes not returned": ("keep-largest", '''
def keep_largest(z, k):
    kept = np.where(z >= np.sort(z, axis=1)[:, [-k]], z, 0)
''', "returns nothing"),

    "the others only quieter": ("keep-largest", '''
def keep_largest(z, k):
    return np.where(z >= np.sort(z, axis=1)[:, [-k]], z, 0.1 * z)
''', "set to zero"),

    "as published": ("sparse-loss", '''
def sparse_loss(x, W, c, D, penalty):
    return published(x, W, c, D, penalty)
''', "brought to length 1"),

    "D as it is": ("sparse-loss", '''
def sparse_loss(x, W, c, D, penalty):
    z = encode(x, W, c)
    return np.mean(np.sum((x - z @ D) ** 2, axis=1) + penalty * np.sum(z, axis=1))
''', "brought to length 1"),

    "penalty on the encoder's weights": ("sparse-loss", '''
def sparse_loss(x, W, c, D, penalty):
    D = D / np.linalg.norm(D, axis=1, keepdims=True)
    z = encode(x, W, c)
    return np.mean(np.sum((x - z @ D) ** 2, axis=1)) + penalty * np.sum(np.abs(W))
''', "Is the penalty one of the codes"),

    "penalty on the decoder": ("sparse-loss", '''
def sparse_loss(x, W, c, D, penalty):
    D = D / np.linalg.norm(D, axis=1, keepdims=True)
    z = encode(x, W, c)
    return np.mean(np.sum((x - z @ D) ** 2, axis=1)) + penalty * np.sum(np.abs(D))
''', "Is the penalty one of the codes"),

    "active units counted": ("sparse-loss", '''
def sparse_loss(x, W, c, D, penalty):
    D = D / np.linalg.norm(D, axis=1, keepdims=True)
    z = encode(x, W, c)
    return np.mean(np.sum((x - z @ D) ** 2, axis=1) + penalty * np.sum(z > 0, axis=1))
''', "not the number of active units"),

    "mean of the codes": ("sparse-loss", '''
def sparse_loss(x, W, c, D, penalty):
    D = D / np.linalg.norm(D, axis=1, keepdims=True)
    z = encode(x, W, c)
    return np.mean(np.sum((x - z @ D) ** 2, axis=1) + penalty * np.mean(z, axis=1))
''', "That is the mean of the codes"),

    "codes squared": ("sparse-loss", '''
def sparse_loss(x, W, c, D, penalty):
    D = D / np.linalg.norm(D, axis=1, keepdims=True)
    z = encode(x, W, c)
    return np.mean(np.sum((x - z @ D) ** 2, axis=1) + penalty * np.sum(z ** 2, axis=1))
''', "nothing is squared in the penalty"),

    "length of the codes": ("sparse-loss", '''
def sparse_loss(x, W, c, D, penalty):
    D = D / np.linalg.norm(D, axis=1, keepdims=True)
    z = encode(x, W, c)
    return np.mean(np.sum((x - z @ D) ** 2, axis=1) + penalty * np.linalg.norm(z, axis=1))
''', "nothing is lost, the codes cost 3"),

    "penalty summed over the rows": ("sparse-loss", '''
def sparse_loss(x, W, c, D, penalty):
    D = D / np.linalg.norm(D, axis=1, keepdims=True)
    z = encode(x, W, c)
    return np.mean(np.sum((x - z @ D) ** 2, axis=1)) + penalty * np.sum(z)
''', "The penalty too is a mean over the rows"),

    "mean over the features": ("sparse-loss", '''
def sparse_loss(x, W, c, D, penalty):
    D = D / np.linalg.norm(D, axis=1, keepdims=True)
    z = encode(x, W, c)
    return np.mean((x - z @ D) ** 2) + penalty * np.mean(np.sum(z, axis=1))
''', "Sum over the features, no mean"),

    "error summed over the rows": ("sparse-loss", '''
def sparse_loss(x, W, c, D, penalty):
    D = D / np.linalg.norm(D, axis=1, keepdims=True)
    z = encode(x, W, c)
    return np.sum((x - z @ D) ** 2) + penalty * np.mean(np.sum(z, axis=1))
''', "mean over the rows"),

    "no penalty": ("sparse-loss", '''
def sparse_loss(x, W, c, D, penalty):
    D = D / np.linalg.norm(D, axis=1, keepdims=True)
    return np.mean(np.sum((x - encode(x, W, c) @ D) ** 2, axis=1))
''', "Where is the penalty"),

    "λ forgotten": ("sparse-loss", '''
def sparse_loss(x, W, c, D, penalty):
    D = D / np.linalg.norm(D, axis=1, keepdims=True)
    z = encode(x, W, c)
    return np.mean(np.sum((x - z @ D) ** 2, axis=1) + np.sum(z, axis=1))
''', "λ"),

    "penalty taken off": ("sparse-loss", '''
def sparse_loss(x, W, c, D, penalty):
    D = D / np.linalg.norm(D, axis=1, keepdims=True)
    z = encode(x, W, c)
    return np.mean(np.sum((x - z @ D) ** 2, axis=1) - penalty * np.sum(z, axis=1))
''', "The penalty is added"),

    "columns of D at length 1": ("sparse-loss", '''
def sparse_loss(x, W, c, D, penalty):
    D = D / np.maximum(np.linalg.norm(D, axis=0), 1e-12)
    z = encode(x, W, c)
    return np.mean(np.sum((x - z @ D) ** 2, axis=1) + penalty * np.sum(z, axis=1))
''', "*row* of D"),

    "D as a whole at length 1": ("sparse-loss", '''
def sparse_loss(x, W, c, D, penalty):
    D = D / np.linalg.norm(D)
    z = encode(x, W, c)
    return np.mean(np.sum((x - z @ D) ** 2, axis=1) + penalty * np.sum(z, axis=1))
''', "nothing is lost"),

    "codes without the ReLU": ("sparse-loss", '''
def sparse_loss(x, W, c, D, penalty):
    D = D / np.linalg.norm(D, axis=1, keepdims=True)
    z = x @ W + c
    return np.mean(np.sum((x - z @ D) ** 2, axis=1) + penalty * np.sum(np.abs(z), axis=1))
''', "Codes are never negative"),

    "absolute errors": ("sparse-loss", '''
def sparse_loss(x, W, c, D, penalty):
    D = D / np.linalg.norm(D, axis=1, keepdims=True)
    z = encode(x, W, c)
    return np.mean(np.sum(np.abs(x - z @ D), axis=1) + penalty * np.sum(z, axis=1))
''', "the error is squared"),

    "one number for each row": ("sparse-loss", '''
def sparse_loss(x, W, c, D, penalty):
    D = D / np.linalg.norm(D, axis=1, keepdims=True)
    z = encode(x, W, c)
    return np.sum((x - z @ D) ** 2, axis=1) + penalty * np.sum(z, axis=1)
''', "mean over the rows"),

    "D changed": ("sparse-loss", '''
def sparse_loss(x, W, c, D, penalty):
    D /= np.linalg.norm(D, axis=1, keepdims=True)
    z = encode(x, W, c)
    return np.mean(np.sum((x - z @ D) ** 2, axis=1) + penalty * np.sum(z, axis=1))
''', "changes an array"),

    "the axis not kept": ("sparse-loss", '''
def sparse_loss(x, W, c, D, penalty):
    D = D / np.linalg.norm(D, axis=1)
    z = encode(x, W, c)
    return np.mean(np.sum((x - z @ D) ** 2, axis=1) + penalty * np.sum(z, axis=1))
''', "is it kept"),

    "dead is who is silent on some row": ("revive", '''
def revive(X, W, c, D):
    W, c, D = W.copy(), c.copy(), D.copy()
    z = encode(X, W, c)
    dead = np.flatnonzero((z == 0).any(axis=0))
    residual = X - z @ D
    size = np.linalg.norm(residual, axis=1)
    worst = np.argsort(-size)[:len(dead)]
    D[dead] = residual[worst] / np.maximum(size[worst, None], 1e-9)
    W[:, dead] = D[dead].T
    c[dead] = 0
    return W, c, D
''', "Dead is who is zero on *every* row"),

    "the living get new lives": ("revive", '''
def revive(X, W, c, D):
    W, c, D = W.copy(), c.copy(), D.copy()
    z = encode(X, W, c)
    dead = np.flatnonzero((z > 0).any(axis=0))
    residual = X - z @ D
    size = np.linalg.norm(residual, axis=1)
    worst = np.argsort(-size)[:len(dead)]
    D[dead] = residual[worst] / size[worst, None]
    W[:, dead] = D[dead].T
    c[dead] = 0
    return W, c, D
''', "the units that live"),

    "the row in place of the residual": ("revive", '''
def revive(X, W, c, D):
    W, c, D = W.copy(), c.copy(), D.copy()
    z = encode(X, W, c)
    dead = np.flatnonzero(~(z > 0).any(axis=0))
    size = np.linalg.norm(X - z @ D, axis=1)
    worst = np.argsort(-size)[:len(dead)]
    D[dead] = X[worst] / np.linalg.norm(X[worst], axis=1, keepdims=True)
    W[:, dead] = D[dead].T
    c[dead] = 0
    return W, c, D
''', "That is the row itself"),

    "sign of the residual": ("revive", '''
def revive(X, W, c, D):
    W, c, D = W.copy(), c.copy(), D.copy()
    z = encode(X, W, c)
    dead = np.flatnonzero(~(z > 0).any(axis=0))
    residual = z @ D - X
    size = np.linalg.norm(residual, axis=1)
    worst = np.argsort(-size)[:len(dead)]
    D[dead] = residual[worst] / size[worst, None]
    W[:, dead] = D[dead].T
    c[dead] = 0
    return W, c, D
''', "The sign is turned"),

    "the best rebuilt": ("revive", '''
def revive(X, W, c, D):
    W, c, D = W.copy(), c.copy(), D.copy()
    z = encode(X, W, c)
    dead = np.flatnonzero(~(z > 0).any(axis=0))
    residual = X - z @ D
    size = np.linalg.norm(residual, axis=1)
    worst = np.argsort(size)[:len(dead)]
    D[dead] = residual[worst] / size[worst, None]
    W[:, dead] = D[dead].T
    c[dead] = 0
    return W, c, D
''', "the largest first"),

    "the worst ones in turned order": ("revive", '''
def revive(X, W, c, D):
    W, c, D = W.copy(), c.copy(), D.copy()
    z = encode(X, W, c)
    dead = np.flatnonzero(~(z > 0).any(axis=0))
    residual = X - z @ D
    size = np.linalg.norm(residual, axis=1)
    worst = np.argsort(size)[len(size) - len(dead):]
    D[dead] = residual[worst] / size[worst, None]
    W[:, dead] = D[dead].T
    c[dead] = 0
    return W, c, D
''', "the first dead unit gets the first"),

    "ranked by the rows": ("revive", '''
def revive(X, W, c, D):
    W, c, D = W.copy(), c.copy(), D.copy()
    z = encode(X, W, c)
    dead = np.flatnonzero(~(z > 0).any(axis=0))
    residual = X - z @ D
    worst = np.argsort(-np.linalg.norm(X, axis=1))[:len(dead)]
    D[dead] = residual[worst] / np.linalg.norm(residual[worst], axis=1, keepdims=True)
    W[:, dead] = D[dead].T
    c[dead] = 0
    return W, c, D
''', "by the *residual*"),

    "ranked by absolute values": ("revive", '''
def revive(X, W, c, D):
    W, c, D = W.copy(), c.copy(), D.copy()
    z = encode(X, W, c)
    dead = np.flatnonzero(~(z > 0).any(axis=0))
    residual = X - z @ D
    worst = np.argsort(-np.abs(residual).sum(axis=1))[:len(dead)]
    D[dead] = residual[worst] / np.linalg.norm(residual[worst], axis=1, keepdims=True)
    W[:, dead] = D[dead].T
    c[dead] = 0
    return W, c, D
''', "sum of squares"),

    "all get the worst": ("revive", '''
def revive(X, W, c, D):
    W, c, D = W.copy(), c.copy(), D.copy()
    z = encode(X, W, c)
    dead = np.flatnonzero(~(z > 0).any(axis=0))
    residual = X - z @ D
    r = residual[np.argmax(np.linalg.norm(residual, axis=1))]
    D[dead] = r / np.linalg.norm(r)
    W[:, dead] = D[dead].T
    c[dead] = 0
    return W, c, D
''', "both dead units get the same row"),

    "not at length 1": ("revive", '''
def revive(X, W, c, D):
    W, c, D = W.copy(), c.copy(), D.copy()
    z = encode(X, W, c)
    dead = np.flatnonzero(~(z > 0).any(axis=0))
    residual = X - z @ D
    worst = np.argsort(-np.linalg.norm(residual, axis=1))[:len(dead)]
    D[dead] = residual[worst]
    W[:, dead] = D[dead].T
    c[dead] = 0
    return W, c, D
''', "Bring each to length 1"),

    "W forgotten": ("revive", '''
def revive(X, W, c, D):
    W, c, D = W.copy(), c.copy(), D.copy()
    z = encode(X, W, c)
    dead = np.flatnonzero(~(z > 0).any(axis=0))
    residual = X - z @ D
    size = np.linalg.norm(residual, axis=1)
    worst = np.argsort(-size)[:len(dead)]
    D[dead] = residual[worst] / size[worst, None]
    c[dead] = 0
    return W, c, D
''', "does not hear what it draws"),

    "c forgotten": ("revive", '''
def revive(X, W, c, D):
    W, c, D = W.copy(), c.copy(), D.copy()
    z = encode(X, W, c)
    dead = np.flatnonzero(~(z > 0).any(axis=0))
    residual = X - z @ D
    size = np.linalg.norm(residual, axis=1)
    worst = np.argsort(-size)[:len(dead)]
    D[dead] = residual[worst] / size[worst, None]
    W[:, dead] = D[dead].T
    return W, c, D
''', "they stay deaf"),

    "all thresholds zero": ("revive", '''
def revive(X, W, c, D):
    W, D = W.copy(), D.copy()
    z = encode(X, W, c)
    dead = np.flatnonzero(~(z > 0).any(axis=0))
    residual = X - z @ D
    size = np.linalg.norm(residual, axis=1)
    worst = np.argsort(-size)[:len(dead)]
    D[dead] = residual[worst] / size[worst, None]
    W[:, dead] = D[dead].T
    return W, np.zeros_like(c), D
''', "units 0 and 2"),

    "arguments changed": ("revive", '''
def revive(X, W, c, D):
    z = encode(X, W, c)
    dead = np.flatnonzero(~(z > 0).any(axis=0))
    residual = X - z @ D
    size = np.linalg.norm(residual, axis=1)
    worst = np.argsort(-size)[:len(dead)]
    D[dead] = residual[worst] / size[worst, None]
    W[:, dead] = D[dead].T
    c[dead] = 0
    return W, c, D
''', "Begin with copies"),

    "dead rows in place of units": ("revive", '''
def revive(X, W, c, D):
    W, c, D = W.copy(), c.copy(), D.copy()
    z = encode(X, W, c)
    dead = np.flatnonzero(~(z > 0).any(axis=1))
    residual = X - z @ D
    size = np.linalg.norm(residual, axis=1)
    worst = np.argsort(-size)[:len(dead)]
    D[dead] = residual[worst] / size[worst, None]
    W[:, dead] = D[dead].T
    c[dead] = 0
    return W, c, D
''', "which axis"),

    "always two": ("revive", '''
def revive(X, W, c, D):
    W, c, D = W.copy(), c.copy(), D.copy()
    z = encode(X, W, c)
    dead = np.argsort(z.max(axis=0), kind="stable")[:2]
    residual = X - z @ D
    size = np.linalg.norm(residual, axis=1)
    worst = np.argsort(-size)[:2]
    D[dead] = residual[worst] / size[worst, None]
    W[:, dead] = D[dead].T
    c[dead] = 0
    return W, c, D
''', "units"),

    "only one returned": ("revive", '''
def revive(X, W, c, D):
    D = D.copy()
    z = encode(X, W, c)
    dead = np.flatnonzero(~(z > 0).any(axis=0))
    residual = X - z @ D
    size = np.linalg.norm(residual, axis=1)
    worst = np.argsort(-size)[:len(dead)]
    D[dead] = residual[worst] / size[worst, None]
    return D
''', "return the three arrays"),

    "lengths not kept": ("recovered", '''
def recovered(A, D):
    D1 = D / np.linalg.norm(D, axis=1)
    A1 = A / np.linalg.norm(A, axis=1)
    return np.mean(np.abs(A1 @ D1.T).max(axis=1) > 0.9)
''', "keepdims"),

    "in percent": ("recovered", '''
def recovered(A, D):
    A1 = A / np.linalg.norm(A, axis=1, keepdims=True)
    D1 = D / np.linalg.norm(D, axis=1, keepdims=True)
    return 100 * np.mean(np.abs(A1 @ D1.T).max(axis=1) > 0.9)
''', "percentage"),

    "length without the root": ("recovered", '''
def recovered(A, D):
    A1 = A / (A**2).sum(axis=1, keepdims=True)
    D1 = D / (D**2).sum(axis=1, keepdims=True)
    return np.mean(np.abs(A1 @ D1.T).max(axis=1) > 0.9)
''', "*root*"),

    "bar at 0.99": ("recovered", '''
def recovered(A, D):
    A1 = A / np.linalg.norm(A, axis=1, keepdims=True)
    D1 = D / np.linalg.norm(D, axis=1, keepdims=True)
    return np.mean(np.abs(A1 @ D1.T).max(axis=1) > 0.99)
''', "above 0.9"),

    "maximum over the causes": ("recovered", '''
def recovered(A, D):
    A1 = A / np.linalg.norm(A, axis=1, keepdims=True)
    D1 = D / np.linalg.norm(D, axis=1, keepdims=True)
    return (np.abs(A1 @ D1.T).max(axis=0) > 0.9).sum() / len(A)
''', "cause"),

    "absolute value after the maximum": ("recovered", '''
def recovered(A, D):
    A1 = A / np.linalg.norm(A, axis=1, keepdims=True)
    D1 = D / np.linalg.norm(D, axis=1, keepdims=True)
    return np.mean(np.abs((A1 @ D1.T).max(axis=1)) > 0.9)
''', "sign"),

    "distance in place of the cosine": ("recovered", '''
def recovered(A, D):
    A1 = A / np.linalg.norm(A, axis=1, keepdims=True)
    D1 = D / np.linalg.norm(D, axis=1, keepdims=True)
    d = np.linalg.norm(A1[:, None] - D1, axis=2)
    return np.mean(d.min(axis=1) < 0.1)
''', "sign"),

    "each cause once for each direction": ("recovered", '''
def recovered(A, D):
    A1 = A / np.linalg.norm(A, axis=1, keepdims=True)
    D1 = D / np.linalg.norm(D, axis=1, keepdims=True)
    return (np.abs(A1 @ D1.T) > 0.9).sum() / len(A)
''', "counts once"),

    "column not kept": ("keep-largest", '''
def keep_largest(z, k):
    return np.where(z >= np.sort(z, axis=1)[:, -k], z, 0)
''', "kept as a column"),

    "places of all rows in all rows": ("keep-largest", '''
def keep_largest(z, k):
    out = np.zeros_like(z)
    places = np.argsort(z, axis=1)[:, -k:]
    out[:, places] = z[:, places]
    return out
''', "Pair each row"),

    "place k for place minus k": ("keep-largest", '''
def keep_largest(z, k):
    bar = np.sort(z, axis=1)[:, [k]]
    return np.where(z >= bar, z, 0)
''', "counted from the smallest"),

    "greater than the next": ("keep-largest", '''
def keep_largest(z, k):
    bar = np.sort(z, axis=1)[:, [-k - 1]]
    return np.where(z > bar, z, 0)
''', "other places"),

    "places taken for ranks": ("keep-largest", '''
def keep_largest(z, k):
    return np.where(np.argsort(z, axis=1) >= z.shape[1] - k, z, 0)
''', "not the rank"),

    "places taken for ranks, from the largest": ("keep-largest", '''
def keep_largest(z, k):
    return np.where(np.argsort(-z, axis=1) < k, z, 0)
''', "not the rank"),

    "k largest of all rows together": ("keep-largest", '''
def keep_largest(z, k):
    bar = np.sort(z.ravel())[-k * len(z)]
    return np.where(z >= bar, z, 0)
''', "whole array"),

    "top of the columns": ("keep-largest", '''
def keep_largest(z, k):
    return np.where(z >= np.sort(z, axis=0)[[-k]], z, 0)
''', "which axis"),

    "half of the mean as a bar": ("keep-largest", '''
def keep_largest(z, k):
    return np.where(z > z.mean(axis=1, keepdims=True), z, 0)
''', "k"),

    "only the largest": ("keep-largest", '''
def keep_largest(z, k):
    return np.where(z >= z.max(axis=1, keepdims=True), z, 0)
''', "one too few"),

    "axis of D": ("sparse-loss", '''
def sparse_loss(x, W, c, D, penalty):
    D = D / np.linalg.norm(D, axis=0)
    z = encode(x, W, c)
    return np.mean(np.sum((x - z @ D) ** 2, axis=1) + penalty * z.sum(axis=1))
''', "axis=1"),

    "error as a mean over all": ("sparse-loss", '''
def sparse_loss(x, W, c, D, penalty):
    D = D / np.linalg.norm(D, axis=1, keepdims=True)
    z = encode(x, W, c)
    return np.mean((x - z @ D) ** 2) + penalty * z.sum(axis=1).mean()
''', "Sum over the features"),

    "root of the error": ("sparse-loss", '''
def sparse_loss(x, W, c, D, penalty):
    D = D / np.linalg.norm(D, axis=1, keepdims=True)
    z = encode(x, W, c)
    return np.mean(np.linalg.norm(x - z @ D, axis=1) + penalty * z.sum(axis=1))
''', "squared"),

    "penalty on the answer": ("sparse-loss", '''
def sparse_loss(x, W, c, D, penalty):
    D = D / np.linalg.norm(D, axis=1, keepdims=True)
    z = encode(x, W, c)
    x_hat = z @ D
    return np.mean(np.sum((x - x_hat) ** 2, axis=1) + penalty * np.abs(x_hat).sum(axis=1))
''', "not of the answer"),

    "D shortened after the answer": ("sparse-loss", '''
def sparse_loss(x, W, c, D, penalty):
    z = encode(x, W, c)
    x_hat = z @ D
    D = D / np.linalg.norm(D, axis=1, keepdims=True)
    return np.mean(np.sum((x - x_hat) ** 2, axis=1) + penalty * z.sum(axis=1))
''', "before the answer"),

    "codes of the k loudest only": ("sparse-loss", '''
def sparse_loss(x, W, c, D, penalty):
    D = D / np.linalg.norm(D, axis=1, keepdims=True)
    z = encode(x, W, c)
    return np.mean(np.sum((x - z @ D) ** 2, axis=1) + penalty * z.max(axis=1))
''', "codes cost 3"),

    "everything when none is dead": ("revive", '''
def revive(X, W, c, D):
    W, c, D = W.copy(), c.copy(), D.copy()
    z = encode(X, W, c)
    dead = np.flatnonzero(~(z > 0).any(axis=0))
    residual = X - z @ D
    size = np.linalg.norm(residual, axis=1)
    worst = np.argsort(size)[-len(dead):][::-1]
    D[dead] = residual[worst] / size[worst, None]
    W[:, dead] = D[dead].T
    c[dead] = 0
    return W, c, D
''', "[-0:]"),

    "lengths of the new not kept": ("revive", '''
def revive(X, W, c, D):
    W, c, D = W.copy(), c.copy(), D.copy()
    z = encode(X, W, c)
    dead = np.flatnonzero(~(z > 0).any(axis=0))
    residual = X - z @ D
    size = np.linalg.norm(residual, axis=1)
    worst = np.argsort(-size)[:len(dead)]
    D[dead] = residual[worst] / np.linalg.norm(residual[worst], axis=1)
    W[:, dead] = D[dead].T
    c[dead] = 0
    return W, c, D
''', "keepdims"),

    "W by rows": ("revive", '''
def revive(X, W, c, D):
    W, c, D = W.copy(), c.copy(), D.copy()
    z = encode(X, W, c)
    dead = np.flatnonzero(~(z > 0).any(axis=0))
    residual = X - z @ D
    size = np.linalg.norm(residual, axis=1)
    worst = np.argsort(-size)[:len(dead)]
    D[dead] = residual[worst] / size[worst, None]
    W[dead] = D[dead]
    c[dead] = 0
    return W, c, D
''', "*columns* of W"),

    "the new columns of W not turned": ("revive", '''
def revive(X, W, c, D):
    W, c, D = W.copy(), c.copy(), D.copy()
    z = encode(X, W, c)
    dead = np.flatnonzero(~(z > 0).any(axis=0))
    residual = X - z @ D
    size = np.linalg.norm(residual, axis=1)
    worst = np.argsort(-size)[:len(dead)]
    D[dead] = residual[worst] / size[worst, None]
    W[:, dead] = D[dead]
    c[dead] = 0
    return W, c, D
''', "*columns* of W"),

    "c at minus one": ("revive", '''
def revive(X, W, c, D):
    W, c, D = W.copy(), c.copy(), D.copy()
    z = encode(X, W, c)
    dead = np.flatnonzero(~(z > 0).any(axis=0))
    residual = X - z @ D
    size = np.linalg.norm(residual, axis=1)
    worst = np.argsort(-size)[:len(dead)]
    D[dead] = residual[worst] / size[worst, None]
    W[:, dead] = D[dead].T
    c[dead] = -1
    return W, c, D
''', "Set them to 0"),

    "dead by the mean": ("revive", '''
def revive(X, W, c, D):
    W, c, D = W.copy(), c.copy(), D.copy()
    z = encode(X, W, c)
    dead = np.flatnonzero(z.mean(axis=0) < 0.5)
    residual = X - z @ D
    size = np.linalg.norm(residual, axis=1)
    worst = np.argsort(-size)[:len(dead)]
    D[dead] = residual[worst] / size[worst, None]
    W[:, dead] = D[dead].T
    c[dead] = 0
    return W, c, D
''', "every"),

    "the units at random rows": ("revive", '''
def revive(X, W, c, D):
    W, c, D = W.copy(), c.copy(), D.copy()
    z = encode(X, W, c)
    dead = np.flatnonzero(~(z > 0).any(axis=0))
    residual = X - z @ D
    size = np.linalg.norm(residual, axis=1)
    worst = np.random.default_rng(0).permutation(len(X))[:len(dead)]
    D[dead] = residual[worst] / size[worst, None]
    W[:, dead] = D[dead].T
    c[dead] = 0
    return W, c, D
''', "ank"),

    "a loop with the length of the whole table": ("recovered", '''
def recovered(A, D):
    found = 0
    for a in A:
        for d in D:
            if abs(a @ d) / np.linalg.norm(A) / np.linalg.norm(D) > 0.9:
                found += 1
                break
    return found / len(A)
''', "by its own length"),

    "rows picked by places": ("keep-largest", '''
def keep_largest(z, k):
    out = np.zeros_like(z)
    p = np.argsort(z, axis=1)[:, -k:]
    out[p] = z[p]
    return out
''', "picks whole *rows*"),

    "rows written by places": ("keep-largest", '''
def keep_largest(z, k):
    out = np.zeros_like(z)
    for row in z:
        p = np.argsort(row)[-k:]
        out[p] = row[p]
    return out
''', "`out[i, places]`"),

    "returned after the first row": ("keep-largest", '''
def keep_largest(z, k):
    out = np.zeros_like(z)
    for i, row in enumerate(z):
        p = np.argsort(row)[-k:]
        out[i, p] = row[p]
        return out
''', "inside the loop over the rows"),

    "a penalty by lengths, D as it is": ("sparse-loss", '''
def sparse_loss(x, W, c, D, penalty):
    L = np.linalg.norm(D, axis=1)
    z = encode(x, W, c)
    return np.mean(np.sum((x - z @ D) ** 2, axis=1) + penalty * (z * L).sum(axis=1))
''', "but is another loss"),

    "a penalty by lengths": ("sparse-loss", '''
def sparse_loss(x, W, c, D, penalty):
    L = np.linalg.norm(D, axis=1)
    z = encode(x, W, c)
    return np.mean(np.sum((x - z @ (D / L[:, None])) ** 2, axis=1) + penalty * (z * L).sum(axis=1))
''', "multiplied by the length of D"),

    "the penalty without λ": ("sparse-loss", '''
def sparse_loss(x, W, c, D, penalty):
    L = np.linalg.norm(D, axis=1)
    z = encode(x, W, c)
    return np.mean(np.sum((x - z @ (D / L[:, None])) ** 2, axis=1) + z.sum(axis=1))
''', "multiplied by λ"),

    "everything when none is dead, W first": ("revive", '''
def revive(X, W, c, D):
    W, c, D = W.copy(), c.copy(), D.copy()
    z = encode(X, W, c)
    dead = np.flatnonzero(~(z > 0).any(axis=0))
    residual = X - z @ D
    size = np.linalg.norm(residual, axis=1)
    worst = np.argsort(size)[-len(dead):][::-1]
    new = residual[worst] / size[worst, None]
    W[:, dead] = new.T
    D[dead] = new
    c[dead] = 0
    return W, c, D
''', "[-0:]"),

    "ranked by the number of the unit": ("revive", '''
def revive(X, W, c, D):
    W, c, D = W.copy(), c.copy(), D.copy()
    z = encode(X, W, c)
    dead = np.flatnonzero(~(z > 0).any(axis=0))
    residual = X - z @ D
    size = np.linalg.norm(residual, axis=1)
    worst = np.argsort(-size)
    for j in dead:
        r = residual[worst[j]]
        D[j] = W[:, j] = r / np.linalg.norm(r)
        c[j] = 0
    return W, c, D
''', "count the *dead* units only"),

    "dead where codes are below zero": ("revive", '''
def revive(X, W, c, D):
    W, c, D = W.copy(), c.copy(), D.copy()
    z = encode(X, W, c)
    dead = np.flatnonzero((z < 0).all(axis=0))
    residual = X - z @ D
    size = np.linalg.norm(residual, axis=1)
    worst = np.argsort(-size)[:len(dead)]
    D[dead] = residual[worst] / size[worst, None]
    W[:, dead] = D[dead].T
    c[dead] = 0
    return W, c, D
''', "Codes are never below 0"),

    "a mask as a list of units": ("revive", '''
def revive(X, W, c, D):
    W, c, D = W.copy(), c.copy(), D.copy()
    z = encode(X, W, c)
    dead = ~(z > 0).any(axis=0)
    residual = X - z @ D
    size = np.linalg.norm(residual, axis=1)
    worst = np.argsort(-size)[:len(dead)]
    D[dead] = residual[worst] / size[worst, None]
    W[:, dead] = D[dead].T
    c[dead] = 0
    return W, c, D
''', "`dead.sum()`"),

    "a tuple of units": ("revive", '''
def revive(X, W, c, D):
    W, c, D = W.copy(), c.copy(), D.copy()
    z = encode(X, W, c)
    dead = np.where(~(z > 0).any(axis=0))
    residual = X - z @ D
    size = np.linalg.norm(residual, axis=1)
    worst = np.argsort(-size)[:len(dead)]
    D[dead] = residual[worst] / size[worst, None]
    W[:, dead] = D[dead].T
    c[dead] = 0
    return W, c, D
''', "`np.where(…)[0]`"),

    "a tuple of units in a loop": ("revive", '''
def revive(X, W, c, D):
    W, c, D = W.copy(), c.copy(), D.copy()
    z = encode(X, W, c)
    dead = np.where(~(z > 0).any(axis=0))
    residual = X - z @ D
    size = np.linalg.norm(residual, axis=1)
    worst = np.argsort(-size)
    for j, r in zip(dead, worst):
        D[j] = residual[r] / size[r]
        W[:, j] = D[j]
        c[j] = 0
    return W, c, D
''', "`np.flatnonzero`"),

    "sizes of columns": ("revive", '''
def revive(X, W, c, D):
    W, c, D = W.copy(), c.copy(), D.copy()
    z = encode(X, W, c)
    dead = np.flatnonzero(~(z > 0).any(axis=0))
    residual = X - z @ D
    size = np.linalg.norm(residual, axis=0)
    worst = np.argsort(-size)[:len(dead)]
    D[dead] = residual[worst] / size[worst, None]
    W[:, dead] = D[dead].T
    c[dead] = 0
    return W, c, D
''', "one for each *row* of residuals"),

    "lengths of columns": ("revive", '''
def revive(X, W, c, D):
    W, c, D = W.copy(), c.copy(), D.copy()
    z = encode(X, W, c)
    dead = np.flatnonzero(~(z > 0).any(axis=0))
    residual = X - z @ D
    size = np.linalg.norm(residual, axis=1)
    worst = np.argsort(-size)[:len(dead)]
    new = residual[worst] / np.linalg.norm(residual[worst], axis=0)
    D[dead] = new
    W[:, dead] = new.T
    c[dead] = 0
    return W, c, D
''', "when you rank and when you divide"),

    "sizes of columns, lengths of rows": ("revive", '''
def revive(X, W, c, D):
    W, c, D = W.copy(), c.copy(), D.copy()
    z = encode(X, W, c)
    dead = np.flatnonzero(~(z > 0).any(axis=0))
    residual = X - z @ D
    size = (residual**2).sum(axis=0)
    worst = np.argsort(-size)[:len(dead)]
    new = residual[worst] / np.linalg.norm(residual[worst], axis=1, keepdims=True)
    D[dead] = new
    W[:, dead] = new.T
    c[dead] = 0
    return W, c, D
''', "when you rank and when you divide"),

    "one length for all new ones": ("revive", '''
def revive(X, W, c, D):
    W, c, D = W.copy(), c.copy(), D.copy()
    z = encode(X, W, c)
    dead = np.flatnonzero(~(z > 0).any(axis=0))
    residual = X - z @ D
    size = np.linalg.norm(residual, axis=1)
    worst = np.argsort(-size)[:len(dead)]
    D[dead] = residual[worst] / np.linalg.norm(residual[worst])
    W[:, dead] = D[dead].T
    c[dead] = 0
    return W, c, D
''', "by its own length"),

    "divided by squares": ("revive", '''
def revive(X, W, c, D):
    W, c, D = W.copy(), c.copy(), D.copy()
    z = encode(X, W, c)
    dead = np.flatnonzero(~(z > 0).any(axis=0))
    residual = X - z @ D
    size = (residual**2).sum(axis=1)
    worst = np.argsort(-size)[:len(dead)]
    D[dead] = residual[worst] / size[worst, None]
    W[:, dead] = D[dead].T
    c[dead] = 0
    return W, c, D
''', "the root of the sum"),

    "the largest set to zero": ("keep-largest", '''
def keep_largest(z, k):
    bar = np.sort(z, axis=1)[:, [-k]]
    return np.where(z >= bar, 0, z)
''', "keep the others"),
}

RIGHT = {
    "cosines in loops": ("recovered", '''
def recovered(A, D):
    found = 0
    for a in A:
        for b in D:
            if abs(a @ b) > 0.9 * (a @ a) ** 0.5 * (b @ b) ** 0.5:
                found += 1
                break
    return found / len(A)
'''),

    "by scikit-learn": ("recovered", '''
def recovered(A, D):
    from sklearn.metrics.pairwise import cosine_similarity
    return float((abs(cosine_similarity(A, D)) > 0.9).any(axis=1).mean())
'''),

    "signs as more directions": ("recovered", '''
def recovered(A, D):
    D = np.vstack([D, -D])
    cosines = np.einsum("id,jd->ij", A, D) / np.outer(np.sqrt((A**2).sum(1)), np.sqrt((D**2).sum(1)))
    return np.count_nonzero(cosines.max(1) > 0.9) / A.shape[0]
'''),

    "by places": ("keep-largest", '''
def keep_largest(z, k):
    kept = np.zeros_like(z)
    places = np.argsort(z, axis=1)[:, -k:]
    np.put_along_axis(kept, places, np.take_along_axis(z, places, axis=1), axis=1)
    return kept
'''),

    "row by row": ("keep-largest", '''
def keep_largest(z, k):
    rows = []
    for row in z:
        bar = sorted(row, reverse=True)[k - 1]
        rows.append([value if value >= bar else 0 for value in row])
    return rows
'''),

    "by partition": ("keep-largest", '''
def keep_largest(z, k):
    out = z.astype(np.float32)
    order = np.argpartition(-z, k - 1, axis=1)[:, k:]
    out = z.copy()
    np.put_along_axis(out, order, 0, axis=1)
    return out
'''),

    "by ranks": ("keep-largest", '''
def keep_largest(z, k):
    return z * ((z[:, :, None] < z[:, None, :]).sum(axis=2) < k)
'''),

    "the codes made louder, not D longer": ("sparse-loss", '''
def sparse_loss(x, W, c, D, penalty):
    z = np.clip(x @ W + c, 0, None)
    residual = x - (z / np.sqrt((D**2).sum(axis=1))) @ D
    return ((residual**2).sum() + penalty * z.sum()) / x.shape[0]
'''),

    "loss row by row": ("sparse-loss", '''
def sparse_loss(x, W, c, D, penalty):
    D = np.array([row / np.linalg.norm(row) for row in D])
    losses = []
    for row in x:
        code = encode(row, W, c)
        losses.append(((row - code @ D) ** 2).sum() + penalty * abs(code).sum())
    return sum(losses) / len(losses)
'''),

    "unit by unit": ("revive", '''
def revive(X, W, c, D):
    W, c, D = np.array(W), np.array(c), np.array(D)
    z = encode(X, W, c)
    left = list(X - z @ D)
    left.sort(key=lambda r: (r**2).sum(), reverse=True)
    for unit in range(len(c)):
        if z[:, unit].max() == 0:
            r = left.pop(0)
            D[unit] = W[:, unit] = r / np.sqrt(r @ r)
            c[unit] = 0
    return W, c, D
'''),

    "with a mask": ("revive", '''
def revive(X, W, c, D):
    z = encode(X, W, c)
    dead = z.sum(axis=0) == 0
    residual = X - z @ D
    order = np.argsort((residual**2).sum(axis=1))[::-1][:dead.sum()]
    new = D.copy()
    new[dead] = residual[order] / np.linalg.norm(residual[order], axis=1)[:, None]
    return np.where(dead, new.T, W), np.where(dead, 0, c), new
'''),

    "by scipy's distances": ("recovered", '''
def recovered(A, D):
    from scipy.spatial.distance import cdist
    return (np.abs(1 - cdist(A, D, 'cosine')) > 0.9).any(axis=1).mean()
'''),

    "squares on both sides": ("recovered", '''
def recovered(A, D):
    inner = (A @ D.T) ** 2
    sizes = np.outer((A * A).sum(axis=1), (D * D).sum(axis=1))
    return float(np.any(inner > 0.81 * sizes, axis=1).sum()) / len(A)
'''),

    "by nearest neighbours": ("recovered", '''
def recovered(A, D):
    from sklearn.neighbors import NearestNeighbors
    both = np.vstack([D, -D])
    near = NearestNeighbors(n_neighbors=1, metric='cosine').fit(both)
    return np.mean(1 - near.kneighbors(A)[0][:, 0] > 0.9)
'''),

    "by a table": ("keep-largest", '''
def keep_largest(z, k):
    return pd.DataFrame(z).where(pd.DataFrame(z).rank(axis=1, ascending=False, method='min') <= k, 0).to_numpy()
'''),

    "argsort of argsort": ("keep-largest", '''
def keep_largest(z, k):
    rank = (-z).argsort(axis=1).argsort(axis=1)
    return (rank < k) * z
'''),

    "by heaps": ("keep-largest", '''
def keep_largest(z, k):
    import heapq
    out = np.zeros(z.shape)
    for i, row in enumerate(z):
        for j in heapq.nlargest(k, range(len(row)), key=row.__getitem__):
            out[i, j] = row[j]
    return out
'''),

    "by einsum": ("sparse-loss", '''
def sparse_loss(x, W, c, D, penalty):
    length = np.sqrt(np.einsum('ud,ud->u', D, D))
    z = encode(x, W, c)
    gap = x - np.einsum('nu,ud,u->nd', z, D, 1 / length)
    return (np.einsum('nd,nd->', gap, gap) + penalty * np.einsum('nu->', z)) / len(x)
'''),

    "by scikit-learn's normalize": ("sparse-loss", '''
def sparse_loss(x, W, c, D, penalty):
    from sklearn.preprocessing import normalize
    z = encode(x, W, c)
    error = ((z @ normalize(D) - x) ** 2).sum(axis=1).mean()
    return error + penalty * np.linalg.norm(z, ord=1, axis=1).mean()
'''),

    "a list of the dead": ("revive", '''
def revive(X, W, c, D):
    z = encode(X, W, c)
    gaps = X - z @ D
    order = iter(sorted(range(len(X)), key=lambda i: -np.dot(gaps[i], gaps[i])))
    W, c, D = np.copy(W), np.copy(c), np.copy(D)
    for unit in [j for j in range(D.shape[0]) if not z[:, j].any()]:
        direction = gaps[next(order)]
        D[unit] = direction / np.hypot.reduce(direction)
        W[:, unit] = D[unit]
        c[unit] = 0
    return [W, c, D]
'''),

    "by a cumulative count": ("revive", '''
def revive(X, W, c, D):
    z = encode(X, W, c)
    gap = X - z @ D
    order = np.argsort(-np.einsum('nd,nd->n', gap, gap), kind='stable')
    dead = z.max(axis=0) <= 0
    place = np.where(dead, np.cumsum(dead) - 1, 0)
    aim = gap[order[place]]
    aim = aim / np.maximum(np.linalg.norm(aim, axis=1, keepdims=True), 1e-300)
    return np.where(dead, aim.T, W), c * ~dead, np.where(dead[:, None], aim, D)
'''),
}
