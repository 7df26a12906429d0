/** Features of sound that comes in chunks: frames as soon as they are complete, as those of the whole recording. */
import type { z } from "zod";
import { ConfigError } from "../base/errors.ts";
import type { Matrix } from "../base/matrix.ts";
import { parseParams } from "../base/params.ts";
import { dctOfColumns } from "../signal/dct.ts";
import { DECIBEL_DEFAULTS, powerToDb } from "../signal/decibel.ts";
import { delta } from "../signal/delta.ts";
import type { MelSettings } from "../signal/mel.ts";
import { melSpectrogram } from "../signal/mel-spectrogram.ts";
import { countFrames, type StftSettings } from "../signal/stft.ts";
import type { Axis, Feature } from "./feature.ts";
import { mel } from "./mel.ts";
import { mfcc } from "./mfcc.ts";

/** Frames per fit of Δ and ΔΔ. */
const DELTA_WIDTH = 9;
const HALF_DELTA = 4;
const RANGE_DB = DECIBEL_DEFAULTS.topDb ?? 0;

type Columns = Matrix<Float32Array<ArrayBuffer>>;

export interface FeatureStream {
  /** Takes the next samples; the frames that they complete, [row, frame], maybe none. */
  push(samples: Float32Array): Feature;
  /** The frames that are left, which reach beyond the end. */
  end(): Feature;
}

/**
 * `mel` or `mfcc` (with Δ and ΔΔ, which are four frames late) of sound in chunks of any size. Frames are those of the whole
 * recording, but for one thing: decibels have a floor 80 dB below the loudest band, and of a stream the loudest is the loudest so
 * far.
 *
 * @param step - the feature with its parameters; what other features are is known at the end of a recording only
 * @param sampleRate - Hz
 * @throws ConfigError for other features, and parameters that are wrong
 */
export function createFeatureStream(
  { id, params = {} }: { readonly id: string; readonly params?: Readonly<Record<string, unknown>> },
  sampleRate: number,
): FeatureStream {
  if (id === "mel") {
    const settings = parseParams("feature mel", mel.params, params);
    const floor = settings.decibels ? createFloor() : undefined;
    return framesOf(
      settings,
      (samples, stft) => {
        const bands = melSpectrogram(samples, sampleRate, stft, settings.power);
        floor?.(bands.data);
        return bands;
      },
      "band",
    );
  }
  if (id === "mfcc") return streamMfcc(parseParams("feature mfcc", mfcc.params, params), sampleRate);
  throw new ConfigError(
    `feature ${id}: cannot be streamed: it looks at whole recordings; expected mel or mfcc.`,
  );
}

function streamMfcc(settings: z.output<typeof mfcc.params>, sampleRate: number): FeatureStream {
  const { nMfcc, nMels, dctNorm, lifter, deltas } = settings;
  if (nMfcc > nMels) throw new ConfigError(`nMfcc: expected at most nMels (${nMels}), got ${nMfcc}.`);
  if (lifter > 0) throw new ConfigError(`lifter: expected 0 in a stream, got ${lifter}.`);
  const floor = createFloor();
  const base = framesOf(
    settings,
    (samples, stft) => {
      const bands = melSpectrogram(samples, sampleRate, stft);
      floor(bands.data);
      return dctOfColumns(bands, nMfcc, dctNorm);
    },
    "coefficient",
  );
  return deltas === 0 ? base : withDeltas(base, nMfcc, deltas);
}

/** Powers to decibels, in place, no lower than 80 dB below the loudest so far. */
function createFloor(): (powers: Float32Array) => void {
  let loudest = DECIBEL_DEFAULTS.amin;
  return (powers) => {
    for (const power of powers) if (power > loudest) loudest = power;
    const least = 10 * Math.log10(loudest) - RANGE_DB;
    powerToDb(powers, { ...DECIBEL_DEFAULTS, topDb: null });
    for (let i = 0; i < powers.length; i++) if (powers[i] < least) powers[i] = least;
  };
}

/** Frames of a short-time spectrum, each computed once all of its samples are there. */
function framesOf<S extends StftSettings & MelSettings>(
  settings: S,
  compute: (samples: Float32Array, stft: S) => Columns,
  axis: Axis,
): FeatureStream {
  const { nFft, hopSamples, center, nMels } = settings;
  const before = center ? Math.floor(nFft / 2) : 0;
  let held = new Float32Array(before); // silence before the first sample
  let skipped = 0; // samples to come that lie between two frames
  let total = 0; // samples so far
  let given = 0; // frames so far
  let rows = nMels;
  const until = (frames: number): Feature => {
    const count = frames - given;
    if (count <= 0) return { axes: [axis, "frame"], shape: [rows, 0], data: new Float32Array(0) };
    const columns = compute(held.subarray(0, (count - 1) * hopSamples + nFft), {
      ...settings,
      center: false,
    });
    rows = columns.rows;
    skipped = Math.max(0, count * hopSamples - held.length);
    held = held.slice(count * hopSamples);
    given = frames;
    return { axes: [axis, "frame"], shape: [rows, columns.cols], data: columns.data };
  };
  return {
    push(samples) {
      held = joined(held, samples.subarray(skipped));
      skipped = Math.max(0, skipped - samples.length);
      total += samples.length;
      return until(Math.floor((total + before - nFft) / hopSamples) + 1);
    },
    end() {
      const frames = countFrames(total, settings);
      const needed = (frames - given - 1) * hopSamples + nFft;
      held = joined(held, new Float32Array(Math.max(0, needed - held.length)));
      return until(frames);
    },
  };
}

/** The rows of Δ, and of ΔΔ, below those of a stream. */
function withDeltas(base: FeatureStream, rows: number, orders: number): FeatureStream {
  let held: Columns = { rows, cols: 0, data: new Float32Array(0) };
  let heldFrom = 0; // frame
  let given = 0;
  const until = (frames: number): Feature => {
    const count = Math.max(0, frames - given);
    const data = new Float32Array(rows * (1 + orders) * count);
    const mode = held.cols < DELTA_WIDTH ? "nearest" : "interp";
    for (let order = 0; order <= orders && count > 0; order++) {
      const all = order === 0 ? held.data : delta(held.data, held.cols, { width: DELTA_WIDTH, order, mode });
      for (let row = 0; row < rows; row++) {
        const from = row * held.cols + given - heldFrom;
        data.set(all.subarray(from, from + count), (order * rows + row) * count);
      }
    }
    given += count;
    const kept = Math.max(heldFrom, given + HALF_DELTA - DELTA_WIDTH);
    held = partOf(held, kept - heldFrom);
    heldFrom = kept;
    return { axes: ["coefficient", "frame"], shape: [rows * (1 + orders), count], data };
  };
  const take = ({ data, shape: [, cols] }: Feature): number => {
    held = beside(held, { rows, cols, data });
    return heldFrom + held.cols;
  };
  return {
    push(samples) {
      const frames = take(base.push(samples));
      return until(frames < DELTA_WIDTH ? 0 : frames - HALF_DELTA);
    },
    end: () => until(take(base.end())),
  };
}

function joined(first: Float32Array, second: Float32Array): Float32Array<ArrayBuffer> {
  const all = new Float32Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}

function beside(first: Columns, second: Columns): Columns {
  const cols = first.cols + second.cols;
  const data = new Float32Array(first.rows * cols);
  for (let row = 0; row < first.rows; row++) {
    data.set(first.data.subarray(row * first.cols, (row + 1) * first.cols), row * cols);
    data.set(second.data.subarray(row * second.cols, (row + 1) * second.cols), row * cols + first.cols);
  }
  return { rows: first.rows, cols, data };
}

/** The columns from one on. */
function partOf({ rows, cols, data }: Columns, from: number): Columns {
  const kept = new Float32Array(rows * (cols - from));
  for (let row = 0; row < rows; row++)
    kept.set(data.subarray(row * cols + from, (row + 1) * cols), row * (cols - from));
  return { rows, cols: cols - from, data: kept };
}
