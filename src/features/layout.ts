/** How a feature is read: what stands along its axes, and what its numbers are. Pictures and documents follow from it. */
import type { Audio } from "../audio/audio.ts";
import type { Column } from "../functionals/index.ts";

/** What one value is. */
export interface FeatureValue {
  /** "power", "coefficient". */
  readonly name: string;
  /** "dB", "Hz"; null where it has none. */
  readonly unit: string | null;
  /**
   * power, magnitude: seen in decibels, 80 below the largest; level: on such a scale already; frequency: a place in the
   * spectrum, 0 for none. Absent: seen as it is, about zero where it has a sign.
   */
  readonly kind?: "power" | "magnitude" | "level" | "frequency";
}

/** What the values of a spectrum are: magnitudes or their powers, or those in decibels. */
export function spectralValue({
  decibels,
  power,
}: {
  readonly decibels: boolean;
  readonly power: number;
}): FeatureValue {
  if (decibels) return { name: "level", unit: "dB", kind: "level" };
  const name = power === 1 ? "magnitude" : "power";
  return { name, unit: null, kind: name };
}

/** What stands along the rows of a part. */
export interface RowScale {
  /** "frequency", "coefficient". */
  readonly name: string;
  readonly unit: string | null;
  /** [row], ascending, or the rows' names. */
  readonly at: readonly number[] | readonly string[];
}

/** Rows that are seen together. */
export interface FeaturePart {
  readonly name: string;
  readonly scale: RowScale;
  readonly value: FeatureValue;
  /** Which rows of the feature these are; absent: those that follow the part before. */
  readonly rows?: readonly number[];
  /** What stands between the feature's id and a row in the names of columns; absent: the name, where parts are several. */
  readonly stem?: string;
  /** [row], its rows as columns of a table, where they have names of their own; absent: by id, stem and scale. */
  readonly columns?: readonly Column[];
}

/** Where the frames lie. */
export interface FrameScale {
  /** "time", or what else a frame is a place in. */
  readonly name: string;
  readonly unit: string | null;
  /** The middle of frame 0. */
  readonly first: number;
  /** From frame to frame. */
  readonly step: number;
  /** What the frames run through, one after the other. */
  readonly sections?: readonly { readonly from: number; readonly name: string }[];
}

export interface FeatureLayout {
  /** null for a feature without frames. */
  readonly frames: FrameScale | null;
  /** All axes but the frames are its rows, the slowest first; together the parts have every row once. */
  readonly parts: readonly FeaturePart[];
}

/** The rows of every part, by their places in the feature. */
export function rowsOfParts({ parts }: FeatureLayout): number[][] {
  let next = 0;
  return parts.map(({ rows, scale }) => {
    const own = rows === undefined ? counting(next, scale.at.length) : [...rows];
    if (rows === undefined) next += own.length;
    return own;
  });
}

/** The layout of a feature with frames and one part. */
export function imageLayout(
  name: string,
  frames: FrameScale,
  scale: RowScale,
  value: FeatureValue,
): FeatureLayout {
  return { frames, parts: [{ name, scale, value }] };
}

/** Frames per second; null where frames are no places in time. */
export function frameRateOf({ frames }: FeatureLayout): number | null {
  return frames?.unit === "s" ? 1 / frames.step : null;
}

/** `count` numbers from `first` on. */
export function counting(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => first + i);
}

/** "mode 1" to the last one, and "residual". */
export function modeNames(modes: number): string[] {
  return [...counting(1, modes).map((mode) => `mode ${mode}`), "residual"];
}

/** Frames as short-time spectra have them: about their sample with `center`, else beginning with it. */
export function stftFrames(
  sampleRate: number,
  { hopSamples, center }: { readonly hopSamples: number; readonly center: boolean },
  frameSamples: number,
): FrameScale {
  const first = center ? 0 : frameSamples / 2 / sampleRate;
  return { name: "time", unit: "s", first, step: hopSamples / sampleRate };
}

/** As many frames as there are, evenly about the middle of the audio. */
export function middleFrames({ samples, sampleRate }: Audio, frames: number, stepS: number): FrameScale {
  const first = (samples.length / sampleRate - (frames - 1) * stepS) / 2;
  return { name: "time", unit: "s", first, step: stepS };
}

/** Frames that are averages over hopSamples. */
export function meanFrames(sampleRate: number, hopSamples: number): FrameScale {
  return { name: "time", unit: "s", first: hopSamples / 2 / sampleRate, step: hopSamples / sampleRate };
}

/**
 * The parts of cepstra with Δ and ΔΔ below. The coefficient 0 is a part of its own, since it is the level and much larger
 * than the others.
 *
 * @param deltas - how often as many rows of Δ follow
 * @param of - before every name: "cA2 (0 to 2000 Hz), "
 * @param stem - before every row in names of columns: "cA2"
 */
export function cepstralParts(nCoefficients: number, deltas = 0, of = "", stem = ""): FeaturePart[] {
  const unit = null;
  const scale = (first: number, count: number): RowScale => ({
    name: "coefficient",
    unit,
    at: counting(first, count),
  });
  const level: FeaturePart = {
    name: `${of}coefficient 0`,
    stem,
    scale: scale(0, 1),
    value: { name: "value", unit },
  };
  const others: FeaturePart = {
    name: nCoefficients === 2 ? `${of}coefficient 1` : `${of}coefficients 1 to ${nCoefficients - 1}`,
    stem,
    scale: scale(1, nCoefficients - 1),
    value: { name: "coefficient", unit },
  };
  const changes = ["Δ", "ΔΔ"].slice(0, deltas).map((name): FeaturePart => {
    const value = { name, unit: name === "Δ" ? "1/frame" : "1/frame²" };
    return { name: `${of}${name}`, stem: `${stem} ${name}`, scale: scale(0, nCoefficients), value };
  });
  return [level, ...(nCoefficients > 1 ? [others] : []), ...changes];
}
