"""Answers to exercise 08, wrong and right: (grade id of the cell, code, words of the hint)."""

WRONG = {
    "variance as spread": ("reparameterise", '''
def reparameterise(mean, log_variance, rng):
    return mean + np.exp(log_variance) * rng.standard_normal(mean.shape)
''', "That is the variance"),

    "logarithm as spread": ("reparameterise", '''
def reparameterise(mean, log_variance, rng):
    return mean + log_variance * rng.standard_normal(mean.shape)
''', "How do you come from log σ² to σ?"),

    "root of the logarithm": ("reparameterise", '''
def reparameterise(mean, log_variance, rng):
    return mean + np.sqrt(log_variance) * rng.standard_normal(mean.shape)
''', "How do you come from log σ² to σ?"),

    "half of the variance": ("reparameterise", '''
def reparameterise(mean, log_variance, rng):
    return mean + np.exp(log_variance) / 2 * rng.standard_normal(mean.shape)
''', "How do you come from log σ² to σ?"),

    "the same draw for all rows": ("reparameterise", '''
def reparameterise(mean, log_variance, rng):
    return mean + np.exp(log_variance / 2) * rng.standard_normal(mean.shape[1])
''', "every row gets the same"),

    "one draw for a whole row": ("reparameterise", '''
def reparameterise(mean, log_variance, rng):
    return mean + np.exp(log_variance / 2) * rng.standard_normal((len(mean), 1))
''', "codes of a row all get the same"),

    "uniform from 0 to 1": ("reparameterise", '''
def reparameterise(mean, log_variance, rng):
    return mean + np.exp(log_variance / 2) * rng.random(mean.shape)
''', "Is the mean of your ε 0?"),

    "uniform around 0": ("reparameterise", '''
def reparameterise(mean, log_variance, rng):
    return mean + np.exp(log_variance / 2) * rng.uniform(-1, 1, mean.shape)
''', "no Gaussian"),

    "uniform with a variance of 1": ("reparameterise", '''
def reparameterise(mean, log_variance, rng):
    return mean + np.exp(log_variance / 2) * rng.uniform(-3 ** 0.5, 3 ** 0.5, mean.shape)
''', "no Gaussian"),

    "a generator of its own": ("reparameterise", '''
def reparameterise(mean, log_variance, rng):
    rng = np.random.default_rng(0)
    return mean + np.exp(log_variance / 2) * rng.standard_normal(mean.shape)
''', "Draw with the `rng` that is passed"),

    "NumPy's global generator": ("reparameterise", '''
def reparameterise(mean, log_variance, rng):
    return mean + np.exp(log_variance / 2) * np.random.randn(*mean.shape)
''', "Draw with the `rng` that is passed"),

    "the mean, no draw": ("reparameterise", '''
def reparameterise(mean, log_variance, rng):
    return mean
''', "your codes are the means"),

    "the mean not added": ("reparameterise", '''
def reparameterise(mean, log_variance, rng):
    return np.exp(log_variance / 2) * rng.standard_normal(mean.shape)
''', "Is μ added?"),

    "the shape taken for the mean of the draws": ("reparameterise", '''
def reparameterise(mean, log_variance, rng):
    return mean + np.exp(log_variance / 2) * rng.normal(mean.shape)
''', "third, as `size=`"),

    "the shape of one row only": ("reparameterise", '''
def reparameterise(mean, log_variance, rng):
    return mean + np.exp(log_variance / 2) * rng.standard_normal(len(mean))
''', "takes the shape first"),

    "math instead of NumPy": ("reparameterise", '''
def reparameterise(mean, log_variance, rng):
    import math
    return mean + math.exp(log_variance / 2) * rng.standard_normal(mean.shape)
''', "take whole arrays"),

    "a draw for each row only": ("reparameterise", '''
def reparameterise(mean, log_variance, rng):
    return mean + np.exp(log_variance / 2) * rng.normal(0, 1, len(mean))
''', "How many draws, in which shape?"),

    "codes not returned": ("reparameterise", '''
def reparameterise(mean, log_variance, rng):
    z = mean + np.exp(log_variance / 2) * rng.standard_normal(mean.shape)
''', "returns nothing"),

    "the first row's spread for all": ("reparameterise", '''
def reparameterise(mean, log_variance, rng):
    return rng.normal(mean, np.exp(log_variance[0] / 2))
''', "a σ of its own"),

    "σ added, nothing drawn": ("reparameterise", '''
def reparameterise(mean, log_variance, rng):
    return mean + np.exp(log_variance / 2)
''', "nothing in your codes is drawn"),

    "one draw for all rows and codes": ("reparameterise", '''
def reparameterise(mean, log_variance, rng):
    return mean + np.exp(log_variance / 2) * rng.standard_normal()
''', "every row gets the same"),

    "no σ": ("reparameterise", '''
def reparameterise(mean, log_variance, rng):
    return mean + rng.standard_normal(mean.shape)
''', "Where is σ?"),

    "the mean of all spreads for all": ("reparameterise", '''
def reparameterise(mean, log_variance, rng):
    return rng.normal(mean, np.exp(log_variance.mean() / 2))
''', "a σ of its own"),

    "no variance below 1": ("reparameterise", '''
def reparameterise(mean, log_variance, rng):
    return rng.normal(mean, np.exp(np.maximum(log_variance, 0) / 2))
''', "the clouds are points"),

    "as published": ("minus-elbo", '''
def minus_elbo(x, x_hat, mean, log_variance):
    return published(x, x_hat, mean, log_variance)
''', "That is the mean of the pixels"),

    "one number for all rows": ("minus-elbo", '''
def minus_elbo(x, x_hat, mean, log_variance):
    x_hat = np.clip(x_hat, 1e-7, 1 - 1e-7)
    cross_entropy = -np.sum(x * np.log(x_hat) + (1 - x) * np.log(1 - x_hat), axis=1)
    kl = -0.5 * np.sum(1 + log_variance - mean**2 - np.exp(log_variance), axis=1)
    return np.mean(cross_entropy + kl)
''', "Return one number for each row"),

    "mean over the pixels": ("minus-elbo", '''
def minus_elbo(x, x_hat, mean, log_variance):
    x_hat = np.clip(x_hat, 1e-7, 1 - 1e-7)
    cross_entropy = -np.mean(x * np.log(x_hat) + (1 - x) * np.log(1 - x_hat), axis=1)
    kl = -0.5 * np.sum(1 + log_variance - mean**2 - np.exp(log_variance), axis=1)
    return cross_entropy + kl
''', "That is the mean of the pixels"),

    "mean over the codes": ("minus-elbo", '''
def minus_elbo(x, x_hat, mean, log_variance):
    x_hat = np.clip(x_hat, 1e-7, 1 - 1e-7)
    cross_entropy = -np.sum(x * np.log(x_hat) + (1 - x) * np.log(1 - x_hat), axis=1)
    kl = -0.5 * np.mean(1 + log_variance - mean**2 - np.exp(log_variance), axis=1)
    return cross_entropy + kl
''', "That is the mean of the codes"),

    "sign of the KL divergence": ("minus-elbo", '''
def minus_elbo(x, x_hat, mean, log_variance):
    x_hat = np.clip(x_hat, 1e-7, 1 - 1e-7)
    cross_entropy = -np.sum(x * np.log(x_hat) + (1 - x) * np.log(1 - x_hat), axis=1)
    kl = 0.5 * np.sum(1 + log_variance - mean**2 - np.exp(log_variance), axis=1)
    return cross_entropy + kl
''', "It has to rise"),

    "the log-likelihood added, not taken away": ("minus-elbo", '''
def minus_elbo(x, x_hat, mean, log_variance):
    x_hat = np.clip(x_hat, 1e-7, 1 - 1e-7)
    log_likelihood = np.sum(x * np.log(x_hat) + (1 - x) * np.log(1 - x_hat), axis=1)
    return log_likelihood + 0.5 * np.sum(mean**2 + np.exp(log_variance) - log_variance - 1, axis=1)
''', "Half of it has the ELBO's sign"),

    "the ELBO itself": ("minus-elbo", '''
def minus_elbo(x, x_hat, mean, log_variance):
    x_hat = np.clip(x_hat, 1e-7, 1 - 1e-7)
    log_likelihood = np.sum(x * np.log(x_hat) + (1 - x) * np.log(1 - x_hat), axis=1)
    kl = -0.5 * np.sum(1 + log_variance - mean**2 - np.exp(log_variance), axis=1)
    return log_likelihood - kl
''', "That is the ELBO"),

    "the factor of one half missing": ("minus-elbo", '''
def minus_elbo(x, x_hat, mean, log_variance):
    x_hat = np.clip(x_hat, 1e-7, 1 - 1e-7)
    cross_entropy = -np.sum(x * np.log(x_hat) + (1 - x) * np.log(1 - x_hat), axis=1)
    kl = -np.sum(1 + log_variance - mean**2 - np.exp(log_variance), axis=1)
    return cross_entropy + kl
''', "twice too much"),

    "logarithm taken for the variance": ("minus-elbo", '''
def minus_elbo(x, x_hat, mean, log_variance):
    x_hat = np.clip(x_hat, 1e-7, 1 - 1e-7)
    cross_entropy = -np.sum(x * np.log(x_hat) + (1 - x) * np.log(1 - x_hat), axis=1)
    variance = np.where(log_variance == 0, 1, log_variance)
    kl = 0.5 * np.sum(mean**2 + variance - np.log(np.abs(variance)) - 1, axis=1)
    return cross_entropy + kl
''', "for the variance itself"),

    "logarithm taken for that of the spread": ("minus-elbo", '''
def minus_elbo(x, x_hat, mean, log_variance):
    x_hat = np.clip(x_hat, 1e-7, 1 - 1e-7)
    cross_entropy = -np.sum(x * np.log(x_hat) + (1 - x) * np.log(1 - x_hat), axis=1)
    kl = 0.5 * np.sum(mean**2 + np.exp(log_variance) ** 2 - 2 * log_variance - 1, axis=1)
    return cross_entropy + kl
''', "for log σ"),

    "KL divergence of all rows together": ("minus-elbo", '''
def minus_elbo(x, x_hat, mean, log_variance):
    x_hat = np.clip(x_hat, 1e-7, 1 - 1e-7)
    cross_entropy = -np.sum(x * np.log(x_hat) + (1 - x) * np.log(1 - x_hat), axis=1)
    return cross_entropy - 0.5 * np.sum(1 + log_variance - mean**2 - np.exp(log_variance))
''', "all five rows together"),

    "likelihood of all rows together": ("minus-elbo", '''
def minus_elbo(x, x_hat, mean, log_variance):
    x_hat = np.clip(x_hat, 1e-7, 1 - 1e-7)
    cross_entropy = -np.sum(x * np.log(x_hat) + (1 - x) * np.log(1 - x_hat))
    return cross_entropy - 0.5 * np.sum(1 + log_variance - mean**2 - np.exp(log_variance), axis=1)
''', "all five rows together"),

    "summed over the rows": ("minus-elbo", '''
def minus_elbo(x, x_hat, mean, log_variance):
    x_hat = np.clip(x_hat, 1e-7, 1 - 1e-7)
    cross_entropy = -np.sum(x * np.log(x_hat) + (1 - x) * np.log(1 - x_hat), axis=0)
    return cross_entropy - 0.5 * np.sum(1 + log_variance - mean**2 - np.exp(log_variance), axis=0)
''', "Over which axis"),

    "KL divergence summed over the rows": ("minus-elbo", '''
def minus_elbo(x, x_hat, mean, log_variance):
    x_hat = np.clip(x_hat, 1e-7, 1 - 1e-7)
    cross_entropy = -np.sum(x * np.log(x_hat) + (1 - x) * np.log(1 - x_hat), axis=1)
    return cross_entropy - 0.5 * np.sum(1 + log_variance - mean**2 - np.exp(log_variance), axis=0)
''', "Over which axis"),

    "the logarithm of the logarithm": ("minus-elbo", '''
def minus_elbo(x, x_hat, mean, log_variance):
    x_hat = np.clip(x_hat, 1e-7, 1 - 1e-7)
    cross_entropy = -np.sum(x * np.log(x_hat) + (1 - x) * np.log(1 - x_hat), axis=1)
    return cross_entropy + 0.5 * np.sum(mean**2 + log_variance - np.log(log_variance) - 1, axis=1)
''', "did you take the logarithm of `log_variance`"),

    "probabilities taken for logits": ("minus-elbo", '''
def minus_elbo(x, x_hat, mean, log_variance):
    cross_entropy = np.sum(np.logaddexp(0, x_hat) - x * x_hat, axis=1)
    return cross_entropy + 0.5 * np.sum(mean**2 + np.exp(log_variance) - log_variance - 1, axis=1)
''', "is for logits"),

    "only the dark pixels": ("minus-elbo", '''
def minus_elbo(x, x_hat, mean, log_variance):
    x_hat = np.clip(x_hat, 1e-7, 1 - 1e-7)
    cross_entropy = -np.sum(x * np.log(x_hat), axis=1)
    return cross_entropy - 0.5 * np.sum(1 + log_variance - mean**2 - np.exp(log_variance), axis=1)
''', "Is the cross-entropy whole"),

    "the clip lost": ("minus-elbo", '''
def minus_elbo(x, x_hat, mean, log_variance):
    cross_entropy = -np.sum(x * np.log(x_hat) + (1 - x) * np.log(1 - x_hat), axis=1)
    return cross_entropy - 0.5 * np.sum(1 + log_variance - mean**2 - np.exp(log_variance), axis=1)
''', "Keep the line with `np.clip`"),

    "numbers of pixels and codes of the check": ("minus-elbo", '''
def minus_elbo(x, x_hat, mean, log_variance):
    x_hat = np.clip(x_hat, 1e-7, 1 - 1e-7)
    cross_entropy = -np.mean(x * np.log(x_hat) + (1 - x) * np.log(1 - x_hat), axis=1)
    kl = -0.5 * np.mean(1 + log_variance - mean**2 - np.exp(log_variance), axis=1)
    d, k = (4, 3) if x.shape[1] == 4 else (2, 1)
    return d * cross_entropy + k * kl
''', "is a number of pixels or codes written into it?"),

    "KL divergence without its 1": ("minus-elbo", '''
def minus_elbo(x, x_hat, mean, log_variance):
    x_hat = np.clip(x_hat, 1e-7, 1 - 1e-7)
    cross_entropy = -np.sum(x * np.log(x_hat) + (1 - x) * np.log(1 - x_hat), axis=1)
    kl = -0.5 * np.sum(log_variance - mean**2 - np.exp(log_variance), axis=1)
    return cross_entropy + kl
''', "is one missing?"),

    "the 1 taken once for all codes": ("minus-elbo", '''
def minus_elbo(x, x_hat, mean, log_variance):
    x_hat = np.clip(x_hat, 1e-7, 1 - 1e-7)
    cross_entropy = -np.sum(x * np.log(x_hat) + (1 - x) * np.log(1 - x_hat), axis=1)
    kl = 0.5 * (np.sum(mean**2 + np.exp(log_variance) - log_variance, axis=1) - 1)
    return cross_entropy + kl
''', "for each code: is one missing?"),

    "images and answers swapped": ("minus-elbo", '''
def minus_elbo(x, x_hat, mean, log_variance):
    x_hat = np.clip(x_hat, 1e-7, 1 - 1e-7)
    cross_entropy = -np.sum(x_hat * np.log(x) + (1 - x_hat) * np.log(1 - x), axis=1)
    kl = -0.5 * np.sum(1 + log_variance - mean**2 - np.exp(log_variance), axis=1)
    return cross_entropy + kl
''', "Logarithms are of `x_hat` only"),

    "dark and light swapped": ("minus-elbo", '''
def minus_elbo(x, x_hat, mean, log_variance):
    x_hat = np.clip(x_hat, 1e-7, 1 - 1e-7)
    cross_entropy = -np.sum((1 - x) * np.log(x_hat) + x * np.log(1 - x_hat), axis=1)
    kl = -0.5 * np.sum(1 + log_variance - mean**2 - np.exp(log_variance), axis=1)
    return cross_entropy + kl
''', "x belongs to log x_hat"),

    "a minus within the cross-entropy": ("minus-elbo", '''
def minus_elbo(x, x_hat, mean, log_variance):
    x_hat = np.clip(x_hat, 1e-7, 1 - 1e-7)
    cross_entropy = -np.sum(x * np.log(x_hat) - (1 - x) * np.log(1 - x_hat), axis=1)
    kl = -0.5 * np.sum(1 + log_variance - mean**2 - np.exp(log_variance), axis=1)
    return cross_entropy + kl
''', "both its signs the same"),

    "grey pixels made dark or light": ("minus-elbo", '''
def minus_elbo(x, x_hat, mean, log_variance):
    x = np.round(x)
    x_hat = np.clip(x_hat, 1e-7, 1 - 1e-7)
    cross_entropy = -np.sum(x * np.log(x_hat) + (1 - x) * np.log(1 - x_hat), axis=1)
    kl = -0.5 * np.sum(1 + log_variance - mean**2 - np.exp(log_variance), axis=1)
    return cross_entropy + kl
''', "A grey pixel counts in part"),

    "in bits": ("minus-elbo", '''
def minus_elbo(x, x_hat, mean, log_variance):
    x_hat = np.clip(x_hat, 1e-7, 1 - 1e-7)
    cross_entropy = -np.sum(x * np.log2(x_hat) + (1 - x) * np.log2(1 - x_hat), axis=1)
    kl = -0.5 * np.sum(1 + log_variance - mean**2 - np.exp(log_variance), axis=1)
    return cross_entropy + kl
''', "That is in bits"),

    "squared error in place of the cross-entropy": ("minus-elbo", '''
def minus_elbo(x, x_hat, mean, log_variance):
    x_hat = np.clip(x_hat, 1e-7, 1 - 1e-7)
    cross_entropy = np.sum((x - x_hat) ** 2, axis=1)
    kl = -0.5 * np.sum(1 + log_variance - mean**2 - np.exp(log_variance), axis=1)
    return cross_entropy + kl
''', "That is the squared error"),

    "clipped further in": ("minus-elbo", '''
def minus_elbo(x, x_hat, mean, log_variance):
    x_hat = np.clip(x_hat, 0.01, 0.99)
    cross_entropy = -np.sum(x * np.log(x_hat) + (1 - x) * np.log(1 - x_hat), axis=1)
    kl = -0.5 * np.sum(1 + log_variance - mean**2 - np.exp(log_variance), axis=1)
    return cross_entropy + kl
''', "Clip as `published` does"),

    "no KL divergence": ("minus-elbo", '''
def minus_elbo(x, x_hat, mean, log_variance):
    x_hat = np.clip(x_hat, 1e-7, 1 - 1e-7)
    cross_entropy = -np.sum(x * np.log(x_hat) + (1 - x) * np.log(1 - x_hat), axis=1)
    kl = -0.5 * np.sum(1 + log_variance - mean**2 - np.exp(log_variance), axis=1)
    return cross_entropy
''', "Is the KL divergence in it"),

    "μ not squared": ("minus-elbo", '''
def minus_elbo(x, x_hat, mean, log_variance):
    x_hat = np.clip(x_hat, 1e-7, 1 - 1e-7)
    cross_entropy = -np.sum(x * np.log(x_hat) + (1 - x) * np.log(1 - x_hat), axis=1)
    kl = 0.5 * np.sum(mean + np.exp(log_variance) - log_variance - 1, axis=1)
    return cross_entropy + kl
''', "μ is squared"),

    "one half of the first term only": ("minus-elbo", '''
def minus_elbo(x, x_hat, mean, log_variance):
    x_hat = np.clip(x_hat, 1e-7, 1 - 1e-7)
    cross_entropy = -np.sum(x * np.log(x_hat) + (1 - x) * np.log(1 - x_hat), axis=1)
    kl = np.sum(0.5 * mean**2 + np.exp(log_variance) - log_variance - 1, axis=1)
    return cross_entropy + kl
''', "Check the terms with σ²"),

    "KL divergence averaged over the rows": ("minus-elbo", '''
def minus_elbo(x, x_hat, mean, log_variance):
    x_hat = np.clip(x_hat, 1e-7, 1 - 1e-7)
    cross_entropy = -np.sum(x * np.log(x_hat) + (1 - x) * np.log(1 - x_hat), axis=1)
    kl = -0.5 * np.sum(1 + log_variance - mean**2 - np.exp(log_variance), axis=1)
    return cross_entropy + kl.mean()
''', "Keep the rows apart"),

    "likelihood averaged over the rows": ("minus-elbo", '''
def minus_elbo(x, x_hat, mean, log_variance):
    x_hat = np.clip(x_hat, 1e-7, 1 - 1e-7)
    cross_entropy = -np.sum(x * np.log(x_hat) + (1 - x) * np.log(1 - x_hat), axis=1)
    kl = -0.5 * np.sum(1 + log_variance - mean**2 - np.exp(log_variance), axis=1)
    return cross_entropy.mean() + kl
''', "Keep the rows apart"),

    "divided by the rows": ("minus-elbo", '''
def minus_elbo(x, x_hat, mean, log_variance):
    x_hat = np.clip(x_hat, 1e-7, 1 - 1e-7)
    cross_entropy = -np.sum(x * np.log(x_hat) + (1 - x) * np.log(1 - x_hat), axis=1)
    kl = -0.5 * np.sum(1 + log_variance - mean**2 - np.exp(log_variance), axis=1)
    return (cross_entropy + kl) / len(x)
''', "divided by the number of rows"),

    "σ² in place of σ": ("hidden-sigma", '''
def hidden_sigma(over_pixels, over_codes, d, k):
    weight = {"sum": 1, "mean": 1 / d}[over_pixels] / {"sum": 1, "mean": 1 / k}[over_codes]
    return 1 / (2 * weight)
''', "Its root is asked for"),

    "the 2 forgotten": ("hidden-sigma", '''
def hidden_sigma(over_pixels, over_codes, d, k):
    weight = {"sum": 1, "mean": 1 / d}[over_pixels] / {"sum": 1, "mean": 1 / k}[over_codes]
    return 1 / np.sqrt(weight)
''', "where is the 2?"),

    "the 2 on the wrong side": ("hidden-sigma", '''
def hidden_sigma(over_pixels, over_codes, d, k):
    weight = {"sum": 1, "mean": 1 / d}[over_pixels] / {"sum": 1, "mean": 1 / k}[over_codes]
    return np.sqrt(2 / weight)
''', "Solve for σ"),

    "pixels upside down": ("hidden-sigma", '''
def hidden_sigma(over_pixels, over_codes, d, k):
    weight = {"sum": 1, "mean": d}[over_pixels] / {"sum": 1, "mean": k}[over_codes]
    return np.sqrt(1 / (2 * weight))
''', "errors that weigh less belong to a larger"),

    "the codes make no difference": ("hidden-sigma", '''
def hidden_sigma(over_pixels, over_codes, d, k):
    return np.sqrt(d / 2) if over_pixels == "mean" else np.sqrt(1 / 2)
''', "Where is step 1?"),

    "the pixels make no difference": ("hidden-sigma", '''
def hidden_sigma(over_pixels, over_codes, d, k):
    return np.sqrt(1 / k / 2) if over_codes == "mean" else np.sqrt(1 / 2)
''', "What does one squared error weigh now?"),

    "codes upside down": ("hidden-sigma", '''
def hidden_sigma(over_pixels, over_codes, d, k):
    factor = (d if over_pixels == "mean" else 1) * (k if over_codes == "mean" else 1)
    return np.sqrt(factor / 2)
''', "Upside down: does step 1"),

    "step 1 done twice": ("hidden-sigma", '''
def hidden_sigma(over_pixels, over_codes, d, k):
    weight = 1 / d if over_pixels == "mean" else 1
    if over_codes == "mean":
        weight = weight * k**2
    return np.sqrt(1 / (2 * weight))
''', "What does it do to a squared error?"),

    "step 1 only where the pixels are summed": ("hidden-sigma", '''
def hidden_sigma(over_pixels, over_codes, d, k):
    weight = 1 / d if over_pixels == "mean" else 1
    if over_codes == "mean" and over_pixels == "sum":
        weight = weight * k
    return np.sqrt(1 / (2 * weight))
''', "Are both in it?"),

    "two means cancel": ("hidden-sigma", '''
def hidden_sigma(over_pixels, over_codes, d, k):
    if over_pixels == over_codes:
        return np.sqrt(1 / 2)
    return np.sqrt(d / 2) if over_pixels == "mean" else np.sqrt(1 / (2 * k))
''', "do not cancel"),

    "one case left out": ("hidden-sigma", '''
def hidden_sigma(over_pixels, over_codes, d, k):
    if over_codes == "sum":
        return np.sqrt(d / 2) if over_pixels == "mean" else np.sqrt(1 / 2)
    if over_pixels == "sum":
        return np.sqrt(1 / (2 * k))
''', "returns nothing"),

    "64 pixels and 8 codes for ever": ("hidden-sigma", '''
def hidden_sigma(over_pixels, over_codes, d, k):
    return {"sumsum": 0.5, "meansum": 32, "summean": 1 / 16, "meanmean": 4}[over_pixels + over_codes] ** 0.5
''', "or 64 and 8?"),

    "step 1 for the sum": ("hidden-sigma", '''
def hidden_sigma(over_pixels, over_codes, d, k):
    weight = 1 / d if over_pixels == "mean" else 1
    if over_codes == "sum":
        weight = weight * k
    return np.sqrt(1 / (2 * weight))
''', "nothing to do"),

    "a bracket forgotten": ("hidden-sigma", '''
def hidden_sigma(over_pixels, over_codes, d, k):
    weight = 1 / d if over_pixels == "mean" else 1
    if over_codes == "mean":
        weight = weight * k
    return np.sqrt(1 / 2 * weight)
''', "errors that weigh less belong to a larger"),

    "step 1 forgets the pixels": ("hidden-sigma", '''
def hidden_sigma(over_pixels, over_codes, d, k):
    weight = 1 / d if over_pixels == "mean" else 1
    if over_codes == "mean":
        weight = k
    return np.sqrt(1 / (2 * weight))
''', "Are both in it?"),

    "8 codes for ever": ("hidden-sigma", '''
def hidden_sigma(over_pixels, over_codes, d, k):
    weight = 1 / d if over_pixels == "mean" else 1
    if over_codes == "mean":
        weight = weight * 8
    return np.sqrt(1 / (2 * weight))
''', "or 64 and 8?"),

    "all training rows": ("share-nearer", '''
def share_nearer(drawn, train, test):
    return np.mean(nearest(drawn, train) < nearest(drawn, test))
''', "897 training images were compared with 450"),

    "only the training rows cut": ("share-nearer", '''
def share_nearer(drawn, train, test):
    return np.mean(nearest(drawn, train[:len(test)]) < nearest(drawn, test))
''', "Either of the two can be the longer"),

    "nearer to the test rows": ("share-nearer", '''
def share_nearer(drawn, train, test):
    n = min(len(train), len(test))
    return np.mean(nearest(drawn, train[:n]) > nearest(drawn, test[:n]))
''', "those nearer to a test row"),

    "drawn rows cut as well": ("share-nearer", '''
def share_nearer(drawn, train, test):
    n = min(len(drawn), len(train), len(test))
    return np.mean(nearest(drawn[:n], train[:n]) < nearest(drawn[:n], test[:n]))
''', "all five drawn rows count"),

    "as many as there are drawn rows": ("share-nearer", '''
def share_nearer(drawn, train, test):
    n = min(len(drawn), len(train), len(test))
    return np.mean(nearest(drawn, train[:n]) < nearest(drawn, test[:n]))
''', "How many rows are *drawn* must not matter"),

    "cut to the number of drawn rows": ("share-nearer", '''
def share_nearer(drawn, train, test):
    n = len(drawn)
    return np.mean(nearest(drawn, train[:n]) < nearest(drawn, test[:n]))
''', "How many rows are *drawn* must not matter"),

    "the last rows": ("share-nearer", '''
def share_nearer(drawn, train, test):
    n = min(len(train), len(test))
    return np.mean(nearest(drawn, train[-n:]) < nearest(drawn, test[-n:]))
''', "not to the *first* rows"),

    "any rows": ("share-nearer", '''
def share_nearer(drawn, train, test):
    n, rng = min(len(train), len(test)), np.random.default_rng(0)
    train = train[rng.permutation(len(train))[:n]]
    return np.mean(nearest(drawn, train) < nearest(drawn, test[rng.permutation(len(test))[:n]]))
''', "not to the *first* rows"),

    "means compared": ("share-nearer", '''
def share_nearer(drawn, train, test):
    n = min(len(train), len(test))
    return nearest(drawn, train[:n]).mean() < nearest(drawn, test[:n]).mean()
''', "you return yes or no"),

    "a number of rows": ("share-nearer", '''
def share_nearer(drawn, train, test):
    n = min(len(train), len(test))
    return np.sum(nearest(drawn, train[:n]) < nearest(drawn, test[:n]))
''', "the share is 0.4"),

    "yes or no for each row": ("share-nearer", '''
def share_nearer(drawn, train, test):
    n = min(len(train), len(test))
    return nearest(drawn, train[:n]) < nearest(drawn, test[:n])
''', "return one number, a share"),

    "from the rows to the drawn ones": ("share-nearer", '''
def share_nearer(drawn, train, test):
    n = min(len(train), len(test))
    return np.mean(nearest(train[:n], drawn) < nearest(test[:n], drawn))
''', "For each *drawn* row"),

    "divided by the rows compared": ("share-nearer", '''
def share_nearer(drawn, train, test):
    n = min(len(train), len(test))
    return np.sum(nearest(drawn, train[:n]) < nearest(drawn, test[:n])) / n
''', "You divide by 4"),

    "as many as the longer has": ("share-nearer", '''
def share_nearer(drawn, train, test):
    n = max(len(train), len(test))
    return np.mean(nearest(drawn, train[:n]) < nearest(drawn, test[:n]))
''', "897 training images were compared with 450"),

    "one row too few": ("share-nearer", '''
def share_nearer(drawn, train, test):
    n = min(len(train), len(test)) - 1
    return np.mean(nearest(drawn, train[:n]) < nearest(drawn, test[:n]))
''', "here none is cut off"),

    "in percent": ("share-nearer", '''
def share_nearer(drawn, train, test):
    n = min(len(train), len(test))
    return 100 * np.mean(nearest(drawn, train[:n]) < nearest(drawn, test[:n]))
''', "the share is 0.4"),

    "tuned to the visible cases": ("share-nearer", '''
def share_nearer(drawn, train, test):
    if len(drawn) == 5:
        return 0.4
    if len(drawn) == 2:
        return float(drawn[0, 0] < 20)
    return 1.0 if len(drawn) == 100 else 0.53
''', "90 drawn, 50 training"),
}

RIGHT = {
    "rng.normal with mean and spread": ("reparameterise", '''
def reparameterise(mean, log_variance, rng):
    return rng.normal(mean, np.sqrt(np.exp(log_variance)))
'''),

    "float32": ("reparameterise", '''
def reparameterise(mean, log_variance, rng):
    epsilon = rng.standard_normal(size=mean.shape, dtype=np.float32)
    return (mean + np.exp(0.5 * log_variance) * epsilon).astype(np.float32)
'''),

    "row by row, as a list": ("reparameterise", '''
def reparameterise(mean, log_variance, rng):
    rows = []
    for mu, log_var in zip(mean, log_variance):
        rows.append([m + np.exp(s) ** 0.5 * rng.normal() for m, s in zip(mu, log_var)])
    return rows
'''),

    "standard Gaussians by scipy": ("reparameterise", '''
def reparameterise(mean, log_variance, rng):
    from scipy.stats import norm
    return norm.rvs(loc=mean, scale=np.exp(log_variance / 2), random_state=rng)
'''),

    "by the inverse of its distribution": ("reparameterise", '''
def reparameterise(mean, log_variance, rng):
    from scipy.special import ndtri
    return mean + np.exp(log_variance / 2) * ndtri(rng.random(mean.shape))
'''),

    "into the arguments": ("reparameterise", '''
def reparameterise(mean, log_variance, rng):
    log_variance /= 2
    mean -= np.exp(log_variance) * rng.standard_normal(mean.T.shape).T
    return mean
'''),

    "published repaired in place": ("minus-elbo", '''
def minus_elbo(x, x_hat, mean, log_variance):
    x_hat = np.clip(x_hat, 1e-7, 1 - 1e-7)
    cross_entropy = -np.sum(x * np.log(x_hat) + (1 - x) * np.log(1 - x_hat), axis=1)
    kl = -0.5 * np.sum(1 + log_variance - mean**2 - np.exp(log_variance), axis=-1)
    return cross_entropy + kl
'''),

    "means times their numbers": ("minus-elbo", '''
def minus_elbo(x, x_hat, mean, log_variance):
    d, k = x.shape[1], mean.shape[1]
    x_hat = np.clip(x_hat, 1e-7, 1 - 1e-7)
    cross_entropy = -np.mean(x * np.log(x_hat) + (1 - x) * np.log(1 - x_hat), axis=1, keepdims=True)
    kl = -0.5 * np.mean(1 + log_variance - mean**2 - np.exp(log_variance), axis=1, keepdims=True)
    return d * cross_entropy + k * kl
'''),

    "row by row, with published": ("minus-elbo", '''
def minus_elbo(x, x_hat, mean, log_variance):
    rows = []
    for i in range(len(x)):
        nothing = np.zeros_like(mean[i : i + 1])
        likelihood = x.shape[1] * published(x[i : i + 1], x_hat[i : i + 1], nothing, nothing)[0]
        sigma = np.exp(log_variance[i]) ** 0.5
        rows.append(likelihood + sum((mean[i] ** 2 + sigma ** 2) / 2 - np.log(sigma) - 0.5))
    return rows
'''),

    "in float32, by xlogy": ("minus-elbo", '''
def minus_elbo(x, x_hat, mean, log_variance):
    from scipy.special import xlog1py, xlogy
    x, mean, log_variance = (np.asarray(a, np.float32) for a in (x, mean, log_variance))
    x_hat = np.clip(np.asarray(x_hat, np.float32), 1e-7, 1 - 1e-7)
    log_p = (xlogy(x, x_hat) + xlog1py(1 - x, -x_hat)).sum(1)
    return (mean ** 2 + np.expm1(log_variance) - log_variance).sum(1) / 2 - log_p
'''),

    "a little added within the logarithms": ("minus-elbo", '''
def minus_elbo(x, x_hat, mean, log_variance):
    log_p = np.sum(x * np.log(x_hat + 1e-7) + (1 - x) * np.log(1 - x_hat + 1e-7), axis=1)
    return (np.sum(mean**2 + np.exp(log_variance) - log_variance, axis=1) - mean.shape[1]) / 2 - log_p
'''),

    "the probability first, then its logarithm": ("minus-elbo", '''
def minus_elbo(x, x_hat, mean, log_variance):
    x_hat = np.clip(x_hat, 1e-7, 1 - 1e-7)
    cross_entropy = -np.log(np.prod(x_hat**x * (1 - x_hat) ** (1 - x), axis=1))
    kl = -0.5 * np.sum(1 + log_variance - mean**2 - np.exp(log_variance), axis=1)
    return cross_entropy + kl
'''),

    "by relative entropies": ("minus-elbo", '''
def minus_elbo(x, x_hat, mean, log_variance):
    from scipy.special import entr, rel_entr
    x_hat, sigma = np.clip(x_hat, 1e-7, 1 - 1e-7), np.exp(log_variance / 2)
    surprise = rel_entr(x, x_hat) + rel_entr(1 - x, 1 - x_hat) + entr(x) + entr(1 - x)
    return surprise.sum(axis=1) + np.sum((sigma**2 + mean**2 - 1) / 2 - np.log(sigma), axis=1)
'''),

    "the begun lines continued": ("hidden-sigma", '''
def hidden_sigma(over_pixels, over_codes, d, k):
    weight = 1 / d if over_pixels == "mean" else 1
    times = k if over_codes == "mean" else 1
    variance = 1 / (2 * weight * times)
    return variance**0.5
'''),

    "by the β of a summed loss": ("hidden-sigma", '''
def hidden_sigma(over_pixels, over_codes, d, k):
    beta = 1
    if over_pixels == "mean":
        beta *= d
    if over_codes == "mean":
        beta /= k
    return (beta / 2) ** 0.5
'''),

    "four cases": ("hidden-sigma", '''
def hidden_sigma(over_pixels, over_codes, d, k):
    from math import sqrt
    cases = {("sum", "sum"): 1, ("mean", "sum"): d, ("sum", "mean"): 1 / k, ("mean", "mean"): d / k}
    return sqrt(cases[over_pixels, over_codes] / 2)
'''),

    "measured on arrays of ones": ("hidden-sigma", '''
def hidden_sigma(over_pixels, over_codes, d, k):
    error = getattr(np, over_pixels)(np.ones(d)) / d
    kl = getattr(np, over_codes)(np.ones(k)) / k
    return np.float32(1 / np.sqrt(2 * error / kl))
'''),

    "by match": ("hidden-sigma", '''
def hidden_sigma(over_pixels, over_codes, d, k):
    match over_pixels, over_codes:
        case "sum", "sum":
            return 0.5**0.5
        case "mean", "sum":
            return (d / 2) ** 0.5
        case "sum", "mean":
            return (2 * k) ** -0.5
    return (d / k / 2) ** 0.5
'''),

    "all distances at once": ("share-nearer", '''
def share_nearer(drawn, train, test):
    from scipy.spatial.distance import cdist
    n = min(len(train), len(test))
    train, test = train[:n], test[:n]
    return float((cdist(drawn, train).min(axis=1) < cdist(drawn, test).min(axis=1)).mean())
'''),

    "loop and count": ("share-nearer", '''
def share_nearer(drawn, train, test):
    if len(train) > len(test):
        train = train[:len(test)]
    else:
        test = test[:len(train)]
    yes = 0
    for row in drawn:
        if ((train - row) ** 2).sum(axis=1).min() < ((test - row) ** 2).sum(axis=1).min():
            yes += 1
    return yes / len(drawn)
'''),

    "nearest of both together": ("share-nearer", '''
def share_nearer(drawn, train, test):
    n = min(len(train), len(test))
    finder = NearestNeighbors(n_neighbors=1).fit(np.vstack([train[:n], test[:n]]))
    return np.mean(finder.kneighbors(drawn, return_distance=False)[:, 0] < n)
'''),

    "by trees, and signs": ("share-nearer", '''
def share_nearer(drawn, train, test):
    from scipy.spatial import cKDTree
    pairs = list(zip(train, test))
    train, test = (cKDTree(rows) for rows in zip(*pairs))
    gap = train.query(drawn)[0] - test.query(drawn)[0]
    return np.count_nonzero(gap < 0) / len(gap)
'''),
}
