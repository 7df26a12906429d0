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
    workspace.doubles(workspace.mode, n).set(samples);
    transformMode(workspace, workspace.mode, n);
    return workspace.doubles(workspace.quadrature, n).slice();
  });
}

/**
 * Writes the Hilbert transform of the n samples at an address to the workspace: a circular convolution with the kernel
 * whose spectrum is -i sgn(f), done on a power of two that is at least twice as long, so that any length costs the same.
 */
export function transformMode(workspace: Workspace, mode: number, n: number): void {
  const { kernel, hilbertPlan, quadrature, power } = workspace;
  if (workspace.hilbertLength !== n) {
    const [half] = new Uint32Array(kernel.memory.buffer, hilbertPlan, 1);
    fillKernel(workspace.doubles(power, 2 * half + 1), n);
    kernel.prepareHilbert(hilbertPlan, power);
    workspace.hilbertLength = n;
  }
  kernel.hilbert(hilbertPlan, mode, n, quadrature);
}

/** (2 / n) Σ sin(2πki / n) over the positive frequencies, at 0..n - 1: a cotangent where it is not 0, and odd. */
function fillKernel(taps: Float64Array, n: number): void {
  taps.fill(0);
  const even = n % 2 === 0;
  for (let i = 1; 2 * i < n; i += even ? 2 : 1) {
    const angle = (Math.PI * i) / (even ? n : 2 * n);
    const tangent = Math.tan(angle);
    if (even) taps[i] = 2 / (n * tangent);
    else taps[i] = i % 2 === 0 ? -tangent / n : 1 / (n * tangent);
    taps[n - i] = -taps[i];
  }
}
