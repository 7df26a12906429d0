/** The frames that a voice is looked for in: power, autocorrelation and candidates of pitch, in one pass of the kernel. */
import { LANES, placeFolding, placeFrames } from "../kernel/frames.ts";
import { doublesAt, kernel, openArena } from "../kernel/kernel.ts";
import { createSubharmonicPitch, type SubharmonicSettings } from "./subharmonic-pitch.ts";
import { countWindowed, FRAMES_AT_ONCE, gridOf, type WindowedFrames } from "./windowed-spectra.ts";

export interface VoiceFrames {
  readonly nFft: number;
  /** [frame, bin], nFft / 2 + 1 of them. */
  readonly power: Float64Array;
  /** [frame, lag], lags 0 to `lags` - 1, all scaled alike. */
  readonly correlation: Float64Array;
  readonly lags: number;
  /** [frame, candidate], Hz, the strongest first; 0 for none. */
  readonly hz: Float64Array;
  /** [frame, candidate], 0 to 1. */
  readonly voicing: Float64Array;
}

/**
 * @param minRms - frames of less under their window are silent: they have no candidate
 * @param longest - the longest lag that is wanted, in samples; less than half the transform counts
 */
export function voiceFrames(
  samples: Float32Array | Float64Array,
  sampleRate: number,
  settings: WindowedFrames,
  pitch: SubharmonicSettings,
  minRms: number,
  longest: number,
): VoiceFrames {
  const grid = gridOf(settings);
  const { nFft } = grid;
  const bins = nFft / 2 + 1;
  const frames = countWindowed(samples.length, settings);
  const summation = createSubharmonicPitch(bins, sampleRate, pitch);
  const nPairs = Math.min(nFft / 4, Math.floor(longest / 2) + 1);
  const lags = 2 * nPairs;
  const power = new Float64Array(frames * bins);
  const correlation = new Float64Array(frames * lags);
  const hz = new Float64Array(frames * pitch.candidates);
  const voicing = new Float64Array(frames * pitch.candidates);
  const row = summation.nSums + 2;
  const minEnergy = settings.frameSamples * minRms ** 2;
  for (let first = 0; first < frames; first += FRAMES_AT_ONCE) {
    const count = Math.min(FRAMES_AT_ONCE, frames - first);
    const nBlocks = Math.ceil(count / LANES.f64);
    const nRows = nBlocks * LANES.f64;
    const arena = openArena();
    const placed = placeFrames(arena, "f64", samples, grid, first, nBlocks);
    const folding = placeFolding(arena, "f64", nFft, nPairs);
    const scale = summation.place(arena);
    const rowsAt = arena.reserve("f64", nRows * bins);
    const lagsAt = arena.reserve("f64", nRows * lags);
    const sumsAt = arena.reserve("f64", nRows * row);
    kernel().voiceFrames(placed, nBlocks, rowsAt, folding, lagsAt, scale, sumsAt);
    power.set(doublesAt(rowsAt, count * bins), first * bins);
    unfold(doublesAt(lagsAt, nRows * lags), lags, count, correlation, first * lags);
    const sums = doublesAt(sumsAt, nRows * row);
    for (let i = 0; i < count; i++) {
      const end = (i + 1) * row;
      if (sums[end - 1] < minEnergy) continue;
      summation.find(sums, i * row, sums[end - 2], first + i, { hz, voicing });
    }
  }
  return { nFft, power, correlation, lags, hz, voicing };
}

/** [block, lag, lane] -> [frame, lag]. */
function unfold(blocks: Float64Array, lags: number, count: number, into: Float64Array, at: number): void {
  for (let i = 0; i < count; i++) {
    const from = Math.floor(i / LANES.f64) * lags * LANES.f64 + (i % LANES.f64);
    for (let lag = 0; lag < lags; lag++) into[at + i * lags + lag] = blocks[from + lag * LANES.f64];
  }
}
