"""Where a network starts: as PCA, or at random."""

import numpy as np
from sklearn.decomposition import PCA, IncrementalPCA
from threadpoolctl import threadpool_limits

from .._keras import keras
from .._on_disk import ROWS_AT_ONCE, RowsOnDisk

SPARE = 10                      # components that an IncrementalPCA carries along: k are more exact


def principal_components(X, k, random):
    """A fitted PCA of rows X with k components, or fewer where there are no more.

    Of rows on a disk an `IncrementalPCA`, which sees some at a time.
    """
    most = min(X.shape)
    k = min(k, most)
    if not isinstance(X, RowsOnDisk):
        with np.errstate(invalid="ignore"):                         # X is constant
            return PCA(k, random_state=random).fit(X)
    pca = IncrementalPCA(min(k + SPARE, most), copy=False)
    with threadpool_limits(1):                  # steps so small are lost on threads
        for part in X.parts(max(ROWS_AT_ONCE, 5 * X.shape[1]), fewest=pca.n_components):
            pca.partial_fit(part)
    pca.components_, pca.explained_variance_ = pca.components_[:k], pca.explained_variance_[:k]
    return pca


def set_linear_path_to_pca(model, X, random):
    """Let a network be PCA of the rows `X` before its first step.

    Encoder z = S⁻¹ V x and decoder x̂ = Vᵀ S z + m - Vᵀ V m, where the rows of V are the components,
    S their deviations and m is the rows' mean.

    Where there are fewer principal components than codes, the other codes keep their random
    encoder weights and get zeros in the decoder, from which they are trained.
    """
    encoder = model.get_layer("encoder").get_layer("linear")
    decoder = model.get_layer("decoder").get_layer("linear")
    W = encoder.get_weights()[0]
    pca = principal_components(X, W.shape[1], random)
    deviations = np.sqrt(pca.explained_variance_)
    kept = deviations > 1e-6 * max(deviations[0], 1e-12)
    V, S = pca.components_[kept], deviations[kept, None]
    W[:, : len(V)] = (V / S).T
    B = np.zeros_like(decoder.get_weights()[0])
    B[: len(V)] = V * S
    encoder.set_weights([W])
    decoder.set_weights([B, pca.mean_ - pca.mean_ @ V.T @ V])


def random_weights(model, random):
    """Weights of the textbook's start: no linear path yet, all other kernels Glorot's."""
    def start(weight):
        if weight.name != "kernel" or "linear" in weight.path:
            return np.zeros(weight.shape)
        return keras.initializers.GlorotUniform(seed=random.randint(2**31 - 1))(weight.shape)

    return [start(weight) for weight in model.weights]
