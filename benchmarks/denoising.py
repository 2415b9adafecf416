"""(h) Does an autoencoder remove noise better than PCA at its best?

Handwritten digits (8 x 8) and patches of two photographs (12 x 12), pixels in [0, 1], with Gaussian
noise of four standard deviations. PCA and the networks learn from clean training images; the
networks corrupt their input, anew in every epoch. What has a setting to choose, PCA its k and the
median filter its width, gets what does best on corrupted validation images, for each level and
measure anew; the networks' settings are the same at all levels, with codes as wide as the image,
since noise keeps them from copying. "Best linear map" is the least-squares regression from
corrupted to clean images: all that can be done without a bend. Results are cut to [0, 1], which
costs nobody anything. PSNR and SSIM (windows of 7 pixels) are means over the test images and over
three seeds, which decide the split or the patches, the noise and the networks' start. A "lead" is
the autoencoder's mean less PCA's, in the least favourable of the three seeds.

In the tables of noise not trained for, all denoisers are those made for Gaussian noise of 0.2. Only
the networks of the last row were trained for the noise of their column, the convolutional one where
a patch is hidden, elsewhere the dense one.
"""

import argparse
from functools import partial

import numpy as np
from scipy.ndimage import median_filter
from sklearn.decomposition import PCA
from sklearn.linear_model import Ridge

import common
from aeutils import Autoencoder, corrupt, load_digits, make_patches

LEVELS, TRAINED, SEEDS = (0.05, 0.1, 0.2, 0.4), 0.2, (0, 1, 2)
OTHERS = {"salt and pepper 0.1": ("salt_and_pepper", 0.1), "masking 0.25": ("masking", 0.25),
          "occlusion 0.14": ("occlusion", 0.14)}
NETWORKS = {
    "digits": {"dense": {"n_components": 64, "hidden_units": (256, 256), "patience": None},
               "convolutional": {"n_components": 64, "hidden_units": (16, 32), "epochs": 120,
                                 "patience": None, "image_shape": (8, 8)}},
    "patches": {"dense": {"n_components": 144, "hidden_units": (256, 256), "epochs": 20},
                "convolutional": {"n_components": 144, "hidden_units": (16, 32), "epochs": 10,
                                  "image_shape": (12, 12)}}}


def load(data, seed):
    """Training, validation and test images."""
    if data == "digits":
        return load_digits().split(random_state=seed)
    return [make_patches(n, subset=subset, random_state=seed)
            for subset, n in (("train", 20_000), ("validation", 1000), ("test", 1000))]


def quality(clean, found, image_shape):
    """Mean PSNR in dB and mean SSIM of images given as rows."""
    from aeutils._backend import tf

    a, b = (np.clip(rows, 0, 1).astype(np.float32).reshape(-1, *image_shape, 1)
            for rows in (clean, found))
    return [float(np.mean(tf.image.psnr(a, b, max_val=1))),
            float(np.mean(tf.image.ssim(a, b, max_val=1, filter_size=7)))]


def best_on_validation(make, settings, clean, noisy, image_shape):
    """The denoisers with the highest PSNR and with the highest SSIM, and their settings."""
    scores = np.array([quality(clean, make(setting)(noisy), image_shape) for setting in settings])
    best = [settings[i] for i in scores.argmax(axis=0)]
    return [make(setting) for setting in best], best


def median(size, image_shape):
    return lambda rows: median_filter(rows.reshape(-1, *image_shape),
                                      (1, size, size)).reshape(rows.shape)


def pca(fitted, k):
    """Keep the first k components of a fitted PCA."""
    V, mean = fitted.components_[:k], fitted.mean_
    return lambda rows: (rows - mean) @ V.T @ V + mean


def linear_map(X, noise, seed):
    """Least squares from corrupted images, five of each, to the clean ones."""
    rows = np.tile(X, (5, 1))
    return Ridge(1e-3).fit(noise(rows, random_state=seed), rows).predict


def classical(train, validation, level, seed):
    """What is no network: denoisers for PSNR and for SSIM, and the settings chosen for them."""
    noise = partial(corrupt, kind="gaussian", level=level)
    chosen = partial(best_on_validation, clean=validation.X,
                     noisy=noise(validation.X, random_state=seed + 1000),
                     image_shape=validation.image_shape)
    fitted = PCA(random_state=0).fit(train.X)
    filtered, widths = chosen(lambda size: median(size, train.image_shape), (2, 3, 5))
    projected, sizes = chosen(partial(pca, fitted), range(1, train.X.shape[1] + 1))
    denoisers = {"nothing": [lambda rows: rows] * 2, "median filter": filtered, "PCA": projected,
                 "best linear map": [linear_map(train.X, noise, seed)] * 2}
    return denoisers, {"PCA's k": sizes, "median filter's width": widths}


def network(data, kind, train, noise, seed):
    """An autoencoder fitted to denoise, for PSNR and SSIM alike."""
    model = Autoencoder(**NETWORKS[data][kind], noise=noise, random_state=seed).fit(train.X)
    return [model.reconstruct] * 2


def measure(data, seed):
    """(noise trained for, noise met, denoiser) -> PSNR and SSIM on test; settings chosen."""
    train, validation, test = load(data, seed)
    found, settings = {}, {}
    met = {f"noise {level}": ("gaussian", level) for level in LEVELS} | OTHERS
    noisy = {name: corrupt(test.X, *noise, image_shape=test.image_shape, random_state=seed + 2000)
             for name, noise in met.items()}

    def meet(trained, denoisers, names):
        for name in names:
            for denoiser, pair in denoisers.items():
                found[trained, name, denoiser] = [
                    quality(test.X, denoise(noisy[name]), test.image_shape)[measure]
                    for measure, denoise in enumerate(pair)]

    for level in LEVELS:
        own = f"noise {level}"
        denoisers, settings[own] = classical(train, validation, level, seed)
        for kind in NETWORKS[data]:
            denoisers[kind] = network(data, kind, train, level, seed)
        meet(own, denoisers, met if level == TRAINED else [own])
    for name, noise in OTHERS.items():
        kind = "convolutional" if "occlusion" in name else "dense"
        meet(name, {kind: network(data, kind, train, noise, seed)}, [name])
    print(data, seed, settings, flush=True)
    return found, settings


def tables(data, runs):
    """What RESULTS.md shows of one data set, from the three seeds' findings."""
    levels = [f"noise {level}" for level in LEVELS]
    names = ("nothing", "median filter", "PCA", "best linear map", *NETWORKS[data])

    def scores(trained, met, denoiser, measure):
        return np.array([found[trained, met, denoiser][measure] for found, _ in runs])

    for number, measure in enumerate(("PSNR, dB", "SSIM")):
        rows = {name: {level: scores(level, level, name, number).mean() for level in levels}
                for name in names}
        for kind in NETWORKS[data]:
            rows[f"lead of {kind}"] = {level: (scores(level, level, kind, number) - scores(
                level, level, "PCA", number)).min() for level in levels}
        yield f"{data}: {measure}", rows
    own, columns = f"noise {TRAINED}", [*levels, *OTHERS]
    rows = {name: {met: scores(own, met, name, 0).mean() for met in columns} for name in names}
    rows["trained for it"] = {
        met: scores(met, met, "convolutional" if "occlusion" in met else "dense", 0).mean()
        for met in columns}
    yield f"{data}: made for {own}, PSNR in dB on other noise", rows
    rows = {f"{setting} for {measure}": {
        level: ", ".join(str(run[1][level][setting][number]) for run in runs) for level in levels}
        for setting in ("PCA's k", "median filter's width")
        for number, measure in enumerate(("PSNR", "SSIM"))}
    yield f"{data}: settings chosen with the three seeds", rows


def main():
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    found = {}
    for data in NETWORKS:
        runs = [measure(data, seed) for seed in SEEDS]
        for title, rows in tables(data, runs):
            found[title] = {name: {column: float(value) if isinstance(value, np.floating) else value
                                   for column, value in row.items()} for name, row in rows.items()}
            print(title, common.table(found[title]), sep="\n")
    common.record("denoising", seeds=SEEDS, networks=NETWORKS, tables=found)


if __name__ == "__main__":
    main()
