/** The most probable path through pitch bins, voiced and unvoiced (Viterbi), as librosa.pyin decodes it. */
import { roundHalfEven } from "./round.ts";

/** The smallest normal number: added before logarithms, as librosa does. */
export const TINY = 2 ** -1022;

export interface PitchPathSettings {
  /** Largest step from frame to frame in semitones; rounded. */
  readonly maxStepSemitones: number;
  readonly binsPerSemitone: number;
  /** Probability of changing between voiced and unvoiced. */
  readonly switchProbability: number;
}

export interface PitchPath {
  /**
   * Takes the next frame.
   *
   * @param observed - [bin], probabilities of the voiced bins
   * @param voicedProbability - their sum; the rest is spread evenly over the unvoiced bins
   */
  step(observed: Float64Array, voicedProbability: number): void;
  /** [frame], the states of the best path: bin if voiced, nBins + bin if not. */
  trace(): Int32Array<ArrayBuffer>;
}

/**
 * A path through `frames` frames of 2 · nBins states. A step from bin to bin is weighed by a triangle as wide as the
 * largest step; all states begin alike. Beyond the triangle the probability is 2^-1022, not 0.
 */
export function createPitchPath(frames: number, nBins: number, settings: PitchPathSettings): PitchPath {
  const { switchProbability } = settings;
  const width = roundHalfEven(settings.maxStepSemitones) * settings.binsPerSemitone + 1;
  const triangle = createTriangle(nBins, width);
  const logStay = Math.log(1 - switchProbability + TINY);
  const logSwitch = Math.log(switchProbability + TINY);
  const logTiny = Math.log(TINY);

  let value = new Float64Array(2 * nBins);
  let next = new Float64Array(2 * nBins);
  const entering = new Float64Array(nBins);
  const source = new Int32Array(nBins); // [bin]: the state of the bin that is better to enter from
  const before = new Uint16Array(frames * 2 * nBins); // [frame, state]: the state of the frame before
  let frame = 0;

  /** Fills next[bin + first] and before[frame, bin + first] for one half of the states, of the same or the other half. */
  const enter = (first: number, logFromVoiced: number, logFromUnvoiced: number, best: number): void => {
    for (let bin = 0; bin < nBins; bin++) {
      const voiced = value[bin] + logFromVoiced;
      const unvoiced = value[nBins + bin] + logFromUnvoiced;
      entering[bin] = Math.max(voiced, unvoiced) - triangle.logRowSum[bin];
      source[bin] = voiced >= unvoiced ? bin : nBins + bin;
    }
    const leap = value[best] + logTiny;
    const at = frame * 2 * nBins + first;
    for (let bin = 0; bin < nBins; bin++) {
      const low = Math.max(0, bin - triangle.highest);
      const high = Math.min(nBins - 1, bin - triangle.lowest);
      let most = Number.NEGATIVE_INFINITY;
      let nearest = low;
      for (let other = low, weight = bin - low - triangle.lowest; other <= high; other++, weight--) {
        const candidate = entering[other] + triangle.logWeight[weight];
        if (candidate > most) {
          most = candidate;
          nearest = other;
        }
      }
      const leaps = leap > most;
      next[first + bin] = leaps ? leap : most;
      before[at + bin] = leaps ? best : source[nearest];
    }
  };

  return {
    step(observed, voicedProbability) {
      const logUnvoiced = Math.log((1 - voicedProbability) / nBins + TINY);
      if (frame === 0) {
        next.fill(Math.log(1 / (2 * nBins)));
      } else {
        const best = indexOfMax(value);
        enter(0, logStay, logSwitch, best);
        enter(nBins, logSwitch, logStay, best);
      }
      for (let bin = 0; bin < nBins; bin++) {
        next[bin] += observed[bin] === 0 ? logTiny : Math.log(observed[bin] + TINY);
        next[nBins + bin] += logUnvoiced;
      }
      [value, next] = [next, value];
      frame++;
    },
    trace() {
      const states = new Int32Array(frames);
      let state = indexOfMax(value);
      for (let t = frames - 1; t >= 0; t--) {
        states[t] = state;
        state = before[t * 2 * nBins + state];
      }
      return states;
    },
  };
}

/** Transitions from bin to bin: logWeight[step - lowest] - logRowSum[from] for steps from lowest to highest. */
interface Triangle {
  readonly lowest: number;
  readonly highest: number;
  readonly logWeight: Float64Array;
  /** [bin]: of the weights that lead to a bin. */
  readonly logRowSum: Float64Array;
}

/** @see librosa.sequence.transition_local with scipy.signal.windows.triang (one bin off centre for even widths) */
function createTriangle(nBins: number, width: number): Triangle {
  const lowest = width % 2 === 1 ? -(width - 1) / 2 : nBins % 2 === 0 ? 1 - width / 2 : -width / 2;
  const highest = lowest + width - 1;
  const scale = width % 2 === 1 ? width + 1 : width;
  const weights = Float64Array.from({ length: width }, (_, i) => {
    const rank = Math.min(i, width - 1 - i) + 1;
    return (width % 2 === 1 ? 2 * rank : 2 * rank - 1) / scale;
  });
  const logRowSum = Float64Array.from({ length: nBins }, (_, bin) => {
    let sum = 0;
    for (let step = Math.max(lowest, -bin); step <= Math.min(highest, nBins - 1 - bin); step++) {
      sum += weights[step - lowest];
    }
    return Math.log(sum);
  });
  return { lowest, highest, logWeight: weights.map(Math.log), logRowSum };
}

/** The first index of the largest value. */
function indexOfMax(values: Float64Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}
