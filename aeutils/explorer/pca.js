// Principal components, exactly: the eigenvectors of the covariance, by Jacobi's rotations.
// Rows of data stand one after the other in one array.

export function columnMeans(X, width) {
  const n = X.length / width, means = new Float64Array(width);
  for (let pass = 0; pass < 2; pass++) {        // the second adds what rounding has left
    const rest = new Float64Array(width);
    for (let i = 0, at = 0; i < n; i++) {
      for (let j = 0; j < width; j++, at++) rest[j] += X[at] - means[j];
    }
    for (let j = 0; j < width; j++) means[j] += rest[j] / n;
  }
  return means;
}

// The product of a matrix's transpose and itself, where columns are `width` long rows of X; or of
// the matrix and its transpose, which has the same eigenvalues and is smaller where rows are few.
function products(X, n, width, ofRows) {
  const size = ofRows ? n : width, A = new Float64Array(size * size);
  if (ofRows) {
    for (let i = 0; i < n; i++) for (let k = 0; k <= i; k++) {
      let sum = 0;
      for (let j = 0; j < width; j++) sum += X[i * width + j] * X[k * width + j];
      A[i * n + k] = sum;
    }
  } else {
    for (let i = 0; i < n; i++) for (let j = 0; j < width; j++) {
      const value = X[i * width + j], row = j * width;
      if (value !== 0) for (let k = 0; k <= j; k++) A[row + k] += value * X[i * width + k];
    }
  }
  for (let j = 0; j < size; j++) for (let k = 0; k < j; k++) A[k * size + j] = A[j * size + k];
  return A;
}

// Eigenvalues, largest first, and eigenvectors, one a row, of a symmetric matrix. Each rotation
// turns two axes so that their product becomes 0; what is beside the diagonal shrinks to nothing.
export function eigen(symmetric, size) {
  const A = Float64Array.from(symmetric), V = new Float64Array(size * size);
  for (let j = 0; j < size; j++) V[j * size + j] = 1;
  let whole = 0;
  for (const value of A) whole += value * value;
  for (let sweep = 0; sweep < 60; sweep++) {
    let beside = 0;
    for (let p = 0; p < size; p++) for (let q = 0; q < p; q++) beside += A[p * size + q] ** 2;
    if (beside <= 1e-30 * whole) break;
    for (let p = 1; p < size; p++) for (let q = 0; q < p; q++) rotate(A, V, size, p, q);
  }
  const values = Float64Array.from({ length: size }, (_, j) => A[j * size + j]);
  const order = Array.from(values.keys()).sort((a, b) => values[b] - values[a]);
  return { values: order.map(j => values[j]),
    vectors: order.map(j => V.slice(j * size, (j + 1) * size)) };
}

function rotate(A, V, size, p, q) {
  const product = A[p * size + q];
  if (product === 0) return;
  const slope = (A[q * size + q] - A[p * size + p]) / (2 * product);
  const t = (slope < 0 ? -1 : 1) / (Math.abs(slope) + Math.sqrt(slope * slope + 1));
  const c = 1 / Math.sqrt(t * t + 1), s = t * c;
  turn(A, p * size, q * size, 1, size, c, s);               // rows p and q,
  turn(A, p, q, size, size, c, s);                          // columns p and q
  turn(V, p * size, q * size, 1, size, c, s);
}

function turn(values, p, q, step, count, c, s) {
  for (let i = 0; i < count; i++, p += step, q += step) {
    const a = values[p], b = values[q];
    values[p] = c * a - s * b;
    values[q] = s * a + c * b;
  }
}

// Mean, the k first components (rows of V) and their standard deviations, of rows X.
export function fitPCA(X, width, k) {
  const n = X.length / width, mean = columnMeans(X, width), centred = new Float64Array(X.length);
  for (let at = 0; at < X.length; at++) centred[at] = X[at] - mean[at % width];
  const ofRows = n < width;
  const { values, vectors } = eigen(products(centred, n, width, ofRows), ofRows ? n : width);
  const kept = values.slice(0, k).filter(value => value > 1e-12 * values[0]);
  const components = kept.map((value, i) => towardsPlus(ofRows
    ? combined(centred, vectors[i], width, 1 / Math.sqrt(value)) : vectors[i]));
  return { mean, components, deviations: kept.map(value => Math.sqrt(value / (n - 1))) };
}

function combined(rows, weights, width, factor) {
  const sum = new Float64Array(width);
  weights.forEach((weight, i) => {
    for (let j = 0; j < width; j++) sum[j] += factor * weight * rows[i * width + j];
  });
  return sum;
}

// A component and its negative are one; as in scikit-learn, the largest weight is to be positive.
function towardsPlus(component) {
  const largest = component.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a));
  return largest < 0 ? component.map(weight => -weight) : component;
}

// PCA as a network, in units in which codes have deviation 1 or, unless whitened, those of the rows.
export function linearPaths({ components, deviations }, width, k, whitened) {
  const into = new Float64Array(width * k), outOf = new Float64Array(k * width);
  components.forEach((component, c) => component.forEach((weight, j) => {
    into[j * k + c] = weight / (whitened ? deviations[c] : 1);
    outOf[c * width + j] = weight * (whitened ? deviations[c] : 1);
  }));
  return [into, outOf];
}
