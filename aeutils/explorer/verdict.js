// The verdict: what rows that neither has learned from say of the autoencoder beside PCA.

export const average = values => values.reduce((sum, value) => sum + value, 0) / values.length;

// The epoch of the least error on every second row, from `first` on.
function bestEpoch(losses, first) {
  let best = 0, least = Infinity;
  losses.forEach((errors, epoch) => {
    let sum = 0;
    for (let i = first; i < errors.length; i += 2) sum += errors[i];
    if (sum < least) [best, least] = [epoch, sum];
  });
  return best;
}

// The best of many epochs is the luckiest too. So each half of the rows is judged by the epoch that
// the other half has chosen; it may be the start. The ratio of two means over the same rows has the
// standard error of mean(error − ratio · PCA's error) over PCA's mean: the delta method.
export function judge(losses, pcaErrors) {
  const n = pcaErrors.length, epochs = [bestEpoch(losses, 1), bestEpoch(losses, 0)];
  const errors = Float64Array.from(pcaErrors, (_, i) => losses[epochs[i % 2]][i]);
  const pca = average(pcaErrors), autoencoder = average(errors), ratio = pca > 0 ? autoencoder / pca : 1;
  const rest = errors.map((error, i) => error - ratio * pcaErrors[i]);
  const spread = Math.sqrt(rest.reduce((sum, value) => sum + value * value, 0) / (n - 1));
  const standardError = pca > 0 ? spread / Math.sqrt(n) / pca : 0;
  const largest = Math.max(...pcaErrors);
  return { n, epochs, pca, autoencoder, ratio, standardError,
    gain: 1 - ratio > 2 * standardError && 1 - ratio > 1e-9,
    wild: n >= 10 && largest > 0.5 * pca * n ? pcaErrors.indexOf(largest) : undefined };
}
