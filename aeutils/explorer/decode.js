// Decoding: pure numbers, no page. A decoder is a sum of paths, each a stack of dense layers:
// x̂ = scale · Σ path(z) + offset. PCA is one path of one layer. The autoencoder that starts as PCA
// is that path plus a nonlinear one.

function erf(x) { // Abramowitz and Stegun 7.1.26, within 1.5e-7
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const series = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t
    + 0.254829592) * t;
  return Math.sign(x) * (1 - series * Math.exp(-x * x));
}

const sigmoid = x => 1 / (1 + Math.exp(-x));
const softplus = x => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

export const activations = {
  linear: x => x,
  relu: x => Math.max(x, 0),
  relu6: x => Math.min(Math.max(x, 0), 6),
  leaky_relu: x => (x < 0 ? 0.2 * x : x),
  elu: x => (x < 0 ? Math.expm1(x) : x),
  selu: x => 1.05070098 * (x < 0 ? 1.67326324 * Math.expm1(x) : x),
  gelu: x => 0.5 * x * (1 + erf(x / Math.SQRT2)),
  silu: x => x * sigmoid(x),
  mish: x => x * Math.tanh(softplus(x)),
  softplus,
  softsign: x => x / (1 + Math.abs(x)),
  tanh: Math.tanh,
  sigmoid,
  hard_sigmoid: x => Math.min(Math.max(x / 6 + 0.5, 0), 1),
  exponential: Math.exp,
};

export const isNonlinear = path => path.some(layer => layer.activation !== "linear");

export function dense(layer, input) {
  const output = Float64Array.from(layer.bias);
  const units = output.length;
  if (layer.kernel.length === units && input.length === units) {       // one weight per feature
    for (let j = 0; j < units; j++) output[j] += input[j] * layer.kernel[j];
  } else for (let i = 0; i < input.length; i++) {
    const value = input[i], row = i * units;
    for (let j = 0; j < units; j++) output[j] += value * layer.kernel[row + j];
  }
  const activation = activations[layer.activation];
  return layer.activation === "linear" ? output : output.map(x => activation(x));
}

export function decode(reducer, z, fade = 1) {
  const sum = new Float64Array(reducer.scale.length);
  for (const path of reducer.paths) {
    const share = reducer.fades && isNonlinear(path) ? fade : 1;
    const output = path.reduce((h, layer) => dense(layer, h), z);
    for (let j = 0; j < sum.length; j++) sum[j] += share * output[j];
  }
  return sum.map((x, j) => reducer.scale[j] * x + reducer.offset[j]);
}
