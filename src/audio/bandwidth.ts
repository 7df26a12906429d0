/** How much of its band a recording really fills, whatever its sampling rate says. */
import { eachPowerSpectrum } from "../signal/stft.ts";
import type { Audio } from "./audio.ts";

/** Bands of this width are compared, Hz. */
const BAND_HZ = 125;
/** A frame lasts about as long: bins of a few ten Hz. */
const FRAME_S = 0.04;
/** So many frames, spread over the recording, are looked at: a minute tells as much as an hour. */
const MAX_FRAMES = 1500;
/** Only frames that are no quieter than this below the loudest count: pauses hold noise. */
const LOUD_DB = 40;
/** Of those, the level that a band reaches in one of so many: fricatives are rare, and clicks rarer. */
const REACHED_IN = 0.05;
/** What lies further below the loudest band is no sound of the recording: filters of converters and codecs close deeper. */
const RANGE_DB = 72;
/** Nor is what 16 bits leave of the samples in rounding, with this much to spare: quiet clips were upsampled too. */
const ROUNDING_POWER = (10 * 2 ** -30) / 12;
/** Half of the bands over this width have to be filled: a lone whistle above the speech is no bandwidth. */
const FILLED_HZ = 2000;

/** Mean square of the window. */
const HANN_POWER = 3 / 8;

/**
 * The highest frequency up to which a recording holds sound, Hz: half the sampling rate at most, less where it was
 * resampled from a lower rate, came through a telephone, or was cut by a lossy codec. 0 for silence.
 */
export function bandwidthHz({ samples, sampleRate }: Audio): number {
  const nFft = 2 ** Math.round(Math.log2(FRAME_S * sampleRate));
  const binHz = sampleRate / nFft;
  const nBands = Math.max(1, Math.floor(sampleRate / 2 / BAND_HZ));
  const frames: Float64Array[] = [];
  const energies: number[] = [];
  for (const piece of piecesOf(samples, nFft)) {
    eachPowerSpectrum(
      piece,
      { nFft, hopSamples: nFft, winSamples: null, window: "hann", center: false },
      (power) => {
        const bands = new Float64Array(nBands);
        // the lowest bins are hum and offset
        for (let bin = 2; bin < power.length; bin++) {
          bands[Math.min(nBands - 1, Math.floor((bin * binHz) / BAND_HZ))] += power[bin];
        }
        frames.push(bands);
        energies.push(bands.reduce((a, b) => a + b, 0));
      },
    );
  }
  const loudest = energies.reduce((a, b) => Math.max(a, b), 0);
  if (loudest === 0) return 0;
  const loud = frames.filter((_, i) => energies[i] > loudest * 10 ** (-LOUD_DB / 10));
  const levels = Array.from({ length: nBands }, (_, band) => {
    const sorted = Float64Array.from(loud, (bands) => bands[band]).sort();
    return sorted[Math.floor((1 - REACHED_IN) * (sorted.length - 1))];
  });
  const rounding = ROUNDING_POWER * HANN_POWER * nFft * (BAND_HZ / binHz);
  const floor = Math.max(rounding, levels.reduce((a, b) => Math.max(a, b)) * 10 ** (-RANGE_DB / 10));
  const width = Math.round(FILLED_HZ / BAND_HZ);
  for (let band = nBands - 1; band >= 0; band--) {
    const near = levels.slice(Math.max(0, band - width + 1), band + 1);
    const filled = near.filter((level) => level > floor).length;
    if (levels[band] > floor && 2 * filled >= near.length)
      return Math.min(sampleRate / 2, (band + 1) * BAND_HZ);
  }
  return 0;
}

/** Stretches of whole frames, evenly spread: the whole of a short recording. */
function piecesOf(samples: Float32Array, frameSamples: number): Float32Array[] {
  if (samples.length < frameSamples) {
    const padded = new Float32Array(frameSamples);
    padded.set(samples);
    return [padded];
  }
  const frames = Math.floor(samples.length / frameSamples);
  if (frames <= MAX_FRAMES) return [samples];
  return Array.from({ length: MAX_FRAMES }, (_, i) => {
    const at = Math.floor((i * frames) / MAX_FRAMES) * frameSamples;
    return samples.subarray(at, at + frameSamples);
  });
}
