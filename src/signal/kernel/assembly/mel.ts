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

/** Writes Σ weight · power of every band, one vector each, `rowBytes` apart. */
export function sumBands(bank: FilterBank, power: usize, bands: usize, rowBytes: usize): void {
  let at = bank.weights;
  for (let band: usize = 0; band < bank.nBands; band++, bands += rowBytes) {
    let bin = power + VECTOR * load<u32>(bank.firstBin + band * sizeof<u32>());
    const end = bank.weights + sizeof<f32>() * load<u32>(bank.offset + band * sizeof<u32>(), sizeof<u32>());
    let sum = f32x4.splat(0);
    for (; at < end; at += sizeof<f32>(), bin += VECTOR) {
      sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(at), v128.load(bin)));
    }
    v128.store(bands, sum);
  }
}
