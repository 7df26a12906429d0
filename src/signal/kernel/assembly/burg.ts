/**
 * Burg's recursion in float64. A vector's lanes are successive samples. The forward error of sample n meets the backward
 * error of sample n - 1, whose place does not move from order to order: pair i of order k is forward[k + 1 + i] and
 * backward[i], so that both are overwritten where they lie.
 */
import { VECTOR } from "./lanes";

const F64: usize = sizeof<f64>();

/**
 * Writes the `order` reflection coefficients of the samples in `forward`, which are overwritten; 0 where no error is left.
 *
 * @param backward - scratch as long as `forward`
 * @param order - less than nSamples
 */
export function burg(forward: usize, backward: usize, nSamples: usize, order: usize, reflections: usize): void {
  memory.copy(backward, forward, nSamples * F64);
  let product: f64 = 0;
  let energy: f64 = 0;
  for (let i: usize = 0; i < (nSamples - 1) * F64; i += F64) {
    const f = load<f64>(forward + i, F64);
    const b = load<f64>(backward + i);
    product += f * b;
    energy += f * f + b * b;
  }
  for (let k: usize = 0; k < order; k++) {
    const reflection = energy > 0 ? (-2 * product) / energy : 0;
    store<f64>(reflections + k * F64, reflection);
    let f = forward + (k + 1) * F64;
    let b = backward;
    const end = b + (nSamples - k - 1) * F64;
    const r = f64x2.splat(reflection);
    // what the next order sums are the new backward errors and the new forward errors one sample on: the first forward
    // error of this order is met no more
    let productA = f64x2.splat(0);
    let productB = f64x2.splat(0);
    let energyA = f64x2.splat(0);
    let energyB = f64x2.splat(0);
    let lastB = load<f64>(b) + reflection * load<f64>(f);
    store<f64>(b, lastB);
    f += F64;
    b += F64;
    let backBefore = f64x2.splat(lastB);
    for (; b + 3 * F64 < end; b += 2 * VECTOR, f += 2 * VECTOR) {
      const f0 = v128.load(f);
      const f1 = v128.load(f, VECTOR);
      const b0 = v128.load(b);
      const b1 = v128.load(b, VECTOR);
      const nextF0 = f64x2.add(f0, f64x2.mul(r, b0));
      const nextF1 = f64x2.add(f1, f64x2.mul(r, b1));
      const nextB0 = f64x2.add(b0, f64x2.mul(r, f0));
      const nextB1 = f64x2.add(b1, f64x2.mul(r, f1));
      v128.store(f, nextF0);
      v128.store(f, nextF1, VECTOR);
      v128.store(b, nextB0);
      v128.store(b, nextB1, VECTOR);
      const metB0 = v128.shuffle<f64>(backBefore, nextB0, 1, 2);
      const metB1 = v128.shuffle<f64>(nextB0, nextB1, 1, 2);
      productA = f64x2.add(productA, f64x2.mul(nextF0, metB0));
      productB = f64x2.add(productB, f64x2.mul(nextF1, metB1));
      energyA = f64x2.add(energyA, f64x2.add(f64x2.mul(nextF0, nextF0), f64x2.mul(metB0, metB0)));
      energyB = f64x2.add(energyB, f64x2.add(f64x2.mul(nextF1, nextF1), f64x2.mul(metB1, metB1)));
      backBefore = nextB1;
    }
    product = sumOf(f64x2.add(productA, productB));
    energy = sumOf(f64x2.add(energyA, energyB));
    lastB = f64x2.extract_lane(backBefore, 1);
    for (; b < end; b += F64, f += F64) {
      const nextF = load<f64>(f) + reflection * load<f64>(b);
      const nextB = load<f64>(b) + reflection * load<f64>(f);
      store<f64>(f, nextF);
      store<f64>(b, nextB);
      product += nextF * lastB;
      energy += nextF * nextF + lastB * lastB;
      lastB = nextB;
    }
  }
}

@inline
function sumOf(lanes: v128): f64 {
  return f64x2.extract_lane(lanes, 0) + f64x2.extract_lane(lanes, 1);
}
