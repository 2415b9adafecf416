// Random numbers by a seed: those of NumPy's RandomState, so that rows held out here are the rows
// that scikit-learn holds out. Mersenne Twister: Matsumoto and Nishimura 1998.

const LENGTH = 624;

export class Random {
  constructor(seed) {
    this.words = new Uint32Array(LENGTH);
    this.words[0] = seed;
    for (let i = 1; i < LENGTH; i++) {
      const last = this.words[i - 1];
      this.words[i] = Math.imul(1812433253, last ^ (last >>> 30)) + i;
    }
    this.at = LENGTH;
    this.spare = undefined;
  }

  renew() {
    const { words } = this;
    for (let i = 0; i < LENGTH; i++) {
      const y = (words[i] & 0x80000000) | (words[(i + 1) % LENGTH] & 0x7fffffff);
      words[i] = words[(i + 397) % LENGTH] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.at = 0;
  }

  word() {                                      // a whole number below 2³²
    if (this.at === LENGTH) this.renew();
    let y = this.words[this.at++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  uniform() {                                   // in [0, 1)
    const high = this.word() >>> 5, low = this.word() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  normal() {                                    // Box and Muller: two at a time, one is kept
    if (this.spare !== undefined) {
      const kept = this.spare;
      this.spare = undefined;
      return kept;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  shuffled(n) {                                 // 0 … n − 1 in random order
    const order = Int32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      let mask = i, j;
      for (let bits = 1; bits < 32; bits *= 2) mask |= mask >>> bits;
      do j = this.word() & mask; while (j > i);
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  }
}
