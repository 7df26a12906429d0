/**
 * Hidden Markov models with Gaussian states, trained by expectation maximisation: Baum, Petrie, Soules & Weiss 1970 (Annals of
 * Mathematical Statistics 41: 164-171); Rabiner 1989 (Proc. IEEE 77: 257-286). All in logarithms: a path that is a million
 * times less likely now may be the only one later.
 */
import type { Matrix } from "../../base/matrix.ts";
import type { Gaussian } from "../mixture/covariance.ts";
import { diagonal } from "../mixture/diagonal.ts";
import type { HeldRows } from "../mixture/held-rows.ts";
import { membersOf } from "../mixture/members.ts";

export interface HiddenMarkov {
  /** [state]: how likely a sequence begins there. */
  readonly start: Float64Array;
  /** [state, next state]. */
  readonly transitions: Float64Array;
  readonly states: readonly Gaussian[];
}

/** Sequences end to end. */
export interface Sequences {
  /** [frame, coefficient]. */
  readonly frames: HeldRows;
  /** [sequence], in frames, at least 1. */
  readonly lengths: readonly number[];
}

export interface HiddenMarkovOptions {
  /** Added to the summed squares of a state's frames about their mean: no variance becomes 0. */
  readonly variancePrior: number;
  /** The fit ends when the log-likelihood of all sequences grows by less. */
  readonly tolerance: number;
  readonly iterations: number;
  readonly signal?: AbortSignal;
}

/** A state that fewer frames belong to stays as it is. */
const LEAST_FRAMES = 1e-8;

/** @see hmmlearn GaussianHMM (0.3.3), covariance_type "diag" */
export function trainHiddenMarkov(
  sequences: Sequences,
  from: HiddenMarkov,
  { variancePrior, tolerance, iterations, signal }: HiddenMarkovOptions,
): HiddenMarkov {
  let model = from;
  let before = Number.NEGATIVE_INFINITY;
  for (let iteration = 0; iteration < iterations; iteration++) {
    signal?.throwIfAborted();
    const { likelihood, shares, starts, passages } = expected(sequences, model);
    model = {
      start: normalised(starts, model.start),
      transitions: normalisedRows(passages, model.transitions),
      states: statesOf(sequences.frames, shares, variancePrior, model.states),
    };
    if (likelihood - before < tolerance) break;
    before = likelihood;
  }
  return model;
}

/**
 * The states of frames that belong to them by `shares`.
 *
 * @param shares - [frame, state]
 * @param otherwise - what states without frames are
 */
export function statesOf(
  frames: HeldRows,
  shares: Matrix<Float64Array>,
  variancePrior: number,
  otherwise: readonly Gaussian[],
): Gaussian[] {
  return otherwise.map((state, k) => {
    const members = membersOf(shares, k);
    if (members.total < LEAST_FRAMES) return state;
    return diagonal.estimate(frames, members, variancePrior / members.total);
  });
}

/** [sequence]: log-likelihoods. */
export function likelihoods({ frames, lengths }: Sequences, model: HiddenMarkov): number[] {
  const densities = densitiesOf(frames, model.states);
  const count = model.states.length;
  const [start, steps] = [logarithms(model.start), logarithms(model.transitions)];
  let at = 0;
  return lengths.map((length) => {
    const forward = forwardOf(densities.subarray(at, at + length * count), start, steps);
    at += length * count;
    return logSum(forward.subarray(forward.length - count));
  });
}

interface Expected {
  readonly likelihood: number;
  /** [frame, state]. */
  readonly shares: Matrix<Float64Array>;
  /** [state]. */
  readonly starts: Float64Array;
  /** [state, next state]: how often sequences went so. */
  readonly passages: Float64Array;
}

function expected({ frames, lengths }: Sequences, model: HiddenMarkov): Expected {
  const count = model.states.length;
  const all = densitiesOf(frames, model.states);
  const [start, steps] = [logarithms(model.start), logarithms(model.transitions)];
  const shares = new Float64Array(frames.rows * count);
  const starts = new Float64Array(count);
  const passages = new Float64Array(count * count);
  let likelihood = 0;
  let at = 0;
  for (const length of lengths) {
    const densities = all.subarray(at, at + length * count);
    const forward = forwardOf(densities, start, steps);
    const backward = backwardOf(densities, steps);
    const own = logSum(forward.subarray(forward.length - count));
    likelihood += own;
    for (let i = 0; i < forward.length; i++) shares[at + i] = Math.exp(forward[i] + backward[i] - own);
    for (let k = 0; k < count; k++) starts[k] += shares[at + k];
    for (let next = count; next < forward.length; next += count) {
      for (let i = 0; i < count; i++) {
        for (let j = 0; j < count; j++) {
          const step = steps[i * count + j];
          if (step === Number.NEGATIVE_INFINITY) continue;
          const path = forward[next - count + i] + step + densities[next + j] + backward[next + j];
          passages[i * count + j] += Math.exp(path - own);
        }
      }
    }
    at += length * count;
  }
  return { likelihood, shares: { rows: frames.rows, cols: count, data: shares }, starts, passages };
}

/** [frame, state]: logarithms. */
function densitiesOf(frames: HeldRows, states: readonly Gaussian[]): Float64Array {
  const densities = new Float64Array(frames.rows * states.length);
  for (const [k, { mean, scale, logDeterminant }] of states.entries()) {
    const distances = diagonal.distances(frames, mean, scale);
    const most = logDeterminant - (frames.cols / 2) * Math.log(2 * Math.PI);
    for (let frame = 0; frame < frames.rows; frame++)
      densities[frame * states.length + k] = most - distances[frame] / 2;
  }
  return densities;
}

/** [frame, state]: of all that was heard until then, and being there. */
function forwardOf(densities: Float64Array, start: Float64Array, steps: Float64Array): Float64Array {
  const count = start.length;
  const forward = new Float64Array(densities.length);
  const paths = new Float64Array(count);
  for (let j = 0; j < count; j++) forward[j] = start[j] + densities[j];
  for (let at = count; at < densities.length; at += count) {
    for (let j = 0; j < count; j++) {
      for (let i = 0; i < count; i++) paths[i] = forward[at - count + i] + steps[i * count + j];
      forward[at + j] = logSum(paths) + densities[at + j];
    }
  }
  return forward;
}

/** [frame, state]: of all that is heard afterwards, from there. */
function backwardOf(densities: Float64Array, steps: Float64Array): Float64Array {
  const count = Math.sqrt(steps.length);
  const backward = new Float64Array(densities.length);
  const paths = new Float64Array(count);
  for (let at = densities.length - 2 * count; at >= 0; at -= count) {
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < count; j++) {
        const next = at + count + j;
        paths[j] = steps[i * count + j] + densities[next] + backward[next];
      }
      backward[at + i] = logSum(paths);
    }
  }
  return backward;
}

function logSum(values: Float64Array): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) if (values[i] > most) most = values[i];
  if (most === Number.NEGATIVE_INFINITY) return most;
  let sum = 0;
  for (let i = 0; i < values.length; i++)
    if (values[i] > Number.NEGATIVE_INFINITY) sum += Math.exp(values[i] - most);
  return most + Math.log(sum);
}

const logarithms = (values: Float64Array): Float64Array => values.map((value) => Math.log(value));

function normalised(counts: Float64Array, otherwise: Float64Array): Float64Array {
  const sum = counts.reduce((a, b) => a + b, 0);
  return sum < LEAST_FRAMES ? otherwise : counts.map((one) => one / sum);
}

function normalisedRows(counts: Float64Array, otherwise: Float64Array): Float64Array {
  const size = Math.sqrt(counts.length);
  const rows = new Float64Array(counts.length);
  for (let at = 0; at < counts.length; at += size)
    rows.set(normalised(counts.subarray(at, at + size), otherwise.subarray(at, at + size)), at);
  return rows;
}
