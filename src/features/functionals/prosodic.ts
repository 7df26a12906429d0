/** Functionals of pitch, voicing, level and length. */
import { functionalOf, inPart } from "../../functionals/index.ts";
import type { Analysis } from "./analysis.ts";
import { type Descriptors, group, MEAN_SD, SUMMARY, table } from "./group.ts";
import { ANALYSIS_RATE } from "./settings.ts";

const N_PARTS = 5;
const MEAN = functionalOf("mean");
const SHARE = functionalOf("share");

const HEIGHT = {
  series: [{ name: "f0_octaves", unit: "octave" }],
  values: ({ octaves }: Analysis) => octaves,
  mask: ({ voiced }: Analysis) => voiced,
};

const VOICING = {
  series: [{ name: "voiced", unit: null }],
  values: ({ pitchStrength }: Analysis) => pitchStrength,
  mask: ({ voiced }: Analysis) => voiced,
};

const LEVEL = {
  series: [{ name: "rmsDb", unit: "dB" }],
  values: ({ rmsDb }: Analysis) => rmsDb,
};

const lengths: Descriptors = {
  columns: [
    { name: "zero_crossing_rate", unit: "1/sample" },
    { name: "trimmed_s", unit: "s" },
    { name: "full_s", unit: "s" },
  ],
  compute({ length, crossings, fullS }, _run, into, at) {
    into[at] = length < 2 ? 0 : crossings / (length - 1);
    into[at + 1] = length / ANALYSIS_RATE;
    into[at + 2] = fullS;
  },
};

const pitch = group("pitch and voicing", [
  table({ ...HEIGHT, functionals: SUMMARY }),
  table({
    series: [{ name: "f0_step", unit: "octave" }],
    values: ({ octaves, voiced }) => stepsOf(octaves.filter((_, frame) => voiced[frame] !== 0)),
    functionals: [MEAN, functionalOf("p50")],
    names: ["f0_step_mean", "f0_step_median"],
  }),
  table({ ...VOICING, functionals: [SHARE] }),
  table({ ...VOICING, series: [{ name: "f0_strength", unit: null }], functionals: MEAN_SD }),
  table({
    ...HEIGHT,
    functionals: [functionalOf("quadratic-fit")],
    names: ["f0_fit_quadratic", "f0_fit_linear", "f0_fit_constant"],
  }),
  lengths,
]);

const course = group(
  "pitch and level of parts",
  Array.from({ length: N_PARTS }, (_, part) => [
    table({ ...HEIGHT, functionals: [inPart([MEAN], part, N_PARTS)] }),
    table({ ...VOICING, functionals: [inPart([SHARE], part, N_PARTS)] }),
    table({ ...LEVEL, functionals: [inPart(MEAN_SD, part, N_PARTS)] }),
  ]).flat(),
);

/** How far each value is from the one before. */
function stepsOf(values: Float64Array): Float64Array {
  return values.subarray(1).map((value, i) => Math.abs(value - values[i]));
}

export const prosodicGroups = { pitch, course };
