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
  /** f32. */
  weights: usize;
}

/** Writes Σ weight · power of every band, one vector each, `rowBytes` apart; four sums each, for speed and digits. */
export function sumBands(bank: FilterBank, power: usize, bands: usize, rowBytes: usize): void {
  let at = bank.weights;
  for (let band: usize = 0; band < bank.nBands; band++, bands += rowBytes) {
    let bin = power + VECTOR * load<u32>(bank.firstBin + band * sizeof<u32>());
    const end = bank.weights + sizeof<f32>() * load<u32>(bank.offset + band * sizeof<u32>(), sizeof<u32>());
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    let c = f32x4.splat(0);
    let d = f32x4.splat(0);
    for (; at + 4 * sizeof<f32>() <= end; at += 4 * sizeof<f32>(), bin += 4 * VECTOR) {
      a = f32x4.add(a, f32x4.mul(v128.load32_splat(at), v128.load(bin)));
      b = f32x4.add(b, f32x4.mul(v128.load32_splat(at, 4), v128.load(bin, VECTOR)));
      c = f32x4.add(c, f32x4.mul(v128.load32_splat(at, 8), v128.load(bin, 2 * VECTOR)));
      d = f32x4.add(d, f32x4.mul(v128.load32_splat(at, 12), v128.load(bin, 3 * VECTOR)));
    }
    for (; at < end; at += sizeof<f32>(), bin += VECTOR) {
      a = f32x4.add(a, f32x4.mul(v128.load32_splat(at), v128.load(bin)));
    }
    v128.store(bands, f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
  }
}
