/** Everything that the wide set measures in frames, not yet smoothed: the voice of eGeMAPS, and spectra in more detail. */
import { countWindowed, eachWindowedSpectrum, transformLength } from "../../signal/voice/windowed-spectra.ts";
import { analyseVoice, HOP_S, LONG_FRAME_S, type VoiceAnalysis } from "../egemaps/analysis.ts";
import { type AuditorySeries, createAuditory } from "./auditory.ts";
import { createShapes, type ShapeSeries } from "./spectral-shape.ts";

const FRAME_S = 0.02;

/** Every array is [frame], one every 10 ms. */
export interface WideAnalysis {
  readonly voice: VoiceAnalysis;
  readonly shape: ShapeSeries;
  readonly auditory: AuditorySeries;
  /** Share of a frame's steps from sample to sample at which the sign changes. */
  readonly zeroCrossings: Float64Array;
}

export function analyseWide(samples: Float32Array, sampleRate: number): WideAnalysis {
  const frameSamples = Math.round(FRAME_S * sampleRate);
  const hopSamples = Math.max(1, Math.round(HOP_S * sampleRate));
  const settings = { frameSamples, hopSamples, window: "hamming" } as const;
  const frames = countWindowed(samples.length, settings);
  const nFft = transformLength(frameSamples);
  const shapes = createShapes(frames, nFft / 2 + 1, sampleRate / nFft);
  const auditory = createAuditory(frames, sampleRate, nFft);
  eachWindowedSpectrum(samples, settings, (power, frame) => {
    shapes.add(power, frame);
    auditory.add(power, frame);
  });
  return {
    voice: analyseVoice(samples, sampleRate),
    shape: shapes.series,
    auditory: auditory.series,
    zeroCrossings: crossingsOf(samples, Math.round(LONG_FRAME_S * sampleRate), hopSamples),
  };
}

function crossingsOf(samples: Float32Array, frameSamples: number, hopSamples: number): Float64Array {
  const frames = countWindowed(samples.length, { frameSamples, hopSamples, window: "hamming" });
  return Float64Array.from({ length: frames }, (_, frame) => {
    const from = frame * hopSamples;
    const end = Math.min(samples.length, from + frameSamples);
    let count = 0;
    for (let n = from + 1; n < end; n++) if (samples[n - 1] * samples[n] < 0) count++;
    return count / frameSamples;
  });
}
