import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import golden from "../../test/golden/wavelets.json" with { type: "json" };
import { lcgNoise } from "../../test/golden-signals.ts";
import { BOUNDARY_MODES } from "./boundary.ts";
import { DAUBECHIES, WAVELET_NAMES } from "./daubechies.ts";
import { dwt, maxLevel } from "./wavelet.ts";
import { multiresolution } from "./wavelet-mra.ts";

function oneOf<T extends string>(names: readonly T[], name: string): T {
  const found = names.find((one) => one === name);
  if (found === undefined) throw new Error(name);
  return found;
}

describe("filters", () => {
  const known = new Map(Object.entries(golden.filters));
  test("the names are those of the filters", () => {
    expect(WAVELET_NAMES).toEqual(Object.keys(DAUBECHIES));
    expect([...known.keys()]).toEqual([...WAVELET_NAMES]);
  });
  for (const wavelet of WAVELET_NAMES) {
    test(`${wavelet}: PyWavelets' filter bank, orthonormal`, () => {
      const scaling = DAUBECHIES[wavelet];
      const taps = scaling.length;
      // an impulse between zeros: the coefficients are the filters' taps, every second one of each
      const bank = { low: new Float64Array(taps), high: new Float64Array(taps) };
      for (const parity of [0, 1]) {
        const impulse = new Float64Array(4 * taps);
        impulse[2 * taps + parity] = 1;
        const { approximation, detail } = dwt(impulse, wavelet, "zero");
        for (let j = 1 - parity; j < taps; j += 2) {
          bank.low[j] = approximation[taps + (j + parity - 1) / 2];
          bank.high[j] = detail[taps + (j + parity - 1) / 2];
        }
      }
      assertClose([...bank.low, ...bank.high], known.get(wavelet) ?? [], { absolute: 1e-9 });
      for (let shift = 0; shift < taps; shift += 2) {
        let product = 0;
        for (let k = 0; k + shift < taps; k++) product += scaling[k] * scaling[k + shift];
        expect(product).toBeCloseTo(shift === 0 ? 1 : 0, 9);
      }
    });
  }
});

for (const { wavelet, levels, mode, samples, parts } of golden.mra) {
  test(`equals pywt.mra: ${wavelet}, ${levels} levels, ${mode}`, () => {
    const got = multiresolution(
      lcgNoise(samples, samples),
      oneOf(WAVELET_NAMES, wavelet),
      levels,
      oneOf(BOUNDARY_MODES, mode),
    );
    expect(got.length).toBe(levels + 1);
    for (const [i, part] of parts.entries()) assertClose(got[i], part, { absolute: 1e-8 }, `part ${i}`);
  });
}

test("the parts add up to the signal", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...WAVELET_NAMES),
      fc.constantFrom(...BOUNDARY_MODES),
      fc.integer({ min: 2, max: 300 }),
      (wavelet, mode, n) => {
        const samples = lcgNoise(n, n);
        const parts = multiresolution(samples, wavelet, maxLevel(n, wavelet), mode);
        const sum = new Float64Array(n);
        for (const part of parts) for (let i = 0; i < n; i++) sum[i] += part[i];
        assertClose(sum, samples, { absolute: 1e-8 });
      },
    ),
    { seed: 3 },
  );
});
