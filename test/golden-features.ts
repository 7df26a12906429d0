/** The golden values of features, from all files of test/golden that hold some, in one form. */
import type { Audio } from "../src/audio/audio.ts";
import type { FeatureStep } from "../src/features/recipe.ts";
import { FUNCTIONALS_RATE, functionalSignals } from "./functional-signals.ts";
import egemaps from "./golden/egemaps.json" with { type: "json" };
import encoder from "./golden/encoder.json" with { type: "json" };
import cepstral from "./golden/features.json" with { type: "json" };
import functionals from "./golden/functionals.json" with { type: "json" };
import hht from "./golden/hht.json" with { type: "json" };
import prediction from "./golden/lpc.json" with { type: "json" };
import praat from "./golden/praat.json" with { type: "json" };
import spectral from "./golden/spectral.json" with { type: "json" };
import wavelets from "./golden/wavelets.json" with { type: "json" };
import { goldenSignal, SIGNAL_NAMES } from "./golden-signals.ts";

export interface GoldenCase {
  /** Of the feature; its parameters are those that differ from the defaults. */
  readonly step: FeatureStep;
  /** "2400 samples of vowel at 16000 Hz". */
  readonly of: string;
  readonly audio: () => Audio;
  readonly shape: readonly number[];
  /** Row-major. */
  readonly data: readonly number[];
}

export interface GoldenFile {
  /** Below test/golden. */
  readonly name: string;
  /** Package -> version. */
  readonly versions: Readonly<Record<string, string>>;
  readonly cases: readonly GoldenCase[];
}

interface SignalFile {
  readonly versions: Readonly<Record<string, string>>;
  readonly cases: readonly {
    readonly feature: string;
    readonly signal: string;
    readonly samples: number;
    readonly sampleRate: number;
    readonly params: object;
    /** The data are statistics over time of the feature. */
    readonly overTime?: { readonly functionals: readonly string[] } | undefined;
    readonly shape: readonly number[];
    readonly data: readonly number[];
  }[];
}

/** Files whose cases are features of the signals of golden-signals.ts. */
const SIGNAL_FILES: Readonly<Record<string, SignalFile>> = {
  "egemaps.json": egemaps,
  "features.json": cepstral,
  "hht.json": hht,
  "lpc.json": prediction,
  "praat.json": praat,
  "spectral.json": spectral,
  "wavelets.json": wavelets,
};

/**
 * The golden files with cases of `extract` at the signals of golden-signals.ts, that of `functionals` at its own, and that of
 * `encoder`.
 */
export function goldenFiles(): GoldenFile[] {
  const files = Object.entries(SIGNAL_FILES).map(
    ([name, { versions, cases }]): GoldenFile => ({
      name,
      versions,
      cases: cases.map(({ feature, signal, samples, sampleRate, params, overTime, shape, data }) => ({
        step: stepOf(feature, params, overTime?.functionals),
        of: `${samples} samples of ${signal} at ${sampleRate} Hz`,
        audio: () => ({ samples: goldenSignal(signalName(signal), samples, sampleRate), sampleRate }),
        shape,
        data,
      })),
    }),
  );
  return [...files, functionalsFile(), encoderFile()];
}

function encoderFile(): GoldenFile {
  const { versions, cases } = encoder;
  return {
    name: "encoder.json",
    versions,
    cases: cases.map(({ signal, samples, sampleRate, params, shape, data }) => ({
      step: stepOf("encoder", params, ["mean", "sd", "mean-change"]),
      of: `${samples} samples of ${signal} at ${sampleRate} Hz, over time`,
      audio: () => ({ samples: goldenSignal(signalName(signal), samples, sampleRate), sampleRate }),
      shape,
      data,
    })),
  };
}

function stepOf(id: string, params: object, functionals?: readonly string[]): FeatureStep {
  const step = { id, params: { ...params } };
  return functionals === undefined
    ? step
    : { ...step, overTime: { functionals: [...functionals], parts: [1] } };
}

function signalName(signal: string) {
  const name = SIGNAL_NAMES.find((one) => one === signal);
  if (name === undefined) throw new Error(`there is no golden signal "${signal}"`);
  return name;
}

function functionalsFile(): GoldenFile {
  const { pywt: pywavelets, ...versions } = functionals.versions;
  return {
    name: "functionals.json",
    versions: { ...versions, pywavelets },
    cases: functionals.cases.map(({ signal, topDb, groups }) => {
      const data = Object.values(groups).flat();
      return {
        step: stepOf("functionals", { topDb }),
        of: `its signal ${signal} at ${FUNCTIONALS_RATE} Hz`,
        audio: () => ({ samples: functionalSignals()[signal], sampleRate: FUNCTIONALS_RATE }),
        shape: [data.length],
        data,
      };
    }),
  };
}
