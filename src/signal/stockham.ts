/**
 * The core of the Fourier transform of lengths 2^a 3^b 5^c: Stockham (self-sorting), decimation in frequency, radix 5, 3, then 4.
 * A pass turns `stride` interleaved transforms of length n into radix · stride of length n / radix.
 */

/**
 * Reads `length` complex values, [n, part] with parts real and imaginary (the input is left unchanged), and
 * returns their spectrum in the same layout. The returned array belongs to the plan: the next call overwrites it.
 */
export type InterleavedFft = (input: Float64Array) => Float64Array;

/** Whether a positive whole number has no prime factor above 5. */
export function isSmooth(length: number): boolean {
  let rest = length;
  for (const prime of [2, 3, 5]) while (rest % prime === 0) rest /= prime;
  return rest === 1;
}

/** A plan for one length without prime factors above 5. */
export function createStockham(length: number): InterleavedFft {
  const ping = new Float64Array(2 * length);
  const pong = new Float64Array(2 * length);
  const odd: { readonly radix: 3 | 5; readonly table: Float64Array }[] = [];
  let rest = length;
  for (const radix of [5, 3] as const) {
    for (; rest % radix === 0; rest /= radix) odd.push({ radix, table: twiddlesOf(rest, radix) });
  }
  const twiddles: Float64Array[] = [];
  for (let n = rest; n >= 8; n /= 4) twiddles.push(twiddlesOf(n, 4));
  return (input) => {
    let from = input;
    let to = ping;
    let n = length;
    let stride = 1;
    for (const { radix, table } of odd) {
      (radix === 5 ? radix5Pass : radix3Pass)(from, to, n, stride, table);
      n /= radix;
      stride *= radix;
      from = to;
      to = to === ping ? pong : ping;
    }
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
    else to.set(from.subarray(0, 2 * length)); // n = 1
    return to;
  };
}

/** [p, power, part]: w^p, w^2p, … w^(radix - 1)p for w = exp(-2πi / n), p < n / radix. */
function twiddlesOf(n: number, radix: number): Float64Array {
  const table = new Float64Array((n / radix) * 2 * (radix - 1));
  for (let p = 0, t = 0; p < n / radix; p++) {
    for (let power = 1; power < radix; power++) {
      const angle = (-2 * Math.PI * p * power) / n;
      table[t++] = Math.cos(angle);
      table[t++] = Math.sin(angle);
    }
  }
  return table;
}

const SIN_60 = Math.sin(Math.PI / 3);

function radix3Pass(x: Float64Array, y: Float64Array, n: number, stride: number, table: Float64Array): void {
  const step = (2 * stride * n) / 3; // in parts: stride · n / 3 complex values
  const row = 2 * stride;
  for (let i = 0, o = 0, t = 0; i < step; o += 2 * row, t += 4) {
    for (const end = i + row; i < end; i += 2, o += 2) {
      const ib = i + step;
      const ic = ib + step;
      const sumR = x[ib] + x[ic];
      const sumI = x[ib + 1] + x[ic + 1];
      const midR = x[i] - 0.5 * sumR;
      const midI = x[i + 1] - 0.5 * sumI;
      const difR = SIN_60 * (x[ib] - x[ic]);
      const difI = SIN_60 * (x[ib + 1] - x[ic + 1]);
      y[o] = x[i] + sumR;
      y[o + 1] = x[i + 1] + sumI;
      store(y, o + row, midR + difI, midI - difR, table, t);
      store(y, o + 2 * row, midR - difI, midI + difR, table, t + 2);
    }
  }
}

const COS_72 = Math.cos((2 * Math.PI) / 5);
const COS_144 = Math.cos((4 * Math.PI) / 5);
const SIN_72 = Math.sin((2 * Math.PI) / 5);
const SIN_144 = Math.sin((4 * Math.PI) / 5);

function radix5Pass(x: Float64Array, y: Float64Array, n: number, stride: number, table: Float64Array): void {
  const step = (2 * stride * n) / 5;
  const row = 2 * stride;
  for (let i = 0, o = 0, t = 0; i < step; o += 4 * row, t += 8) {
    for (const end = i + row; i < end; i += 2, o += 2) {
      const ib = i + step;
      const ic = ib + step;
      const id = ic + step;
      const ie = id + step;
      const sumBeR = x[ib] + x[ie];
      const sumBeI = x[ib + 1] + x[ie + 1];
      const difBeR = x[ib] - x[ie];
      const difBeI = x[ib + 1] - x[ie + 1];
      const sumCdR = x[ic] + x[id];
      const sumCdI = x[ic + 1] + x[id + 1];
      const difCdR = x[ic] - x[id];
      const difCdI = x[ic + 1] - x[id + 1];
      y[o] = x[i] + sumBeR + sumCdR;
      y[o + 1] = x[i + 1] + sumBeI + sumCdI;
      const nearR = x[i] + COS_72 * sumBeR + COS_144 * sumCdR;
      const nearI = x[i + 1] + COS_72 * sumBeI + COS_144 * sumCdI;
      const farR = x[i] + COS_144 * sumBeR + COS_72 * sumCdR;
      const farI = x[i + 1] + COS_144 * sumBeI + COS_72 * sumCdI;
      const turnR = SIN_72 * difBeR + SIN_144 * difCdR;
      const turnI = SIN_72 * difBeI + SIN_144 * difCdI;
      const backR = SIN_144 * difBeR - SIN_72 * difCdR;
      const backI = SIN_144 * difBeI - SIN_72 * difCdI;
      store(y, o + row, nearR + turnI, nearI - turnR, table, t);
      store(y, o + 2 * row, farR + backI, farI - backR, table, t + 2);
      store(y, o + 3 * row, farR - backI, farI + backR, table, t + 4);
      store(y, o + 4 * row, nearR - turnI, nearI + turnR, table, t + 6);
    }
  }
}

/** y[at] = (re + i im) times the number at table[t]. */
function store(y: Float64Array, at: number, re: number, im: number, table: Float64Array, t: number): void {
  y[at] = re * table[t] - im * table[t + 1];
  y[at + 1] = re * table[t + 1] + im * table[t];
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
