import { expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import { PCEN_DEFAULTS, pcenInPlace } from "./pcen.ts";

test("a constant level, once it has settled, is divided by its power", () => {
  const frames = 4001;
  for (const gain of [0, 0.5, 0.98, 2]) {
    for (const eps of [1e-6, 1, 1e6]) {
      for (const level of [1e-3, 0.7, 1, 3, 1e12]) {
        const data = new Float32Array(frames).fill(level);
        const settings = { ...PCEN_DEFAULTS, gain, eps, bias: 0, power: 1, timeConstantS: 0.4 };
        pcenInPlace({ rows: 1, cols: frames, data }, 100, settings);
        assertClose([data[frames - 1]], [level / (eps + level) ** gain], { relative: 1e-6 });
      }
    }
  }
});

test("silence stays silent", () => {
  const data = new Float32Array(6);
  pcenInPlace({ rows: 2, cols: 3, data }, 100, PCEN_DEFAULTS);
  expect([...data]).toEqual([0, 0, 0, 0, 0, 0]);
});
