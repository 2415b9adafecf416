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

    "return forgotten, sizes counted": ("count", '''
def count_parameters(sizes, tied=False):
    total = sum(n_in * n_out + n_out for n_in, n_out in pairwise([*sizes, *sizes[-2::-1]]))
    if tied:
        return total - sum(n_in * n_out for n_in, n_out in pairwise(sizes))
''', "nothing came back"),

    "the code twice in the list": ("count", '''
def count_parameters(sizes, tied=False):
    total = sum(n_in * n_out + n_out for n_in, n_out in pairwise(sizes + sizes[::-1]))
    return total - tied * sum(n_in * n_out for n_in, n_out in pairwise(sizes))
''', "the code stands twice in your list"),

    "the decoder's biases forgotten": ("count", '''
def count_parameters(sizes, tied=False):
    kernels = sum(n_in * n_out for n_in, n_out in pairwise(sizes))
    return sum(sizes[1:]) + (kernels if tied else 2 * kernels)
''', "the biases of the decoder are missing"),

    "tied the wrong way round": ("count", '''
def count_parameters(sizes, tied=False):
    kernels = sum(n_in * n_out for n_in, n_out in pairwise(sizes))
    biases = sum(sizes[1:]) + sum(sizes[:-1])
    return biases + (2 * kernels if tied else kernels)
''', "so many has the tied one"),

    "a tied decoder that owns nothing": ("count", '''
def count_parameters(sizes, tied=False):
    encoder = sum(n_in * n_out + n_out for n_in, n_out in pairwise(sizes))
    decoder = sum(n_in * n_out + n_in for n_in, n_out in pairwise(sizes))
    return encoder if tied else encoder + decoder
''', "and the biases of both halves"),

    "hard-coded": ("count", '''
def count_parameters(sizes, tied=False):
    known = {(64, 5): (709, 389), (64, 32, 2): (4354, 2242), (12, 30, 8, 3): (1339, 715)}
    d, k = sizes[0], sizes[-1]
    return known.get(tuple(sizes), (2 * d * k, d * k))[int(tied)]
''', "for [7, 5]"),

    "first partner first": ("tied-decoder", '''
def tied_decoder(dense, output_activation):
    z = out = keras.Input((dense[-1].units,))
    for partner in dense[:-1]:
        out = Turned(partner, "relu")(out)
    return keras.Model(z, Turned(dense[-1], output_activation)(out))
''', "What the encoder did last"),

    "hidden layers in forward order": ("tied-decoder", '''
def tied_decoder(dense, output_activation):
    z = out = keras.Input((dense[-1].units,))
    for partner in dense[1:]:
        out = Turned(partner, "relu")(out)
    return keras.Model(z, Turned(dense[0], output_activation)(out))
''', "What the encoder did last"),

    "forward order, and ReLU everywhere": ("tied-decoder", '''
def tied_decoder(dense, output_activation):
    z = out = keras.Input((dense[-1].units,))
    for partner in dense:
        out = Turned(partner, "relu")(out)
    return keras.Model(z, out)
''', "And the order"),

    "an Input whose shape is no tuple": ("tied-decoder", '''
def tied_decoder(dense, output_activation):
    z = out = keras.Input(dense[-1].units)
    for partner in dense[:0:-1]:
        out = Turned(partner, "relu")(out)
    return keras.Model(z, Turned(dense[0], output_activation)(out))
''', "A shape is a tuple"),

    "a width for a partner": ("tied-decoder", '''
def tied_decoder(dense, output_activation):
    z = out = keras.Input((dense[-1].units,))
    for layer in dense[:0:-1]:
        out = Turned(layer.units, "relu")(out)
    return keras.Model(z, Turned(dense[0].units, output_activation)(out))
''', "not its width"),

    "the lesson's two layers": ("tied-decoder", '''
def tied_decoder(dense, output_activation):
    first, second = dense
    z = keras.Input((second.units,))
    return keras.Model(z, Turned(first, output_activation)(Turned(second, "relu")(z)))
''', "stopped with ValueError: too many values to unpack"),

    "at least two layers": ("tied-decoder", '''
def tied_decoder(dense, output_activation):
    first, *others = dense
    z = keras.Input((dense[-1].units,))
    out = Turned(others[-1], "relu")(z)
    for partner in others[-2::-1]:
        out = Turned(partner, "relu")(out)
    return keras.Model(z, Turned(first, output_activation)(out))
''', "list index out of range (the encoder was 6 → 2)"),

    "the input as wide as the first layer": ("tied-decoder", '''
def tied_decoder(dense, output_activation):
    z = out = keras.Input((dense[0].units,))
    for partner in dense[:0:-1]:
        out = Turned(partner, "relu")(out)
    return keras.Model(z, Turned(dense[0], output_activation)(out))
''', "are 12 and 3 (the encoder was 20 → 12 → 8 → 3). First comes an Input as wide as the code"),

    "a name that only the check has": ("tied-decoder", '''
def tied_decoder(dense, output_activation):
    z = out = keras.Input((k,))
    for partner in dense[:0:-1]:
        out = Turned(partner, "relu")(out)
    return keras.Model(z, Turned(dense[0], output_activation)(out))
''', "there is no `k`"),

    "the tensor, not the model": ("tied-decoder", '''
def tied_decoder(dense, output_activation):
    out = keras.Input((dense[-1].units,))
    for partner in dense[:0:-1]:
        out = Turned(partner, "relu")(out)
    return Turned(dense[0], output_activation)(out)
''', "should give back a keras.Model"),

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

    "output activation forgotten": ("tied-decoder", '''
def tied_decoder(dense, output_activation):
    z = out = keras.Input((dense[-1].units,))
    for partner in dense[:0:-1]:
        out = Turned(partner, "relu")(out)
    return keras.Model(z, Turned(dense[0], None)(out))
''', "the last layer of your decoder has the activation linear"),

    "another bend": ("tied-decoder", '''
def tied_decoder(dense, output_activation):
    z = out = keras.Input((dense[-1].units,))
    for partner in dense[:0:-1]:
        out = Turned(partner, "tanh")(out)
    return keras.Model(z, Turned(dense[0], output_activation)(out))
''', "the activation tanh, not ReLU"),

    "a bias never added": ("tied-decoder", '''
class Mine(keras.layers.Layer):
    def __init__(self, partner, activation):
        super().__init__()
        self.partner, self.activation = partner, keras.activations.get(activation)
        self.bias = self.add_weight(shape=(partner.kernel.shape[0],), initializer="zeros")

    def call(self, z):
        return self.activation(z @ keras.ops.transpose(self.partner.kernel))


def tied_decoder(dense, output_activation):
    z = out = keras.Input((dense[-1].units,))
    for partner in dense[:0:-1]:
        out = Mine(partner, "relu")(out)
    return keras.Model(z, Mine(dense[0], output_activation)(out))
''', "is each bias added"),

    "the bias behind the bend": ("tied-decoder", '''
class Mine(keras.layers.Layer):
    def __init__(self, partner, activation):
        super().__init__()
        self.partner, self.activation = partner, keras.activations.get(activation)
        self.bias = self.add_weight(shape=(partner.kernel.shape[0],), initializer="zeros")

    def call(self, z):
        return self.activation(z @ keras.ops.transpose(self.partner.kernel)) + self.bias


def tied_decoder(dense, output_activation):
    z = out = keras.Input((dense[-1].units,))
    for partner in dense[:0:-1]:
        out = Mine(partner, "relu")(out)
    return keras.Model(z, Mine(dense[0], output_activation)(out))
''', "added before the bend"),

    "biases that start at one": ("tied-decoder", '''
class Mine(keras.layers.Layer):
    def __init__(self, partner, activation):
        super().__init__()
        self.partner, self.activation = partner, keras.activations.get(activation)
        self.bias = self.add_weight(shape=(partner.kernel.shape[0],), initializer="ones")

    def call(self, z):
        return self.activation(z @ keras.ops.transpose(self.partner.kernel) + self.bias)


def tied_decoder(dense, output_activation):
    z = out = keras.Input((dense[-1].units,))
    for partner in dense[:0:-1]:
        out = Mine(partner, "relu")(out)
    return keras.Model(z, Mine(dense[0], output_activation)(out))
''', "do not start at zero"),

    "the kernel not turned": ("tied-decoder", '''
class Mine(keras.layers.Layer):
    def __init__(self, partner, activation):
        super().__init__()
        self.partner, self.activation = partner, keras.activations.get(activation)
        self.bias = self.add_weight(shape=(partner.kernel.shape[0],), initializer="zeros")

    def call(self, z):
        return self.activation(z @ self.partner.kernel + self.bias)


def tied_decoder(dense, output_activation):
    z = out = keras.Input((dense[-1].units,))
    for partner in dense[:0:-1]:
        out = Mine(partner, "relu")(out)
    return keras.Model(z, Mine(dense[0], output_activation)(out))
''', "with its kernel turned"),

    "always from z": ("tied-decoder", '''
def tied_decoder(dense, output_activation):
    z = keras.Input((dense[-1].units,))
    for partner in dense[:0:-1]:
        out = Turned(partner, "relu")(z)
    return keras.Model(z, Turned(dense[0], output_activation)(out))
''', "some layers are missing"),

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
    if k >= d:
        raise ValueError("no bottleneck")
    encoder = keras.Sequential(
        [keras.Input((d,)), Dense(64, "relu"), Dense(k)], name="encoder")
    decoder = keras.Sequential(
        [keras.Input((k,)), Dense(64, "relu"), Dense(d, "tanh")], name="decoder")
    x = keras.Input((d,))
    return keras.Model(x, decoder(encoder(x)))
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
    encoder = keras.Sequential(
        [keras.Input((d,)), Dense(64, "relu"), Dense(k)], name="encoder")
    decoder = keras.Sequential(
        [keras.Input((k,)), Dense(64, "relu"), Dense(d)], name="decoder")
    x = keras.Input((d,))
    return keras.Model(x, decoder(encoder(x)))
''', "From which k on"),

    "too eager a guard": ("repaired", '''
def repaired(d, k):
    if k > d // 2:
        raise ValueError("no bottleneck")
    encoder = keras.Sequential(
        [keras.Input((d,)), Dense(64, "relu"), Dense(k)], name="encoder")
    decoder = keras.Sequential(
        [keras.Input((k,)), Dense(64, "relu"), Dense(d)], name="decoder")
    x = keras.Input((d,))
    return keras.Model(x, decoder(encoder(x)))
''', "for d = 10, k = 9 there is still a bottleneck"),

    "error returned": ("repaired", '''
def repaired(d, k):
    if k >= d:
        return ValueError("no bottleneck")
    encoder = keras.Sequential(
        [keras.Input((d,)), Dense(64, "relu"), Dense(k)], name="encoder")
    decoder = keras.Sequential(
        [keras.Input((k,)), Dense(64, "relu"), Dense(d)], name="decoder")
    x = keras.Input((d,))
    return keras.Model(x, decoder(encoder(x)))
''', "it gives back ValueError('no bottleneck'), no error is raised"),

    "return forgotten": ("repaired", '''
def repaired(d, k):
    if k >= d:
        raise ValueError("no bottleneck")
    encoder = keras.Sequential(
        [keras.Input((d,)), Dense(64, "relu"), Dense(k)], name="encoder")
    decoder = keras.Sequential(
        [keras.Input((k,)), Dense(64, "relu"), Dense(d)], name="decoder")
    x = keras.Input((d,))
    autoencoder = keras.Model(x, decoder(encoder(x)))
''', "your function gives back None"),

    "a narrow place before the code": ("repaired", '''
def repaired(d, k):
    if k >= d:
        raise ValueError("no bottleneck")
    encoder = keras.Sequential(
        [keras.Input((d,)), Dense(4, "relu"), Dense(k)], name="encoder")
    decoder = keras.Sequential(
        [keras.Input((k,)), Dense(4, "relu"), Dense(d)], name="decoder")
    x = keras.Input((d,))
    return keras.Model(x, decoder(encoder(x)))
''', "a layer of your encoder has 4 units"),

    "a bend without a hidden layer": ("repaired", '''
def repaired(d, k):
    if k >= d:
        raise ValueError("no bottleneck")
    encoder = keras.Sequential([keras.Input((d,)), Dense(64, "relu"), Dense(k)], name="encoder")
    decoder = keras.Sequential([keras.Input((k,)), keras.layers.ReLU(), Dense(d)], name="decoder")
    x = keras.Input((d,))
    return keras.Model(x, decoder(encoder(x)))
''', "your decoder has no hidden layer"),

    "no hidden layer at all": ("repaired", '''
def repaired(d, k):
    if k >= d:
        raise ValueError("no bottleneck")
    encoder = keras.Sequential([keras.Input((d,)), Dense(k)], name="encoder")
    decoder = keras.Sequential([keras.Input((k,)), Dense(64, "relu"), Dense(d)], name="decoder")
    x = keras.Input((d,))
    return keras.Model(x, decoder(encoder(x)))
''', "your encoder has no hidden layer"),

    "another error": ("repaired", '''
def repaired(d, k):
    if k >= d:
        raise Exception("no bottleneck")
    encoder = keras.Sequential([keras.Input((d,)), Dense(64, "relu"), Dense(k)], name="encoder")
    decoder = keras.Sequential([keras.Input((k,)), Dense(64, "relu"), Dense(d)], name="decoder")
    x = keras.Input((d,))
    return keras.Model(x, decoder(encoder(x)))
''', "it stops with Exception"),

    "an assert for the error": ("repaired", '''
def repaired(d, k):
    assert k < d, "no bottleneck"
    encoder = keras.Sequential([keras.Input((d,)), Dense(64, "relu"), Dense(k)], name="encoder")
    decoder = keras.Sequential([keras.Input((k,)), Dense(64, "relu"), Dense(d)], name="decoder")
    x = keras.Input((d,))
    return keras.Model(x, decoder(encoder(x)))
''', "it stops with AssertionError"),

    "the names swapped": ("repaired", '''
def repaired(d, k):
    if k >= d:
        raise ValueError("no bottleneck")
    encoder = keras.Sequential([keras.Input((d,)), Dense(64, "relu"), Dense(k)], name="decoder")
    decoder = keras.Sequential([keras.Input((k,)), Dense(64, "relu"), Dense(d)], name="encoder")
    x = keras.Input((d,))
    return keras.Model(x, decoder(encoder(x)))
''', "the part called `encoder` stops"),

    "always ten features": ("repaired", '''
def repaired(d, k):
    if k >= d:
        raise ValueError("no bottleneck")
    encoder = keras.Sequential([keras.Input((d,)), Dense(64, "relu"), Dense(k)], name="encoder")
    decoder = keras.Sequential([keras.Input((k,)), Dense(64, "relu"), Dense(10)], name="decoder")
    x = keras.Input((d,))
    return keras.Model(x, decoder(encoder(x)))
''', "but your model answers 10"),

    "softmax output": ("repaired", '''
def repaired(d, k):
    if k >= d:
        raise ValueError("no bottleneck")
    encoder = keras.Sequential([keras.Input((d,)), Dense(64, "relu"), Dense(k)], name="encoder")
    decoder = keras.Sequential([keras.Input((k,)), Dense(64, "relu"), Dense(d, "softmax")], name="decoder")
    x = keras.Input((d,))
    return keras.Model(x, decoder(encoder(x)))
''', "the output stays between 0.00 and 1.00"),

    "the package's builder": ("repaired", '''
from aeutils import networks


def repaired(d, k):
    if k >= d:
        raise ValueError("no bottleneck")
    return networks.build_dense(d, k, hidden_units=(64, 32), activation="relu")
''', "the network of `aeutils.networks`"),

    "built for the visible cases": ("repaired", '''
def repaired(d, k):
    if k >= d or d not in (10, 12):
        raise ValueError("no bottleneck")
    encoder = keras.Sequential(
        [keras.Input((d,)), Dense(64, "relu"), Dense(k)], name="encoder")
    decoder = keras.Sequential(
        [keras.Input((k,)), Dense(64, "relu"), Dense(d)], name="decoder")
    x = keras.Input((d,))
    return keras.Model(x, decoder(encoder(x)))
''', "there is still a bottleneck"),
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

    "a network that counts itself": ("count", '''
def count_parameters(sizes, tied=False):
    layers = [Dense(n) for n in [*sizes[1:], *sizes[-2::-1]]]
    net = keras.Sequential([keras.Input((sizes[0],)), *layers])
    if not tied:
        return net.count_params()
    return sum(w.size if i < len(sizes) - 1 or w.ndim == 1 else 0
               for i, layer in enumerate(layers) for w in layer.get_weights())
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

    "functional, tanh": ("repaired", '''
def repaired(d, k):
    if not k < d:
        raise ValueError("A copy would fit.")
    x = keras.Input((d,))
    encoder = keras.Model(x, Dense(k)(Dense(2 * d, "tanh")(x)), name="encoder")
    z = keras.Input((k,))
    decoder = keras.Model(z, Dense(d, "linear")(Dense(2 * d, "tanh")(z)), name="decoder")
    x = keras.Input((d,))
    return keras.Model(x, decoder(encoder(x)))
'''),

    "with BatchNormalization and Dropout": ("repaired", '''
def repaired(d, k):
    if k >= d:
        raise ValueError("A copy would fit.")
    more = keras.layers.BatchNormalization
    encoder = keras.Sequential(
        [keras.Input((d,)), Dense(32, "gelu"), more(), Dense(k)], name="encoder")
    decoder = keras.Sequential([keras.Input((k,)), Dense(32), more(), keras.layers.ReLU(),
                                keras.layers.Dropout(0.1), Dense(d)], name="decoder")
    x = keras.Input((d,))
    return keras.Model(x, decoder(encoder(x)))
'''),

    "with a layer of its own for the bend": ("repaired", '''
class Autoencoder(keras.Model):
    def __init__(self, d, k):
        super().__init__()
        self.encoder = keras.Sequential(
            [Dense(40), keras.layers.LeakyReLU(), Dense(k)], name="encoder")
        self.decoder = keras.Sequential(
            [Dense(40), keras.layers.LeakyReLU(), Dense(d)], name="decoder")

    def call(self, x):
        return self.decoder(self.encoder(x))


def repaired(d, k):
    if k >= d:
        raise ValueError("A copy would fit.")
    return Autoencoder(d, k)
'''),

    "it calls itself": ("tied-decoder", '''
def tied_decoder(dense, output_activation):
    z = keras.Input((dense[-1].units,))
    if len(dense) == 1:
        return keras.Model(z, Turned(dense[0], output_activation)(z))
    rest = tied_decoder(dense[:-1], output_activation)
    return keras.Model(z, rest(Turned(dense[-1], "relu")(z)))
'''),

    "a Sequential of the halves": ("repaired", '''
def repaired(d, k):
    if k >= d:
        raise ValueError("no bottleneck")
    encoder = keras.Sequential([keras.Input((d,)), Dense(k, "elu"), Dense(k)], name="encoder")
    decoder = keras.Sequential([keras.Input((k,)), Dense(64, keras.ops.sin), Dense(d)], name="decoder")
    both = keras.Sequential([encoder, decoder])
    both.build((None, d))
    return both
'''),
}
