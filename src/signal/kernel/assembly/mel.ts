/** Sums over triangular bands. */
import { VECTOR } from "./lanes";

/** A sparse filter bank: band b weighs the bins firstBin[b] to firstBin[b] + (offset[b + 1] - offset[b]) - 1. */
@unmanaged
export class FilterBank {
  nBands: usize;
  /** [band], u32. */
  firstBin: usize;
  /** [band + 1], u32, into weights. */
  offset: usize;
  /** T of sumBands. */
  weights: usize;
}

/** Writes Σ weight · power of every band, one vector each, `rowBytes` apart; four sums each, for speed and digits. */
export function sumBands<T>(bank: FilterBank, power: usize, bands: usize, rowBytes: usize): void {
  let at = bank.weights;
  for (let band: usize = 0; band < bank.nBands; band++, bands += rowBytes) {
    let bin = power + VECTOR * load<u32>(bank.firstBin + band * sizeof<u32>());
    const end = bank.weights + sizeof<T>() * load<u32>(bank.offset + band * sizeof<u32>(), sizeof<u32>());
    let a = v128.splat<T>(0);
    let b = v128.splat<T>(0);
    let c = v128.splat<T>(0);
    let d = v128.splat<T>(0);
    for (; at + 4 * sizeof<T>() <= end; at += 4 * sizeof<T>(), bin += 4 * VECTOR) {
      a = v128.add<T>(a, v128.mul<T>(v128.load_splat<T>(at), v128.load(bin)));
      b = v128.add<T>(b, v128.mul<T>(v128.load_splat<T>(at, sizeof<T>()), v128.load(bin, VECTOR)));
      c = v128.add<T>(c, v128.mul<T>(v128.load_splat<T>(at, 2 * sizeof<T>()), v128.load(bin, 2 * VECTOR)));
      d = v128.add<T>(d, v128.mul<T>(v128.load_splat<T>(at, 3 * sizeof<T>()), v128.load(bin, 3 * VECTOR)));
    }
    for (; at < end; at += sizeof<T>(), bin += VECTOR) {
      a = v128.add<T>(a, v128.mul<T>(v128.load_splat<T>(at), v128.load(bin)));
    }
    v128.store(bands, v128.add<T>(v128.add<T>(a, b), v128.add<T>(c, d)));
  }
}
