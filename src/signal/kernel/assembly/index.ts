/** What the kernel exports. Addresses are in bytes; arrays are counted in vectors of 16 bytes where they are whole. */
export { autocorrelations } from "./autocorrelation";
export { burg } from "./burg";
import { decibels } from "./decibel";
export { filterFrames } from "./filter";
import { Band, meanEnds } from "./extremes";
import { VECTOR } from "./lanes";
import { FilterBank, sumBands } from "./mel";
export { levelOut, rootAbove } from "./pcen";
export { sumOfLogs } from "./raise";
import { Frames, LowBins, nextPower, splitLanes, writeLowBins } from "./spectrum";
export { voiceFrames } from "./voice";

/**
 * Power spectra |X|² in float64, [frame, bin], of two frames a block.
 *
 * @param rows - of nFft / 2 + 1 bins
 */
export function powerSpectra(frames: Frames, nBlocks: usize, rows: usize): void {
  const rowBytes = (frames.nFft / 2 + 1) * sizeof<f64>();
  for (let block: usize = 0; block < nBlocks; block++, rows += 2 * rowBytes) {
    nextPower<f64>(frames);
    splitLanes(frames.power, rows, rowBytes);
  }
}

/**
 * Power spectra as above, and of each the lowest bins, complex, in float32.
 *
 * @param spectra - [part of bin, frame], all real parts first; rows of nBlocks pairs of frames
 */
export function windowedSpectra(frames: Frames, nBlocks: usize, rows: usize, low: LowBins, spectra: usize): void {
  const rowBytes = (frames.nFft / 2 + 1) * sizeof<f64>();
  const pair = 2 * sizeof<f32>();
  for (let block: usize = 0; block < nBlocks; block++, rows += 2 * rowBytes, spectra += pair) {
    nextPower<f64>(frames);
    splitLanes(frames.power, rows, rowBytes);
    writeLowBins(frames, low, spectra, nBlocks * pair);
  }
}

/**
 * Means of the smallest and of the largest magnitudes of bands in float64, of two frames a block.
 *
 * @param bands - records, one after the other
 * @param scratch - a vector for every bin of the widest band's ends
 * @param valleys - [band, frame], like `peaks`
 */
export function bandEnds(
  frames: Frames,
  nBlocks: usize,
  bands: usize,
  nBands: usize,
  scratch: usize,
  valleys: usize,
  peaks: usize,
): void {
  const rowBytes = nBlocks * VECTOR;
  for (let block: usize = 0; block < nBlocks; block++, valleys += VECTOR, peaks += VECTOR) {
    nextPower<f64>(frames);
    for (let i: usize = 0; i < nBands; i++) {
      const band = changetype<Band>(bands + i * offsetof<Band>());
      const to = i * rowBytes;
      meanEnds(band, frames.power, scratch, valleys + to, peaks + to);
    }
  }
}

/** Band energies in float32, [band, frame], of four frames a block. */
export function bandEnergies(
  frames: Frames,
  nBlocks: usize,
  bank: FilterBank,
  bands: usize,
  rowBytes: usize,
): void {
  for (let block: usize = 0; block < nBlocks; block++, bands += VECTOR) {
    nextPower<f32>(frames);
    sumBands<f32>(bank, frames.power, bands, rowBytes);
  }
}

/** Sums of magnitudes |X| over bands in float64, [band, frame], of two frames a block. */
export function bandMagnitudes(
  frames: Frames,
  nBlocks: usize,
  bank: FilterBank,
  bands: usize,
  rowBytes: usize,
): void {
  const end = frames.power + (frames.nFft / 2 + 1) * VECTOR;
  for (let block: usize = 0; block < nBlocks; block++, bands += VECTOR) {
    nextPower<f64>(frames);
    for (let at = frames.power; at < end; at += VECTOR) v128.store(at, f64x2.sqrt(v128.load(at)));
    sumBands<f64>(bank, frames.power, bands, rowBytes);
  }
}

/**
 * Turns float32 powers into max(10 log10(max(power, amin)) - refDb, floorDb), in place.
 *
 * @param amin - at least the smallest normal number
 */
export function powerToDb(values: usize, nVectors: usize, amin: f32, refDb: f32, floorDb: f32): void {
  const least = f32x4.splat(amin);
  const ref = f32x4.splat(refDb);
  const floor = f32x4.splat(floorDb);
  for (const end = values + nVectors * VECTOR; values < end; values += VECTOR) {
    v128.store(values, f32x4.pmax(f32x4.sub(decibels(f32x4.pmax(v128.load(values), least)), ref), floor));
  }
}

/** The largest of float32 values; NaN if one is not finite. */
export function maximum(values: usize, nVectors: usize): f32 {
  let most = f32x4.splat(-Infinity);
  let flaws = f32x4.splat(0); // x - x is 0 or NaN
  for (const end = values + nVectors * VECTOR; values < end; values += VECTOR) {
    const value = v128.load(values);
    most = f32x4.pmax(most, value);
    flaws = v128.or(flaws, f32x4.sub(value, value));
  }
  if (v128.any_true(flaws)) return NaN;
  const pairs = f32x4.max(most, v128.shuffle<f32>(most, most, 2, 3, 0, 1));
  return f32x4.extract_lane(f32x4.max(pairs, v128.shuffle<f32>(pairs, pairs, 1, 0, 3, 2)), 0);
}

/** Inputs that `product` sums before it adds their sum to that of the others: short sums keep more digits. */
const INPUTS_TOGETHER: usize = 16;

/**
 * A product of matrices in float32: output[row, frame] = Σ weights[row, n] · input[n, frame].
 *
 * @param nRows - a multiple of 4
 * @param rowBytes - of input and output; a whole number of vectors
 */
export function product(
  weights: usize,
  nRows: usize,
  nInputs: usize,
  input: usize,
  output: usize,
  rowBytes: usize,
): void {
  const weightRow = nInputs * sizeof<f32>();
  for (let row: usize = 0; row < nRows; row += 4, weights += 4 * weightRow, output += 4 * rowBytes) {
    const end = weights + weightRow;
    for (let column: usize = 0; column < rowBytes; column += VECTOR) {
      let at = input + column;
      let sumA = f32x4.splat(0);
      let sumB = f32x4.splat(0);
      let sumC = f32x4.splat(0);
      let sumD = f32x4.splat(0);
      for (let weight = weights; weight < end; ) {
        let a = f32x4.splat(0);
        let b = f32x4.splat(0);
        let c = f32x4.splat(0);
        let d = f32x4.splat(0);
        const until = min(end, weight + INPUTS_TOGETHER * sizeof<f32>());
        for (; weight < until; weight += sizeof<f32>(), at += rowBytes) {
          const value = v128.load(at);
          a = f32x4.add(a, f32x4.mul(v128.load32_splat(weight), value));
          b = f32x4.add(b, f32x4.mul(v128.load32_splat(weight + weightRow), value));
          c = f32x4.add(c, f32x4.mul(v128.load32_splat(weight + 2 * weightRow), value));
          d = f32x4.add(d, f32x4.mul(v128.load32_splat(weight + 3 * weightRow), value));
        }
        sumA = f32x4.add(sumA, a);
        sumB = f32x4.add(sumB, b);
        sumC = f32x4.add(sumC, c);
        sumD = f32x4.add(sumD, d);
      }
      const to = output + column;
      v128.store(to, sumA);
      v128.store(to + rowBytes, sumB);
      v128.store(to + 2 * rowBytes, sumC);
      v128.store(to + 3 * rowBytes, sumD);
    }
  }
}

/**
 * One level of a wavelet decomposition in float64: Σ filters[j] · samples[2o + nTaps - 1 - j] for every output o.
 *
 * @param filters - [tap, 2]: low-pass and high-pass
 * @param nOutputs - a multiple of 4
 */
export function dwt(
  samples: usize,
  filters: usize,
  nTaps: usize,
  nOutputs: usize,
  approximation: usize,
  detail: usize,
): void {
  const filtersEnd = filters + nTaps * VECTOR;
  samples += (nTaps - 1) * sizeof<f64>();
  for (const end = approximation + nOutputs * sizeof<f64>(); approximation < end; ) {
    let a = f64x2.splat(0);
    let b = f64x2.splat(0);
    let c = f64x2.splat(0);
    let d = f64x2.splat(0);
    let at = samples;
    for (let tap = filters; tap < filtersEnd; tap += VECTOR, at -= sizeof<f64>()) {
      const pair = v128.load(tap);
      a = f64x2.add(a, f64x2.mul(v128.load64_splat(at), pair));
      b = f64x2.add(b, f64x2.mul(v128.load64_splat(at, 2 * sizeof<f64>()), pair));
      c = f64x2.add(c, f64x2.mul(v128.load64_splat(at, 4 * sizeof<f64>()), pair));
      d = f64x2.add(d, f64x2.mul(v128.load64_splat(at, 6 * sizeof<f64>()), pair));
    }
    v128.store(approximation, v128.shuffle<f64>(a, b, 0, 2));
    v128.store(approximation, v128.shuffle<f64>(c, d, 0, 2), VECTOR);
    v128.store(detail, v128.shuffle<f64>(a, b, 1, 3));
    v128.store(detail, v128.shuffle<f64>(c, d, 1, 3), VECTOR);
    samples += 8 * sizeof<f64>();
    approximation += 2 * VECTOR;
    detail += 2 * VECTOR;
  }
}

/**
 * output[i] = Σ weights[j] · values[i + j] in float64.
 *
 * @param nVectors - of the output; where the last is not whole, a number more is read than there are
 */
export function correlate(values: usize, weights: usize, nWeights: usize, nVectors: usize, output: usize): void {
  const weightsEnd = weights + nWeights * sizeof<f64>();
  for (const end = output + nVectors * VECTOR; output < end; output += VECTOR, values += VECTOR) {
    let sum = f64x2.splat(0);
    let at = values;
    for (let weight = weights; weight < weightsEnd; weight += sizeof<f64>(), at += sizeof<f64>()) {
      sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(weight), v128.load(at)));
    }
    v128.store(output, sum);
  }
}

/**
 * Weighted sums of every so many values in float64: out[g] = Σ_k weights[k] · value[first + k + g · nRows], sixteen at once,
 * so that no addition waits for another, and each in the order of its weights.
 *
 * @param values - [row, column], value i in row i mod nRows, so that neighbouring sums load neighbouring numbers
 * @param first - below nRows
 * @param nGroups - of sixteen sums
 */
export function polyphase(
  values: usize,
  nRows: usize,
  rowBytes: usize,
  first: usize,
  weights: usize,
  nWeights: usize,
  nGroups: usize,
  output: usize,
): void {
  const weightsEnd = weights + nWeights * sizeof<f64>();
  const back = nRows * rowBytes - sizeof<f64>();
  const rowsEnd = values + nRows * rowBytes;
  for (let group: usize = 0; group < nGroups; group++, output += 8 * VECTOR) {
    const column = group * 8 * VECTOR;
    const end = rowsEnd + column;
    let at = values + column + first * rowBytes;
    let a = f64x2.splat(0);
    let b = f64x2.splat(0);
    let c = f64x2.splat(0);
    let d = f64x2.splat(0);
    let e = f64x2.splat(0);
    let f = f64x2.splat(0);
    let g = f64x2.splat(0);
    let h = f64x2.splat(0);
    for (let weight = weights, wrap = end; weight < weightsEnd; weight += sizeof<f64>()) {
      const w = v128.load64_splat(weight);
      a = f64x2.add(a, f64x2.mul(w, v128.load(at)));
      b = f64x2.add(b, f64x2.mul(w, v128.load(at, VECTOR)));
      c = f64x2.add(c, f64x2.mul(w, v128.load(at, 2 * VECTOR)));
      d = f64x2.add(d, f64x2.mul(w, v128.load(at, 3 * VECTOR)));
      e = f64x2.add(e, f64x2.mul(w, v128.load(at, 4 * VECTOR)));
      f = f64x2.add(f, f64x2.mul(w, v128.load(at, 5 * VECTOR)));
      g = f64x2.add(g, f64x2.mul(w, v128.load(at, 6 * VECTOR)));
      h = f64x2.add(h, f64x2.mul(w, v128.load(at, 7 * VECTOR)));
      at += rowBytes;
      if (at >= wrap) {
        at -= back;
        wrap += sizeof<f64>();
      }
    }
    v128.store(output, a);
    v128.store(output, b, VECTOR);
    v128.store(output, c, 2 * VECTOR);
    v128.store(output, d, 3 * VECTOR);
    v128.store(output, e, 4 * VECTOR);
    v128.store(output, f, 5 * VECTOR);
    v128.store(output, g, 6 * VECTOR);
    v128.store(output, h, 7 * VECTOR);
  }
}
