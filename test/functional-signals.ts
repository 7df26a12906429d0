/** The signals of tools/golden/functionals.py, float32 at 24 kHz. */

export const FUNCTIONALS_RATE = 24000;

export function functionalSignals(): Record<string, Float32Array<ArrayBuffer>> {
  const n = 36000;
  const noise = new Float64Array(n);
  let state = 1;
  for (let i = 0; i < n; i++) {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    noise[i] = state / 2 ** 31 - 1;
  }
  const vowel = new Float32Array(n);
  const sweep = new Float32Array(20000);
  const noisy = new Float32Array(n);
  let phase = 0;
  for (let i = 0; i < n; i++) {
    const t = i / FUNCTIONALS_RATE;
    phase += (2 * Math.PI * (140 + 40 * Math.sin(2 * Math.PI * 1.3 * t) - 20 * t)) / FUNCTIONALS_RATE;
    const envelope = t > 0.25 && t < 1.2 ? 0.3 + 0.25 * Math.sin(2 * Math.PI * 3.1 * t) : 0;
    let voice = 0;
    for (let h = 1; h < 25; h++) voice += Math.sin(h * phase) / (1 + ((h * 140 - 700) / 300) ** 2);
    vowel[i] = 0.4 * envelope * voice + 0.002 * noise[i];
    if (i < sweep.length) {
      sweep[i] = 0.4 * Math.sin(2 * Math.PI * (80 * t + 0.5 * 900 * t ** 2)) + 0.01 * noise[i];
    }
    noisy[i] = 0.1 * noise[i] * (0.2 + t) + 0.03 * Math.sin(2 * Math.PI * 210 * t);
  }
  return { vowel, sweep, noise: noisy };
}
