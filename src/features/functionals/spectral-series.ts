/** The shape of every frame's spectrum. */
import {
  lnSpectralFlatness,
  spectralBandwidth,
  spectralCentroid,
  spectralFlux,
  spectralRolloff,
} from "../../signal/spectral-shape.ts";
import { ANALYSIS_RATE, STFT } from "./settings.ts";

export interface SpectralSeries {
  readonly shape: {
    /** [frame] */
    readonly centroidKhz: Float64Array;
    readonly bandwidthKhz: Float64Array;
    readonly rolloffKhz: Float64Array;
    readonly lnFlatness: Float64Array;
    /** [frame - 1], from each frame to the next. */
    readonly flux: Float64Array;
  };
}

/** Series that are filled frame by frame, in order of time. */
export function createSpectralSeries(frames: number): {
  readonly series: SpectralSeries;
  add(power: Float64Array, frame: number): void;
} {
  const centroidKhz = new Float64Array(frames);
  const bandwidthKhz = new Float64Array(frames);
  const rolloffKhz = new Float64Array(frames);
  const lnFlatness = new Float64Array(frames);
  const flux = new Float64Array(frames - 1);
  const binHz = ANALYSIS_RATE / STFT.nFft;
  let previous = new Float64Array(STFT.nFft / 2 + 1);
  let magnitude = new Float64Array(previous.length);
  return {
    series: { shape: { centroidKhz, bandwidthKhz, rolloffKhz, lnFlatness, flux } },
    add(power, frame) {
      [previous, magnitude] = [magnitude, previous];
      for (let bin = 0; bin < power.length; bin++) magnitude[bin] = Math.sqrt(power[bin]);
      const centroidHz = spectralCentroid(magnitude, binHz);
      centroidKhz[frame] = centroidHz / 1000;
      bandwidthKhz[frame] = spectralBandwidth(magnitude, binHz, centroidHz) / 1000;
      rolloffKhz[frame] = spectralRolloff(magnitude, binHz, 0.85) / 1000;
      lnFlatness[frame] = lnSpectralFlatness(power);
      if (frame > 0) flux[frame - 1] = spectralFlux(previous, magnitude);
    },
  };
}
