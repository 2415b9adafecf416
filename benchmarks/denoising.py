"""(h) Does an autoencoder remove noise better than PCA at its best?

Handwritten digits (8 x 8) and patches of two photographs (12 x 12), pixels in [0, 1], with Gaussian
noise of four standard deviations. PCA and the networks learn from clean training images; the
networks corrupt their input, anew in every epoch. PCA's k and the median filter's width are those
that do best on corrupted validation images, chosen for each level and each measure; the networks'
settings are the same at all levels, with codes as wide as the image, since noise keeps them from
copying. "Best linear map" is the least-squares regression from corrupted to clean images: the best
that a linear method can do. Results are clipped to [0, 1], which makes none of them worse. PSNR and
SSIM (windows of 7 pixels) are means over the test images and over three seeds, which decide the
split or the patches, the noise and the networks' initial weights. A "lead" is the autoencoder's
mean less PCA's, in the least favourable of the three seeds.

In the tables on other noise, all denoisers are those made for Gaussian noise of 0.2. Only the
networks of the last row were trained for the noise of their column: the convolutional one where a
patch is hidden, elsewhere the dense one.
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
OTHERS = {
    "salt and pepper 0.1": ("salt_and_pepper", 0.1),
    "masking 0.25": ("masking", 0.25),
    "occlusion 0.14": ("occlusion", 0.14),
}
NETWORKS = {
    "digits": {
        "dense": {"n_components": 64, "hidden_units": (256, 256), "patience": None},
        "convolutional": {
            "n_components": 64,
            "hidden_units": (16, 32),
            "epochs": 120,
            "patience": None,
            "image_shape": (8, 8),
        },
    },
    "patches": {
        "dense": {"n_components": 144, "hidden_units": (256, 256), "epochs": 20},
        "convolutional": {
            "n_components": 144,
            "hidden_units": (16, 32),
            "epochs": 10,
            "image_shape": (12, 12),
        },
    },
}


def load(data, seed):
    """Training, validation and test images."""
    if data == "digits":
        return load_digits().split(validation_size=0.2, random_state=seed)
    return [
        make_patches(n, subset=subset, random_state=seed)
        for subset, n in (("train", 20_000), ("validation", 1000), ("test", 1000))
    ]


def quality(clean, denoised, image_shape):
    """Mean PSNR in dB and mean SSIM of images given as rows."""
    import tensorflow as tf

    a, b = (
        np.clip(rows, 0, 1).astype(np.float32).reshape(-1, *image_shape, 1)
        for rows in (clean, denoised)
    )
    return [
        float(np.mean(tf.image.psnr(a, b, max_val=1))),
        float(np.mean(tf.image.ssim(a, b, max_val=1, filter_size=7))),
    ]


def best_on_validation(make, settings, clean, noisy, image_shape):
    """The denoisers with the highest PSNR and with the highest SSIM, and their settings."""
    scores = np.array([quality(clean, make(setting)(noisy), image_shape) for setting in settings])
    best = [settings[i] for i in scores.argmax(axis=0)]
    return [make(setting) for setting in best], best


def median(size, image_shape):
    return lambda rows: median_filter(rows.reshape(-1, *image_shape), (1, size, size)).reshape(
        rows.shape
    )


def projection(pca, k):
    """Keep the first k components of a fitted PCA."""
    V, mean = pca.components_[:k], pca.mean_
    return lambda rows: (rows - mean) @ V.T @ V + mean


def linear_map(X, noise, seed):
    """Least squares from corrupted images, five of each, to the clean ones."""
    rows = np.tile(X, (5, 1))
    return Ridge(1e-3).fit(noise(rows, random_state=seed), rows).predict


def classical(train, validation, level, seed):
    """The denoisers that are no networks, for PSNR and for SSIM, and the settings chosen."""
    noise = partial(corrupt, kind="gaussian", level=level)
    chosen = partial(
        best_on_validation,
        clean=validation.X,
        noisy=noise(validation.X, random_state=seed + 1000),
        image_shape=validation.image_shape,
    )
    pca = PCA(random_state=0).fit(train.X)
    filtered, widths = chosen(lambda size: median(size, train.image_shape), (2, 3, 5))
    projected, sizes = chosen(partial(projection, pca), range(1, train.X.shape[1] + 1))
    denoisers = {
        "nothing": [lambda rows: rows] * 2,
        "median filter": filtered,
        "PCA": projected,
        "best linear map": [linear_map(train.X, noise, seed)] * 2,
    }
    return denoisers, {"PCA's k": sizes, "median filter's width": widths}


def network(data, kind, train, noise, seed):
    """An autoencoder fitted to denoise, for PSNR and SSIM alike."""
    model = Autoencoder(**NETWORKS[data][kind], noise=noise, random_state=seed).fit(train.X)
    return [model.reconstruct] * 2


def measure(data, seed):
    """(noise trained for, noise of the test, denoiser) -> PSNR and SSIM; settings chosen."""
    train, validation, test = load(data, seed)
    results, settings = {}, {}
    noises = {f"noise {level}": ("gaussian", level) for level in LEVELS} | OTHERS
    noisy = {
        name: corrupt(test.X, *noise, image_shape=test.image_shape, random_state=seed + 2000)
        for name, noise in noises.items()
    }

    def evaluate(trained, denoisers, names):
        for name in names:
            for denoiser, pair in denoisers.items():
                results[trained, name, denoiser] = [
                    quality(test.X, denoise(noisy[name]), test.image_shape)[measure]
                    for measure, denoise in enumerate(pair)
                ]

    for level in LEVELS:
        own = f"noise {level}"
        denoisers, settings[own] = classical(train, validation, level, seed)
        for kind in NETWORKS[data]:
            denoisers[kind] = network(data, kind, train, level, seed)
        evaluate(own, denoisers, noises if level == TRAINED else [own])
    for name, noise in OTHERS.items():
        kind = "convolutional" if "occlusion" in name else "dense"
        evaluate(name, {kind: network(data, kind, train, noise, seed)}, [name])
    print(data, seed, settings, flush=True)
    return results, settings


def tables(data, runs):
    """What RESULTS.md shows of one data set, from the runs of the three seeds."""
    levels = [f"noise {level}" for level in LEVELS]
    names = ("nothing", "median filter", "PCA", "best linear map", *NETWORKS[data])

    def scores(trained, noise, denoiser, measure):
        return np.array([results[trained, noise, denoiser][measure] for results, _ in runs])

    for number, measure in enumerate(("PSNR, dB", "SSIM")):
        rows = {
            name: {level: scores(level, level, name, number).mean() for level in levels}
            for name in names
        }
        for kind in NETWORKS[data]:
            rows[f"lead of {kind}"] = {
                level: (
                    scores(level, level, kind, number) - scores(level, level, "PCA", number)
                ).min()
                for level in levels
            }
        yield f"{data}: {measure}", rows
    own, columns = f"noise {TRAINED}", [*levels, *OTHERS]
    rows = {
        name: {noise: scores(own, noise, name, 0).mean() for noise in columns} for name in names
    }
    rows["trained for it"] = {
        noise: scores(noise, noise, "convolutional" if "occlusion" in noise else "dense", 0).mean()
        for noise in columns
    }
    yield f"{data}: made for {own}, PSNR in dB on other noise", rows
    rows = {
        f"{setting} for {measure}": {
            level: ", ".join(str(run[1][level][setting][number]) for run in runs)
            for level in levels
        }
        for setting in ("PCA's k", "median filter's width")
        for number, measure in enumerate(("PSNR", "SSIM"))
    }
    yield f"{data}: settings chosen with the three seeds", rows


def promises(tables):
    """What the course says of the networks, and whether the tables confirm it."""
    leads, ssim = [], []
    for data in NETWORKS:
        for kind in NETWORKS[data]:
            leads += tables[f"{data}: PSNR, dB"][f"lead of {kind}"].values()
        rows = tables[f"{data}: SSIM"]
        ssim += [
            max(rows[kind][level] for kind in NETWORKS[data]) - rows["PCA"][level]
            for level in rows["PCA"]
        ]
    return {
        "In PSNR both networks beat PCA, on both data sets, at each level, with each seed.": min(
            leads
        )
        > 0,
        "In SSIM the better of them does, on both data sets, at each level, on average.": min(ssim)
        > 0,
    }


def main():
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    results = {}
    for data in NETWORKS:
        runs = [measure(data, seed) for seed in SEEDS]
        for title, rows in tables(data, runs):
            results[title] = {
                name: {
                    column: float(value) if isinstance(value, np.floating) else value
                    for column, value in row.items()
                }
                for name, row in rows.items()
            }
            print(title, common.table(results[title]), sep="\n")
    common.record("denoising", seeds=SEEDS, networks=NETWORKS, tables=results)
    common.check(promises(results))


if __name__ == "__main__":
    main()
