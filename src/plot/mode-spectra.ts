/**
 * Spectra of modes as they are seen. Speech, and most modes, lie in the lowest tenth of a linear axis, so that energies are summed up
 * in bands of equal width in octaves. And modes may cancel each other: between the few extrema of a silence, and at the ends, their
 * splines swing, one against the other (Python's `emd` gives the same modes), and what nobody hears would be the brightest of
 * the picture. So a frame's energies are weighed to be no more than those of the signal there.
 */
import type { Audio } from "../audio/audio.ts";
import type { Matrix } from "../base/matrix.ts";
import { parseParams } from "../base/params.ts";
import type { FeatureDefinition } from "../features/feature.ts";
import { hilbertSpectrum } from "../features/hilbert-spectrum.ts";
import { imfSpectrum } from "../features/imf-spectrum.ts";
import type { FeaturePart, RowScale } from "../features/layout.ts";
import { hilbertSpectrum as spectrumOf } from "../signal/hilbert-spectrum.ts";

type Params = Readonly<Record<string, unknown>>;

/** Bins that are summed up to bands, each by its share in them. */
const FINE_BINS = 2048;
const BANDS = 72;
/** The lowest band has all that is below, too. */
const LOWEST_HZ = 20;

/** What is done for the picture, in words. */
export function modesSentence(params: Params): string {
  return `${hasOwnBins(params) ? "" : `in ${BANDS} bands of equal width in octaves, `}energies weighed by the signal's`;
}

export function isOfModes({ id }: FeatureDefinition): boolean {
  return id === hilbertSpectrum.id || id === imfSpectrum.id;
}

/** Whether the bins are drawn as they are asked for. */
function hasOwnBins(params: Params): boolean {
  return ["bins", "minHz", "maxHz"].some((key) => params[key] !== undefined);
}

/** The parameters to compute a picture of spectra of modes by: decibels come later. */
export function modeParams(params: Params): Params {
  return { ...params, decibels: false, ...(hasOwnBins(params) ? {} : { bins: FINE_BINS }) };
}

/** Weighed by the signal's energy and, unless bins were asked for, in bands of equal width in octaves. */
export function seenModes(
  audio: Audio,
  params: Params,
  parts: readonly FeaturePart[],
  matrices: readonly Matrix[],
): { readonly part: FeaturePart; readonly matrix: Matrix }[] {
  const weights = weightsOf(audio, params);
  return parts.map((part, i) => {
    const isAmplitude = part.value.kind === "magnitude";
    const { rows, cols, data } = matrices[i];
    const weighed = data.map((value, at) => {
      const weight = weights[at % cols];
      return value * (isAmplitude ? Math.sqrt(weight) : weight);
    });
    const matrix = { rows, cols, data: weighed };
    return hasOwnBins(params) ? { part, matrix } : inBands(part, matrix);
  });
}

/** Of every frame: the signal's energy over that of all modes, where that is less than 1. */
function weightsOf({ samples, sampleRate }: Audio, params: Params): Float64Array {
  const { hopSamples, ...sift } = parseParams("feature hilbert-spectrum", hilbertSpectrum.params, {
    ...params,
    bins: 1,
    minHz: 0,
    maxHz: null,
  });
  const settings = { ...sift, hopSamples, energy: "power" as const, frequencyWeighted: false };
  const { data: ofModes } = spectrumOf(samples, sampleRate, settings, true, settings);
  return Float64Array.from(ofModes, (energy, frame) => {
    // a frame may be shorter than a period
    const around = samples.subarray(Math.max(0, (frame - 1) * hopSamples), (frame + 2) * hopSamples);
    // the squared amplitude of a tone is twice its mean square
    const own = (2 * around.reduce((sum, sample) => sum + sample ** 2, 0)) / Math.max(1, around.length);
    return energy > own ? own / energy : 1;
  });
}

function inBands(part: FeaturePart, { rows, cols, data }: Matrix): { part: FeaturePart; matrix: Matrix } {
  const width = 2 * Number(part.scale.at[0]);
  const octaves = Math.log2((rows * width) / LOWEST_HZ);
  const edges = Array.from({ length: BANDS + 1 }, (_, i) => LOWEST_HZ * 2 ** ((octaves * i) / BANDS));
  const summed = new Float32Array(BANDS * cols);
  for (let band = 0; band < BANDS; band++) {
    const [low, high] = [band === 0 ? 0 : edges[band], edges[band + 1]];
    for (let row = Math.floor(low / width); row < Math.min(rows, Math.ceil(high / width)); row++) {
      const share = Math.min(high / width, row + 1) - Math.max(low / width, row);
      for (let col = 0; col < cols; col++) summed[band * cols + col] += share * data[row * cols + col];
    }
  }
  const middles = edges.slice(1).map((edge, i) => Math.sqrt(edge * edges[i]));
  const scale: RowScale = { ...part.scale, at: middles };
  return { part: { ...part, scale }, matrix: { rows: BANDS, cols, data: summed } };
}
