"""The detector's threshold: which scores set it, and where among them it lies."""

import numpy as np


def basis_of(scores, held_out, rate):
    """The scores whose quantile at `rate` is the threshold; see the detector's Notes."""
    flagged = np.mean(scores[held_out] < threshold(scores, rate))
    standard_error = np.sqrt(rate * (1 - rate) / np.sum(held_out))
    return scores if flagged <= rate + standard_error else scores[held_out]


def threshold(scores, rate):
    """The quantile of the scores at this rate (type 6 of Hyndman & Fan 1996)."""
    with np.errstate(invalid="ignore"):                             # between infinities
        return np.quantile(scores, rate, method="weibull")
