// Products of matrices, the whole cost of a training. Rows stand one after the other in one array.
// Each loop takes four terms at a time, so that a sum is read and written a quarter as often.

// out (n × p) += A (n × m) · B (m × p).
export function addProduct(out, A, B, n, m, p) {
  const fours = m - m % 4;
  for (let i = 0; i < n; i++) {
    const to = i * p, from = i * m;
    for (let j = 0; j < fours; j += 4) {
      const a = A[from + j], b = A[from + j + 1], c = A[from + j + 2], d = A[from + j + 3];
      if (a === 0 && b === 0 && c === 0 && d === 0) continue;
      const B0 = j * p, B1 = B0 + p, B2 = B1 + p, B3 = B2 + p;
      for (let u = 0; u < p; u++) {
        out[to + u] += a * B[B0 + u] + b * B[B1 + u] + c * B[B2 + u] + d * B[B3 + u];
      }
    }
    for (let j = fours; j < m; j++) {
      const a = A[from + j], row = j * p;
      for (let u = 0; u < p; u++) out[to + u] += a * B[row + u];
    }
  }
}

// out (m × p) += the transpose of A (n × m) · D (n × p).
export function addTransposedProduct(out, A, D, n, m, p) {
  const fours = n - n % 4;
  for (let i = 0; i < fours; i += 4) {
    const A0 = i * m, A1 = A0 + m, A2 = A1 + m, A3 = A2 + m;
    const D0 = i * p, D1 = D0 + p, D2 = D1 + p, D3 = D2 + p;
    for (let j = 0; j < m; j++) {
      const a = A[A0 + j], b = A[A1 + j], c = A[A2 + j], d = A[A3 + j], to = j * p;
      if (a === 0 && b === 0 && c === 0 && d === 0) continue;
      for (let u = 0; u < p; u++) {
        out[to + u] += a * D[D0 + u] + b * D[D1 + u] + c * D[D2 + u] + d * D[D3 + u];
      }
    }
  }
  for (let i = fours; i < n; i++) for (let j = 0; j < m; j++) {
    const a = A[i * m + j];
    for (let u = 0; u < p; u++) out[j * p + u] += a * D[i * p + u];
  }
}

export function transposed(A, n, m) {
  const T = new Float64Array(n * m);
  for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) T[j * n + i] = A[i * m + j];
  return T;
}
