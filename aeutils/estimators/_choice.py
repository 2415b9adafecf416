"""Whether a training has left PCA for good: what held-out rows say, unflattered and robustly."""

import warnings
from dataclasses import dataclass

import numpy as np

from ..training import n_extremes, trimmed_mean

SURE, OPEN = 3, 1               # standard errors of a gain that is believed, and that is nothing
SURE_OF_FOLDS = 2.5
N_BLOCKS = 10
FEW_ROWS = 20


@dataclass(frozen=True)
class Verdict:
    """What held-out rows say of a training: its gain over PCA, as a share of PCA's loss.

    Attributes
    ----------
    gain, standard_error : float
    better : bool
        Whether the gain is more than luck.
    """

    gain: float
    standard_error: float
    better: bool

    @property
    def open(self):
        """Whether more rows could tell."""
        return not self.better and self.gain > OPEN * self.standard_error


def judge(losses, pca_losses, in_order=False):
    """Compare the best epoch with PCA, row by row.

    The best of many epochs is the luckiest too. So each half of the rows is judged by the epoch
    that the other half has chosen. A single wild row may have a gain larger than all others
    together, for or against. So the mean is taken without extremes, and must be above three
    standard errors, as it is by chance once in seven hundred times; but if the extremes contradict
    it by more than one standard error of all, it is no gain.

    Parameters
    ----------
    losses : list of arrays of shape (n_rows,)
        After each epoch, the start included.
    pca_losses : array of shape (n_rows,)
        Of the same rows.
    in_order : bool
        Whether the rows may be in an order, such as that of time, and neighbours alike. Then the
        halves are the first and the second, and the standard error is that of ten blocks' means.

    Returns
    -------
    Verdict

    References
    ----------
    To choose by standard errors: Breiman, Friedman, Olshen, Stone (1984), "Classification and
    regression trees", sec. 3.4.3. Trimmed means and their error: Yuen (1974), "The two-sample
    trimmed t for unequal population variances", Biometrika 61.
    """
    if len(pca_losses) < 2:
        return Verdict(0.0, np.inf, False)
    gains = _gains(losses, pca_losses, in_order)
    return _verdict(gains, pca_losses, SURE, n_blocks=N_BLOCKS if in_order else len(gains))


def judge_folds(folds, n_train):
    """Compare with PCA on the held-out rows of several trainings, together.

    Their networks have most of their rows in common, and err alike. So the standard error is
    larger than that of as many independent rows, and 2.5 of them are asked for.

    Parameters
    ----------
    folds : list of pairs
        Of each training `losses` and `pca_losses`, as in `judge`.
    n_train : int
        Rows that each training has learned from.

    Returns
    -------
    Verdict

    References
    ----------
    Nadeau and Bengio (2003), "Inference for the generalization error", Machine Learning 52: the
    variance is 1/J + n_test/n_train times that of a single training's error.
    """
    gains = np.concatenate([_gains(*fold) for fold in folds])
    pca_losses = np.concatenate([pca_losses for _, pca_losses in folds])
    inflation = np.sqrt(1 + len(gains) / n_train)
    return _verdict(gains, pca_losses, SURE_OF_FOLDS, len(gains), inflation)


def _gains(losses, pca_losses, in_order=False):
    """Gain over PCA of each row, after the epoch that the other half of the rows has chosen."""
    losses, gains = np.asarray(losses), np.empty(len(pca_losses))
    places = np.arange(len(gains))
    first = places < len(places) // 2 if in_order else places % 2 == 0
    for half in (first, ~first):
        epoch = np.argmin(trimmed_mean(losses[:, ~half]))
        gains[half] = pca_losses[half] - losses[epoch, half]
    return gains


def _verdict(gains, pca_losses, errors, n_blocks, inflation=1.0):
    contradicted = gains.mean() < -gains.std(ddof=1) / np.sqrt(len(gains))
    if n_blocks < len(gains):
        gains = np.array([block.mean() for block in np.array_split(gains, n_blocks)])
    gain, error = trimmed_mean(gains), inflation * _error_of_trimmed_mean(gains)
    usual = trimmed_mean(pca_losses) or 1.0
    return Verdict(float(gain / usual), float(error / usual),
                   bool(gain > errors * error and not contradicted))


def _error_of_trimmed_mean(values):
    n, cut = len(values), n_extremes(len(values))
    low, high = np.sort(values)[[cut, n - 1 - cut]]
    return np.clip(values, low, high).std(ddof=1) * np.sqrt(n) / (n - 2 * cut)


def warn(verdict, pca_losses, rows):
    """Warn of a verdict for the network by few rows, and of a row that would outweigh the others.

    `rows` are the numbers of the held-out rows.
    """
    if verdict.better and len(rows) < FEW_ROWS:
        warnings.warn(f"Only {len(rows)} held-out rows say that the network is better than PCA: "
                      "compare the two on other rows before you rely on it.", stacklevel=6)
    wild = np.argmax(pca_losses)
    share = pca_losses[wild] / (np.sum(pca_losses) or 1.0)
    if n_extremes(len(rows)) and share > 0.5:
        warnings.warn(f"Row {rows[wild]} of X has {share:.0%} of PCA's error on the {len(rows)} "
                      "held-out rows: look at it; whether to leave PCA was chosen without it.",
                      stacklevel=6)
