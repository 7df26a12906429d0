/** The discrete Hilbert transform of any length (Marple 1999). */
import { type Workspace, withWorkspace } from "./emd/workspace.ts";

/**
 * The Hilbert transform of the samples, [sample]: the imaginary part of the analytic signal.
 *
 * @throws AudioError for no sample, or more than 2^23 samples
 * @see scipy.signal.hilbert (1.17)
 */
export function hilbert(samples: Float32Array | Float64Array): Float64Array<ArrayBuffer> {
  const n = samples.length;
  return withWorkspace(n, (workspace) => {
    const [mode] = workspace.modes;
    workspace.doubles(mode, n).set(samples);
    const [quadrature] = transformModes(workspace, [mode, mode], n);
    return workspace.doubles(quadrature, n).slice();
  });
}

/**
 * Writes the Hilbert transforms of the n samples at two addresses, or at one given twice, to the workspace's quadratures:
 * circular convolutions with the kernel whose spectrum is -i sgn(f), done on a power of two that is at least twice as
 * long, so that any length costs the same.
 *
 * @returns the quadratures' addresses
 */
export function transformModes(
  workspace: Workspace,
  [first, second]: readonly [number, number],
  n: number,
): readonly [number, number] {
  const { kernel, hilbertPlan, quadratures, power } = workspace;
  if (workspace.hilbertLength !== n) {
    const [length] = new Uint32Array(kernel.memory.buffer, hilbertPlan, 1);
    fillKernel(workspace.doubles(power, length), n);
    kernel.prepareHilbert(hilbertPlan, power);
    workspace.hilbertLength = n;
  }
  kernel.hilbert(hilbertPlan, first, second, n, ...quadratures);
  return quadratures;
}

/** Angles whose sines and cosines are made from those of one angle and of the steps from it. */
const STEPS = 512;

/** (2 / n) Σ sin(2πki / n) over the positive frequencies, at 0..n - 1: a cotangent where it is not 0, and odd. */
function fillKernel(taps: Float64Array, n: number): void {
  taps.fill(0);
  const isEven = n % 2 === 0;
  const angle = Math.PI / (isEven ? n : 2 * n);
  const cosines = Float64Array.from({ length: STEPS }, (_, i) => Math.cos(i * angle));
  const sines = Float64Array.from({ length: STEPS }, (_, i) => Math.sin(i * angle));
  for (let from = 0; 2 * from < n; from += STEPS) {
    const cosine = Math.cos(from * angle);
    const sine = Math.sin(from * angle);
    const end = Math.min(from + STEPS, Math.ceil(n / 2));
    for (let i = Math.max(1, from); i < end; i++) {
      const c = cosine * cosines[i - from] - sine * sines[i - from];
      const s = sine * cosines[i - from] + cosine * sines[i - from];
      if (i % 2 === 1) taps[i] = ((isEven ? 2 : 1) * c) / (n * s);
      else if (!isEven) taps[i] = -s / (n * c);
      taps[n - i] = -taps[i];
    }
  }
}
