"""Answers to exercise 02, wrong and right: (grade id of the cell, code, words of the hint)."""

WRONG = {
    "biases forgotten": ("count", '''
def count_parameters(sizes, tied=False):
    kernels = sum(n_in * n_out for n_in, n_out in pairwise(sizes))
    return kernels if tied else 2 * kernels
''', "the kernels alone"),

    "twice the encoder": ("count", '''
def count_parameters(sizes, tied=False):
    kernels = sum(n_in * n_out for n_in, n_out in pairwise(sizes))
    biases = 2 * sum(sizes[1:])
    return biases + (kernels if tied else 2 * kernels)
''', "twice the encoder"),

    "the encoder only": ("count", '''
def count_parameters(sizes, tied=False):
    return sum(n_in * n_out + n_out for n_in, n_out in pairwise(sizes))
''', "that is the encoder"),

    "tied is half of everything": ("count", '''
def count_parameters(sizes, tied=False):
    sizes = list(sizes) + list(sizes[-2::-1])
    total = sum(n_in * n_out + n_out for n_in, n_out in pairwise(sizes))
    return total // 2 if tied else total
''', "half of everything"),

    "the features counted as units with biases": ("count", '''
def count_parameters(sizes, tied=False):
    kernels = sum(n_in * n_out for n_in, n_out in pairwise(sizes))
    biases = 2 * sum(sizes)
    return biases + (kernels if tied else 2 * kernels)
''', "Keras counts"),

    "hard-coded": ("count", '''
def count_parameters(sizes, tied=False):
    known = {(64, 2): (322, 194), (64, 32, 2): (4354, 2242), (12, 30, 8, 3): (1339, 715)}
    d, k = sizes[0], sizes[-1]
    return known.get(tuple(sizes), (2 * d * k, d * k))[int(tied)]
''', "for [7, 5]"),

    "as published": ("halves", '''
def halves(autoencoder):
    encoder = keras.Model(autoencoder.input, autoencoder.get_layer("code").output)
    z = keras.Input((autoencoder.get_layer("code").units,))
    return encoder, keras.Model(z, autoencoder.layers[-1](z))
''', "autoencoder.layers[-1](z)"),

    "new layers, not trained": ("halves", '''
def halves(autoencoder):
    encoder = keras.Model(autoencoder.input, autoencoder.get_layer("code").output)
    z = out = keras.Input((autoencoder.get_layer("code").units,))
    for layer in autoencoder.layers[len(encoder.layers):-1]:
        out = Dense(layer.units, "relu")(out)
    out = Dense(autoencoder.layers[-1].units, "sigmoid")(out)
    return encoder, keras.Model(z, out)
''', "New ones start with new random numbers"),

    "a copy of the weights": ("halves", '''
def halves(autoencoder):
    encoder = keras.Model(autoencoder.input, autoencoder.get_layer("code").output)
    z = out = keras.Input((autoencoder.get_layer("code").units,))
    for layer in autoencoder.layers[len(encoder.layers):-1]:
        out = Dense(layer.units, "relu")(out)
    out = Dense(autoencoder.layers[-1].units, "sigmoid")(out)
    decoder = keras.Model(z, out)
    decoder.set_weights(autoencoder.get_weights()[-len(decoder.get_weights()):])
    return encoder, decoder
''', "They hold a copy"),

    "the encoder ends one layer late": ("halves", '''
def halves(autoencoder):
    cut = [layer.name for layer in autoencoder.layers].index("code") + 2
    x = z = keras.Input((autoencoder.layers[1].kernel.shape[0],))
    for layer in autoencoder.layers[1:cut]:
        z = layer(z)
    code = out = keras.Input((z.shape[-1],))
    for layer in autoencoder.layers[cut:]:
        out = layer(out)
    return keras.Model(x, z), keras.Model(code, out)
''', "It ends with the layer 'code'"),

    "only the encoder": ("halves", '''
def halves(autoencoder):
    return keras.Model(autoencoder.input, autoencoder.get_layer("code").output)
''', "give back two models"),

    "cut in the middle, not at the code": ("halves", '''
def halves(autoencoder):
    layers = autoencoder.layers[1:]
    middle = len(layers) // 2
    encoder = keras.Sequential(layers[:middle])
    decoder = keras.Sequential(layers[middle:])
    return encoder, decoder
''', "and (6, 8, 10)"),

    "first partner first": ("tied-decoder", '''
def tied_decoder(dense, output_activation):
    z = out = keras.Input((dense[-1].units,))
    for partner in dense[:-1]:
        out = Turned(partner, "relu")(out)
    return keras.Model(z, Turned(dense[-1], output_activation)(out))
''', "What the encoder did last"),

    "output activation everywhere": ("tied-decoder", '''
def tied_decoder(dense, output_activation):
    z = out = keras.Input((dense[-1].units,))
    for partner in reversed(dense):
        out = Turned(partner, output_activation)(out)
    return keras.Model(z, out)
''', "hidden layers of your decoder have the activation"),

    "ReLU everywhere": ("tied-decoder", '''
def tied_decoder(dense, output_activation):
    z = out = keras.Input((dense[-1].units,))
    for partner in reversed(dense):
        out = Turned(partner, "relu")(out)
    return keras.Model(z, out)
''', "with a linear output your decoder never answers"),

    "not tied": ("tied-decoder", '''
def tied_decoder(dense, output_activation):
    z = out = keras.Input((dense[-1].units,))
    for layer in dense[-2::-1]:
        out = Dense(layer.units, "relu")(out)
    return keras.Model(z, Dense(dense[0].kernel.shape[0], output_activation)(out))
''', "kernels of its own"),

    "tied only at the first moment": ("tied-decoder", '''
class Copied(keras.layers.Layer):
    def __init__(self, partner, activation):
        super().__init__()
        self.kernel = keras.ops.transpose(keras.ops.convert_to_tensor(partner.kernel))
        self.activation = keras.activations.get(activation)
        self.bias = self.add_weight(shape=(partner.kernel.shape[0],), initializer="zeros")

    def call(self, z):
        return self.activation(z @ self.kernel + self.bias)


def tied_decoder(dense, output_activation):
    z = out = keras.Input((dense[-1].units,))
    for partner in dense[:0:-1]:
        out = Copied(partner, "relu")(out)
    return keras.Model(z, Copied(dense[0], output_activation)(out))
''', "Do not copy a kernel"),

    "the code of 32 stays": ("repaired", '''
def repaired(d, k):
    if k >= d:
        raise ValueError("no bottleneck")
    encoder = keras.Sequential(
        [keras.Input((d,)), Dense(64, "relu"), Dense(32)], name="encoder")
    decoder = keras.Sequential(
        [keras.Input((32,)), Dense(64, "relu"), Dense(d)], name="decoder")
    x = keras.Input((d,))
    return keras.Model(x, decoder(encoder(x)))
''', "it has 32"),

    "ReLU on the code": ("repaired", '''
def repaired(d, k):
    if k >= d:
        raise ValueError("no bottleneck")
    encoder = keras.Sequential(
        [keras.Input((d,)), Dense(64, "relu"), Dense(k, "relu")], name="encoder")
    decoder = keras.Sequential(
        [keras.Input((k,)), Dense(64, "relu"), Dense(d)], name="decoder")
    x = keras.Input((d,))
    return keras.Model(x, decoder(encoder(x)))
''', "the code stays between 0.00"),

    "sigmoid output": ("repaired", '''
def repaired(d, k):
    if k >= d:
        raise ValueError("no bottleneck")
    encoder = keras.Sequential(
        [keras.Input((d,)), Dense(64, "relu"), Dense(k)], name="encoder")
    decoder = keras.Sequential(
        [keras.Input((k,)), Dense(64, "relu"), Dense(d, "sigmoid")], name="decoder")
    x = keras.Input((d,))
    return keras.Model(x, decoder(encoder(x)))
''', "the output stays between 0.00 and 1.00"),

    "tanh output": ("repaired", '''
def repaired(d, k):
    return models.build_dense(d, k, output_activation="tanh")
''', "the output stays between -1.00 and 1.00"),

    "joined as published": ("repaired", '''
def repaired(d, k):
    if k >= d:
        raise ValueError("no bottleneck")
    encoder = keras.Sequential(
        [keras.Input((d,)), Dense(64, "relu"), Dense(k)], name="encoder")
    decoder = keras.Sequential(
        [keras.Input((k,)), Dense(64, "relu"), Dense(d)], name="decoder")
    return keras.Model(encoder.inputs, decoder(encoder.outputs[0]))
''', "its halves cannot be found"),

    "all activations removed": ("repaired", '''
def repaired(d, k):
    if k >= d:
        raise ValueError("no bottleneck")
    encoder = keras.Sequential([keras.Input((d,)), Dense(64), Dense(k)], name="encoder")
    decoder = keras.Sequential([keras.Input((k,)), Dense(64), Dense(d)], name="decoder")
    x = keras.Input((d,))
    return keras.Model(x, decoder(encoder(x)))
''', "has no bend"),

    "k = d allowed": ("repaired", '''
def repaired(d, k):
    if k > d:
        raise ValueError("no bottleneck")
    return models.build_dense(d, k)
''', "From which k on"),

    "built for the visible cases": ("repaired", '''
def repaired(d, k):
    if k >= d or d not in (10, 12):
        raise ValueError("no bottleneck")
    return models.build_dense(d, k)
''', "no bottleneck"),

    "mean over the features": ("gaussian", '''
def minus_log_gaussian(X, X_hat, sigma):
    cost = (X - X_hat) ** 2 / (2 * sigma**2) + np.log(2 * np.pi * sigma**2) / 2
    return cost.mean(axis=1)
''', "make a sum over the features"),

    "one number for all rows": ("gaussian", '''
def minus_log_gaussian(X, X_hat, sigma):
    cost = (X - X_hat) ** 2 / (2 * sigma**2) + np.log(2 * np.pi * sigma**2) / 2
    return cost.sum()
''', "four rows need four numbers"),

    "the factor left out": ("gaussian", '''
def minus_log_gaussian(X, X_hat, sigma):
    return ((X - X_hat) ** 2 / (2 * sigma**2)).sum(axis=1)
''', "a perfect answer costs 0"),

    "sigma not squared": ("gaussian", '''
def minus_log_gaussian(X, X_hat, sigma):
    cost = (X - X_hat) ** 2 / (2 * sigma) + np.log(2 * np.pi * sigma) / 2
    return cost.sum(axis=1)
''', "Is it σ squared"),

    "one sigma for all, the mean": ("gaussian", '''
def minus_log_gaussian(X, X_hat, sigma):
    sigma, d = np.mean(sigma), X.shape[1]
    squares = ((X - X_hat) ** 2).sum(axis=1)
    return squares / (2 * sigma**2) + d / 2 * np.log(2 * np.pi * sigma**2)
''', "divide by the σ of the feature"),

    "the lesson's lines, divided after the sum": ("gaussian", '''
def minus_log_gaussian(X, X_hat, sigma):
    squares = ((X - X_hat) ** 2).sum(axis=1)
    return squares / (2 * sigma**2) + X.shape[1] / 2 * np.log(2 * np.pi * sigma**2)
''', "could not be broadcast"),

    "the likelihood's own sign": ("gaussian", '''
def minus_log_gaussian(X, X_hat, sigma):
    return stats.norm(X_hat, sigma).logpdf(X).sum(axis=1)
''', "Minus the logarithm is asked for"),

    "a plain number pays its factor once": ("gaussian", '''
def minus_log_gaussian(X, X_hat, sigma):
    squares = ((X - X_hat) ** 2 / (2 * sigma**2)).sum(axis=1)
    return squares + np.sum(np.log(2 * np.pi * sigma**2) / 2)
''', "one factor before exp for each feature"),
}

RIGHT = {
    "pairs there and back": ("count", '''
def count_parameters(sizes, tied=False):
    total = 0
    for n_in, n_out in zip(sizes[:-1], sizes[1:]):
        total += n_in * n_out + n_out
        total += n_in if tied else n_in * n_out + n_in
    return total
'''),

    "with a scalar product": ("count", '''
def count_parameters(sizes, tied=False):
    sizes = np.array(sizes)
    kernels = sizes[:-1] @ sizes[1:]
    biases = 2 * sizes.sum() - sizes[0] - sizes[-1]
    return (2 - tied) * kernels + biases
'''),

    "two loops": ("halves", '''
def halves(autoencoder):
    there, back, behind = [], [], False
    for layer in autoencoder.layers[1:]:
        (back if behind else there).append(layer)
        behind = behind or layer.name == "code"
    x = h = keras.Input((autoencoder.input_shape[1],))
    for layer in there:
        h = layer(h)
    z = out = keras.Input((h.shape[1],))
    for layer in back:
        out = layer(out)
    return keras.Model(x, h, name="encoder"), keras.Model(z, out, name="decoder")
'''),

    "two Sequential": ("halves", '''
def halves(autoencoder):
    cut = [layer.name for layer in autoencoder.layers].index("code") + 1
    return [keras.Sequential(autoencoder.layers[1:cut]), keras.Sequential(autoencoder.layers[cut:])]
'''),

    "from the tensor in the middle": ("halves", '''
def halves(autoencoder):
    z = autoencoder.get_layer("code").output
    return keras.Model(autoencoder.inputs, z), keras.Model(z, autoencoder.outputs)
'''),

    "Sequential of turned layers": ("tied-decoder", '''
def tied_decoder(dense, output_activation):
    bends = ["relu"] * (len(dense) - 1) + [output_activation]
    layers = [Turned(layer, bend) for layer, bend in zip(dense[::-1], bends)]
    return keras.Sequential([keras.Input((dense[-1].kernel.shape[1],)), *layers])
'''),

    "one layer that does it all": ("tied-decoder", '''
class Back(keras.layers.Layer):
    def __init__(self, dense, last):
        super().__init__()
        self.dense, self.last = dense, keras.activations.get(last)
        self.biases = [self.add_weight(shape=(layer.kernel.shape[0],), initializer="zeros")
                       for layer in dense]

    def call(self, z):
        for i in range(len(self.dense) - 1, -1, -1):
            z = keras.ops.einsum("nk,dk->nd", z, self.dense[i].kernel) + self.biases[i]
            z = keras.ops.maximum(0.0, z) if i else self.last(z)
        return z


def tied_decoder(dense, output_activation):
    z = keras.Input((dense[-1].units,))
    return keras.Model(z, Back(dense, output_activation)(z))
'''),

    "the package's builder": ("repaired", '''
def repaired(d, k):
    if k >= d:
        raise ValueError(f"{k} numbers for rows of {d} are no bottleneck.")
    return models.build_dense(d, k, hidden_units=(64, 32), activation="relu")
'''),

    "functional, tanh": ("repaired", '''
def repaired(d, k):
    if not k < d:
        raise ValueError("A copy would fit.")
    x = keras.Input((d,))
    encoder = keras.Model(x, Dense(k)(Dense(5, "tanh")(x)), name="encoder")
    z = keras.Input((k,))
    decoder = keras.Model(z, Dense(d, "linear")(Dense(5, "tanh")(z)), name="decoder")
    x = keras.Input((d,))
    return keras.Model(x, decoder(encoder(x)))
'''),

    "with a layer of its own for the bend": ("repaired", '''
class Autoencoder(keras.Model):
    def __init__(self, d, k):
        super().__init__()
        self.encoder = keras.Sequential(
            [Dense(16), keras.layers.LeakyReLU(), Dense(k)], name="encoder")
        self.decoder = keras.Sequential(
            [Dense(16), keras.layers.LeakyReLU(), Dense(d)], name="decoder")

    def call(self, x):
        return self.decoder(self.encoder(x))


def repaired(d, k):
    if k >= d:
        raise ValueError("A copy would fit.")
    return Autoencoder(d, k)
'''),

    "with SciPy": ("gaussian", '''
def minus_log_gaussian(X, X_hat, sigma):
    return -stats.norm(X_hat, sigma).logpdf(X).sum(axis=1)
'''),

    "on standardised misses, float32": ("gaussian", '''
def minus_log_gaussian(X, X_hat, sigma):
    sigma = np.broadcast_to(np.float32(sigma), X.shape)
    t = ((X - X_hat) / sigma).astype("float32")
    return 0.5 * (t * t).sum(axis=1) + np.log(sigma * np.sqrt(2 * np.pi)).sum(axis=1)
'''),

    "row by row, a product of densities": ("gaussian", '''
def minus_log_gaussian(X, X_hat, sigma):
    costs = []
    for x, x_hat in zip(X, X_hat):
        misses = (x - x_hat) / sigma
        log_density = 0
        for miss, s in zip(misses, np.zeros(len(x)) + sigma):
            log_density += -np.log(s) - np.log(2 * np.pi) / 2 - miss**2 / 2
        costs.append(-log_density)
    return costs
'''),
}
