/** Everything that the wide set measures in frames, not yet smoothed: the voice of eGeMAPS, and spectra in more detail. */
import { countWindowed } from "../../signal/voice/windowed-spectra.ts";
import { analyseVoice, LONG_FRAME_S, shortFrames, type VoiceAnalysis } from "../egemaps/analysis.ts";
import { type AuditorySeries, createAuditory } from "./auditory.ts";
import { createShapes, type ShapeSeries } from "./spectral-shape.ts";

/** Every array is [frame], one every 10 ms. */
export interface WideAnalysis {
  readonly voice: VoiceAnalysis;
  readonly shape: ShapeSeries;
  readonly auditory: AuditorySeries;
  /** Share of a frame's steps from sample to sample at which the sign changes. */
  readonly zeroCrossings: Float64Array;
}

export function analyseWide(samples: Float32Array, sampleRate: number): WideAnalysis {
  const { settings, frames, nFft } = shortFrames(samples.length, sampleRate);
  const shapes = createShapes(frames, nFft / 2 + 1, sampleRate / nFft);
  const auditory = createAuditory(frames, sampleRate, nFft);
  const voice = analyseVoice(samples, sampleRate, (power, frame) => {
    shapes.add(power, frame);
    auditory.add(power, frame);
  });
  return {
    voice,
    shape: shapes.series,
    auditory: auditory.series,
    zeroCrossings: crossingsOf(samples, Math.round(LONG_FRAME_S * sampleRate), settings.hopSamples),
  };
}

/** Frames overlap: from one to the next, steps at its begin are lost and others at its end come in. */
function crossingsOf(samples: Float32Array, frameSamples: number, hopSamples: number): Float64Array {
  const frames = countWindowed(samples.length, { frameSamples, hopSamples, window: "hamming" });
  let count = 0;
  let from = 0;
  let end = 1;
  return Float64Array.from({ length: frames }, (_, frame) => {
    const begin = frame * hopSamples;
    const last = Math.min(samples.length, begin + frameSamples);
    if (begin >= end) [count, from, end] = [0, begin, begin + 1];
    for (; from < begin; from++) if (samples[from] * samples[from + 1] < 0) count--;
    for (; end < last; end++) if (samples[end - 1] * samples[end] < 0) count++;
    return count / frameSamples;
  });
}
