import { expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import { lcgNoise } from "../../test/golden-signals.ts";
import { gaborFeatures } from "./gabor-filters.ts";

const SETTINGS = { halfWaves: 3.5, spectralDistance: 0.3, temporalDistance: 0.2, maxFrames: 40 };
const BANDS = 23;
const FRAMES = 60;
const of = (value: (band: number, frame: number) => number) =>
  gaborFeatures(
    {
      rows: BANDS,
      cols: FRAMES,
      data: Float32Array.from({ length: BANDS * FRAMES }, (_, i) =>
        value(Math.floor(i / FRAMES), i % FRAMES),
      ),
    },
    SETTINGS,
  );
/** Root mean square of rows [from, to). */
const level = ({ data }: { data: Float32Array }, from: number, to: number): number =>
  Math.sqrt(
    data.subarray(from * FRAMES, to * FRAMES).reduce((sum, x) => sum + x * x, 0) / ((to - from) * FRAMES),
  );

test("23 bands give the authors' 311 rows, at other heights as many frames", () => {
  expect(of(() => 0)).toMatchObject({ rows: 311, cols: FRAMES });
});

test("a constant spectrogram excites only the filter without modulation", () => {
  const constant = of(() => -50);
  const loud = Array.from({ length: 311 }, (_, row) => level(constant, row, row + 1) > 1e-3);
  expect(loud.map((is, row) => (is ? row : -1)).filter((row) => row >= 0)).toEqual([0]);
});

test("it is linear", () => {
  const noise = lcgNoise(BANDS * FRAMES);
  const one = of((band, frame) => noise[band * FRAMES + frame]);
  const sum = of((band, frame) => 2 * noise[band * FRAMES + frame] + Math.sin(band));
  const two = of((band) => Math.sin(band));
  assertClose(
    sum.data,
    one.data.map((x, i) => 2 * x + two.data[i]),
    { relative: 1e-5 },
  );
});

test("upward and downward ripples excite opposite filters", () => {
  const ripple = (sign: number) => of((band, frame) => Math.cos((Math.PI / 2) * (frame + sign * band)));
  // the last temporal frequency is π / 2 per frame; the first and the last spectral ones are ∓ π / 2 per band
  expect(level(ripple(-1), 311 - 69, 311 - 46)).toBeGreaterThan(3 * level(ripple(1), 311 - 69, 311 - 46));
  expect(level(ripple(1), 311 - 23, 311)).toBeGreaterThan(3 * level(ripple(-1), 311 - 23, 311));
});
