import { defineFunctional } from "./functional.ts";

/** Upper edges of the octaves, in cycles per frame; the lowest begins above 0. */
const EDGES = [1 / 64, 1 / 32, 1 / 16, 1 / 8, 1 / 4, 0.5] as const;

/** Root mean square of the series' components in each octave; their squares add to the variance. */
export const modulation = defineFunctional({
  id: "modulation",
  summary:
    "fluctuation in six octaves that end at 1/64, 1/32, 1/16, 1/8, 1/4 and 1/2 cycle per frame, root mean square; 0 for one value",
  source: "numpy.fft.fft 2.4; Parseval's theorem",
  names: EDGES.map((_, octave) => `modulation_octave${octave + 1}`),
  units: (unit) => EDGES.map(() => unit),
  compute(run, into, at) {
    const n = run.values.length;
    const { re, im } = run.spectrum();
    into.fill(0, at, at + EDGES.length);
    let octave = 0;
    for (let bin = 1; bin < re.length; bin++) {
      while (octave < EDGES.length - 1 && bin / n >= EDGES[octave]) octave++;
      const twice = 2 * bin === n ? 1 : 2; // all but the last of an even length stand for two
      into[at + octave] += (twice * (re[bin] * re[bin] + im[bin] * im[bin])) / (n * n);
    }
    for (let i = at; i < at + EDGES.length; i++) into[i] = Math.sqrt(into[i]);
  },
});
