/** The 88 functionals of eGeMAPS under their standard names. */
import {
  type Column,
  computeFunctional,
  type Functional,
  functionalOf,
  invertMask,
  Run,
  type Series,
} from "../../functionals/index.ts";
import { smooth3, smooth3NonZero } from "../../signal/voice/smoothing.ts";
import type { VoiceAnalysis } from "./analysis.ts";
import { FRAME_RATE_HZ } from "./series.ts";

/** One number or a few of one series. */
interface Entry {
  readonly columns: readonly Column[];
  readonly functional: Functional;
  readonly series: (analysis: VoiceAnalysis) => Series;
}

type Values = (analysis: VoiceAnalysis) => Float64Array;

interface Source {
  /** "F0semitoneFrom27.5Hz_sma3nz" */
  readonly name: string;
  readonly unit: string | null;
  readonly values: Values;
}

/** Words of functionals -> what openSMILE calls their numbers. */
const STANDARD = {
  mean: ["amean"],
  "signed-relative-sd": ["stddevNorm"],
  p20: ["percentile20.0"],
  p50: ["percentile50.0"],
  p80: ["percentile80.0"],
  "p20-p80": ["pctlrange0-2"],
  "clear-rising-slope": ["meanRisingSlope", "stddevRisingSlope"],
  "clear-falling-slope": ["meanFallingSlope", "stddevFallingSlope"],
} as const;
type Word = keyof typeof STANDARD;

const CONTOUR = [
  "mean",
  "signed-relative-sd",
  "p20",
  "p50",
  "p80",
  "p20-p80",
  "clear-rising-slope",
  "clear-falling-slope",
] as const;
const SPREAD = ["mean", "signed-relative-sd"] as const;
const MEAN = ["mean"] as const;

/** The functionals of these words; frames of 0 do not count unless `all`. */
function entries(source: Source, words: readonly Word[], counted: "all" | "nonZero"): Entry[] {
  const series = (analysis: VoiceAnalysis): Series => seriesOf(source, analysis, counted);
  return words.map((word) => {
    const functional = functionalOf(word);
    const units = functional.units(source.unit);
    return {
      columns: STANDARD[word].map((name, i) => ({ name: `${source.name}_${name}`, unit: units[i] })),
      functional,
      series,
    };
  });
}

/** As many values as there were: functionals do not see the one more. */
function smoothed(values: Float64Array, smooth: typeof smooth3): Float64Array {
  return smooth(values).subarray(0, values.length);
}

function seriesOf(
  { name, unit, values }: Source,
  analysis: VoiceAnalysis,
  counted: "all" | "nonZero",
): Series {
  const smooth = counted === "all" ? smooth3 : smooth3NonZero;
  const series = { name, unit, frameRateHz: FRAME_RATE_HZ, values: smoothed(values(analysis), smooth) };
  return counted === "all"
    ? series
    : { ...series, mask: Uint8Array.from(series.values, (value) => (value === 0 ? 0 : 1)) };
}

const all = (name: string, unit: string | null, words: readonly Word[], values: Values): Entry[] =>
  entries({ name: `${name}_sma3`, unit, values }, words, "all");

const nonZero = (name: string, unit: string | null, words: readonly Word[], values: Values): Entry[] =>
  entries({ name: `${name}_sma3nz`, unit, values }, words, "nonZero");

/** A series of all frames where the voice is heard, or where it is not; 0 elsewhere. */
const gated =
  (values: Values, isVoiced: boolean): Values =>
  (analysis) => {
    const own = values(analysis);
    return analysis.semitones.map((height, frame) => (height > 0 === isVoiced ? own[frame] : 0));
  };

const BALANCE: readonly {
  readonly stem: (voicing: "V" | "UV") => string;
  readonly unit: string | null;
  readonly values: Values;
}[] = [
  { stem: (v) => `alphaRatio${v}`, unit: "dB", values: ({ alphaRatio }) => alphaRatio },
  { stem: (v) => `hammarbergIndex${v}`, unit: "dB", values: ({ hammarbergIndex }) => hammarbergIndex },
  { stem: (v) => `slope${v}0-500`, unit: "dB/Hz", values: ({ slope0 }) => slope0 },
  { stem: (v) => `slope${v}500-1500`, unit: "dB/Hz", values: ({ slope500 }) => slope500 },
  { stem: (v) => `spectralFlux${v}`, unit: null, values: ({ spectralFlux }) => spectralFlux },
];

const CEPSTRA = [0, 1, 2, 3];

/** One value per frame, as it is. */
const bare = (
  names: readonly string[],
  units: readonly (string | null)[],
  word: string,
  series: (analysis: VoiceAnalysis) => Pick<Series, "values" | "mask">,
): Entry => ({
  columns: names.map((name, i) => ({ name, unit: units[i] })),
  functional: functionalOf(word),
  series: (analysis) => ({ name: names[0], unit: null, frameRateHz: FRAME_RATE_HZ, ...series(analysis) }),
});

const heights = ({ semitones }: VoiceAnalysis) => {
  const values = smoothed(semitones, smooth3NonZero);
  return { values, mask: Uint8Array.from(values, (value) => (value > 0 ? 1 : 0)) };
};

const TABLE: readonly Entry[] = [
  ...nonZero("F0semitoneFrom27.5Hz", "semitone", CONTOUR, ({ semitones }) => semitones),
  ...all("loudness", null, CONTOUR, ({ loudness }) => loudness),
  ...all("spectralFlux", null, SPREAD, ({ spectralFlux }) => spectralFlux),
  ...CEPSTRA.flatMap((k) => all(`mfcc${k + 1}`, null, SPREAD, ({ mfcc }) => mfcc[k])),
  ...nonZero("jitterLocal", null, SPREAD, ({ jitter }) => jitter),
  ...nonZero("shimmerLocaldB", "dB", SPREAD, ({ shimmerDb }) => shimmerDb),
  ...nonZero("HNRdBACF", "dB", SPREAD, ({ hnrDb }) => hnrDb),
  ...nonZero("logRelF0-H1-H2", "dB", SPREAD, ({ h1H2Db }) => h1H2Db),
  ...nonZero("logRelF0-H1-A3", "dB", SPREAD, ({ h1A3Db }) => h1A3Db),
  ...[0, 1, 2].flatMap((k) => [
    ...nonZero(
      `F${k + 1}frequency`,
      "Hz",
      SPREAD,
      gated(({ formantHz }) => formantHz[k], true),
    ),
    ...nonZero(
      `F${k + 1}bandwidth`,
      "Hz",
      SPREAD,
      gated(({ formantBandwidthHz }) => formantBandwidthHz[k], true),
    ),
    ...nonZero(`F${k + 1}amplitudeLogRelF0`, "dB", SPREAD, ({ formantDb }) => formantDb[k]),
  ]),
  ...BALANCE.flatMap(({ stem, unit, values }) => nonZero(stem("V"), unit, SPREAD, gated(values, true))),
  ...CEPSTRA.flatMap((k) =>
    nonZero(
      `mfcc${k + 1}V`,
      null,
      SPREAD,
      gated(({ mfcc }) => mfcc[k], true),
    ),
  ),
  ...BALANCE.flatMap(({ stem, unit, values }) => nonZero(stem("UV"), unit, MEAN, gated(values, false))),
  bare(["loudnessPeaksPerSec"], ["1/s"], "clear-peaks-per-second", ({ loudness }) => ({
    values: smoothed(loudness, smooth3),
  })),
  bare(
    ["VoicedSegmentsPerSec", "MeanVoicedSegmentLengthSec", "StddevVoicedSegmentLengthSec"],
    ["1/s", "s", "s"],
    "bridged-segments",
    heights,
  ),
  bare(
    ["", "MeanUnvoicedSegmentLength", "StddevUnvoicedSegmentLength"],
    [null, "s", "s"],
    "bridged-segments",
    (analysis) => {
      const { values, mask } = heights(analysis);
      return { values, mask: invertMask(mask) };
    },
  ),
  bare(["equivalentSoundLevel_dBp"], ["dB"], "mean-level", ({ power }) => ({ values: power })),
];

/** In their order; those without a name are not in the table. */
const COLUMNS: readonly Column[] = TABLE.flatMap(({ columns }) => columns);

export const EGEMAPS_COLUMNS: readonly Column[] = COLUMNS.filter(({ name }) => name !== "");

/** One number per column. */
export function egemapsNumbers(analysis: VoiceAnalysis): Float64Array {
  const numbers = new Float64Array(COLUMNS.length);
  const run = new Run();
  let at = 0;
  let last: Entry["series"] | undefined;
  for (const { columns, functional, series } of TABLE) {
    if (series !== last) run.load(series(analysis));
    last = series;
    computeFunctional(functional, run, numbers, at);
    at += columns.length;
  }
  return numbers.filter((_, i) => COLUMNS[i].name !== "");
}
