"""Whether a training has left PCA for good: what held-out rows say, robustly and unflattered."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Verdict:
    """What held-out rows say of the epochs of a training.

    Attributes
    ----------
    epoch : int
        The best one; 0 is the start.
    gain, standard_error : float
        By how much the mean loss is lower than PCA's, and how sure that is.
    better : bool
        Whether it is lower by more than chance would make it.
    """

    epoch: int
    gain: float
    standard_error: float
    better: bool


def judge(losses, pca_losses):
    """Compare the best epoch with PCA on held-out rows, pair by pair.

    Three things would flatter or hide a gain. The best of many epochs is the luckiest one too: so
    each half of the rows is judged by the epoch that the other half has chosen. A single wild row
    has a loss, and a gain, larger than all others together: so means are taken without the lowest
    and the highest hundredth, at least one row each. But a gain that only those rows contradict is
    none if they do it by more than one standard error of all.

    Parameters
    ----------
    losses : array of shape (n_epochs + 1, n_rows)
    pca_losses : array of shape (n_rows,)
        Of PCA on the same rows.

    Returns
    -------
    Verdict

    References
    ----------
    The rule of one standard error: Breiman, Friedman, Olshen, Stone (1984), "Classification and
    regression trees", sec. 3.4.3. Trimmed means and their error: Yuen (1974), "The two-sample
    trimmed t for unequal population variances", Biometrika 61.
    """
    gains = np.empty(len(pca_losses))
    halves = np.arange(len(gains)) % 2 == 0
    for half in (halves, ~halves):
        if half.any() and not half.all():
            gains[half] = (pca_losses - losses[best_epoch(losses[:, ~half])])[half]
        else:                                           # a single row proves nothing
            gains[half] = 0.0
    gain, error = trimmed_mean(gains)
    plain_error = gains.std(ddof=1) / np.sqrt(len(gains)) if len(gains) > 1 else np.inf
    return Verdict(best_epoch(losses), gain, error,
                   bool(gain > error and gains.mean() > -plain_error))


def best_epoch(losses):
    """The row of `losses` with the lowest trimmed mean, the first of equals."""
    return int(np.argmin([trimmed_mean(row)[0] for row in losses]))


def trimmed_mean(values):
    """Mean without the extremes, and its standard error."""
    n, values = len(values), np.sort(values)
    cut = max(1, n // 100) if n > 4 else 0
    kept = values[cut : n - cut]
    winsorised = np.clip(values, kept[0], kept[-1])
    spread = winsorised.std(ddof=1) if n > 1 else np.inf
    return float(kept.mean()), float(spread * np.sqrt(n) / len(kept))
