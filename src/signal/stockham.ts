/**
 * The core of the power-of-two Fourier transform: radix-4 Stockham (self-sorting), decimation in frequency.
 * A pass turns `stride` interleaved transforms of length n into 4 · stride of length n / 4.
 */

/**
 * Reads `length` complex values, [n, part] with parts real and imaginary (the input is left unchanged), and
 * returns their spectrum in the same layout. The returned array belongs to the plan: the next call overwrites it.
 */
export type InterleavedFft = (input: Float64Array) => Float64Array;

/** A plan for one power-of-two length. */
export function createStockham(length: number): InterleavedFft {
  const ping = new Float64Array(2 * length);
  const pong = new Float64Array(2 * length);
  const twiddles: Float64Array[] = [];
  for (let n = length; n >= 8; n /= 4) twiddles.push(radix4Twiddles(n));
  return (input) => {
    let from = input;
    let to = ping;
    let n = length;
    let stride = 1;
    for (const table of twiddles) {
      if (stride === 1) radix4FirstPass(from, to, n, table);
      else radix4Pass(from, to, n, stride, table);
      n /= 4;
      stride *= 4;
      from = to;
      to = to === ping ? pong : ping;
    }
    if (n === 4) radix4LastPass(from, to, stride);
    else if (n === 2) radix2LastPass(from, to, stride);
    else to.set(from.subarray(0, 2)); // n = 1: only for length 1
    return to;
  };
}

/** [p, 6]: real and imaginary parts of w^p, w^2p and w^3p for w = exp(-2πi / n), p < n / 4. */
function radix4Twiddles(n: number): Float64Array {
  const table = new Float64Array((n / 4) * 6);
  for (let p = 0; p < n / 4; p++) {
    for (let power = 1; power <= 3; power++) {
      const angle = (-2 * Math.PI * p * power) / n;
      table[p * 6 + 2 * power - 2] = Math.cos(angle);
      table[p * 6 + 2 * power - 1] = Math.sin(angle);
    }
  }
  return table;
}

function radix4FirstPass(x: Float64Array, y: Float64Array, n: number, table: Float64Array): void {
  const quarter = n >> 1; // in parts: n / 4 complex values
  for (let i = 0, t = 0, o = 0; i < quarter; i += 2, t += 6, o += 8) {
    const ib = i + quarter;
    const ic = ib + quarter;
    const id = ic + quarter;
    const sumAcR = x[i] + x[ic];
    const sumAcI = x[i + 1] + x[ic + 1];
    const difAcR = x[i] - x[ic];
    const difAcI = x[i + 1] - x[ic + 1];
    const sumBdR = x[ib] + x[id];
    const sumBdI = x[ib + 1] + x[id + 1];
    const difBdR = x[ib] - x[id];
    const difBdI = x[ib + 1] - x[id + 1];
    y[o] = sumAcR + sumBdR;
    y[o + 1] = sumAcI + sumBdI;
    const ur = difAcR + difBdI;
    const ui = difAcI - difBdR;
    y[o + 2] = ur * table[t] - ui * table[t + 1];
    y[o + 3] = ur * table[t + 1] + ui * table[t];
    const vr = sumAcR - sumBdR;
    const vi = sumAcI - sumBdI;
    y[o + 4] = vr * table[t + 2] - vi * table[t + 3];
    y[o + 5] = vr * table[t + 3] + vi * table[t + 2];
    const wr = difAcR - difBdI;
    const wi = difAcI + difBdR;
    y[o + 6] = wr * table[t + 4] - wi * table[t + 5];
    y[o + 7] = wr * table[t + 5] + wi * table[t + 4];
  }
}

function radix4Pass(x: Float64Array, y: Float64Array, n: number, stride: number, table: Float64Array): void {
  const step = (stride * n) >> 1; // in parts: stride · n / 4 complex values
  const row = 2 * stride;
  for (let i = 0, o = 0, t = 0; i < step; o += 3 * row, t += 6) {
    const w1r = table[t];
    const w1i = table[t + 1];
    const w2r = table[t + 2];
    const w2i = table[t + 3];
    const w3r = table[t + 4];
    const w3i = table[t + 5];
    for (const end = i + row; i < end; i += 2, o += 2) {
      const ib = i + step;
      const ic = ib + step;
      const id = ic + step;
      const sumAcR = x[i] + x[ic];
      const sumAcI = x[i + 1] + x[ic + 1];
      const difAcR = x[i] - x[ic];
      const difAcI = x[i + 1] - x[ic + 1];
      const sumBdR = x[ib] + x[id];
      const sumBdI = x[ib + 1] + x[id + 1];
      const difBdR = x[ib] - x[id];
      const difBdI = x[ib + 1] - x[id + 1];
      const ob = o + row;
      const oc = ob + row;
      const od = oc + row;
      y[o] = sumAcR + sumBdR;
      y[o + 1] = sumAcI + sumBdI;
      const ur = difAcR + difBdI;
      const ui = difAcI - difBdR;
      y[ob] = ur * w1r - ui * w1i;
      y[ob + 1] = ur * w1i + ui * w1r;
      const vr = sumAcR - sumBdR;
      const vi = sumAcI - sumBdI;
      y[oc] = vr * w2r - vi * w2i;
      y[oc + 1] = vr * w2i + vi * w2r;
      const wr = difAcR - difBdI;
      const wi = difAcI + difBdR;
      y[od] = wr * w3r - wi * w3i;
      y[od + 1] = wr * w3i + wi * w3r;
    }
  }
}

function radix4LastPass(x: Float64Array, y: Float64Array, stride: number): void {
  const row = 2 * stride;
  for (let i = 0; i < row; i += 2) {
    const ib = i + row;
    const ic = ib + row;
    const id = ic + row;
    const sumAcR = x[i] + x[ic];
    const sumAcI = x[i + 1] + x[ic + 1];
    const difAcR = x[i] - x[ic];
    const difAcI = x[i + 1] - x[ic + 1];
    const sumBdR = x[ib] + x[id];
    const sumBdI = x[ib + 1] + x[id + 1];
    const difBdR = x[ib] - x[id];
    const difBdI = x[ib + 1] - x[id + 1];
    y[i] = sumAcR + sumBdR;
    y[i + 1] = sumAcI + sumBdI;
    y[ib] = difAcR + difBdI;
    y[ib + 1] = difAcI - difBdR;
    y[ic] = sumAcR - sumBdR;
    y[ic + 1] = sumAcI - sumBdI;
    y[id] = difAcR - difBdI;
    y[id + 1] = difAcI + difBdR;
  }
}

function radix2LastPass(x: Float64Array, y: Float64Array, stride: number): void {
  const row = 2 * stride;
  for (let i = 0; i < row; i++) {
    const a = x[i];
    const b = x[i + row];
    y[i] = a + b;
    y[i + row] = a - b;
  }
}
