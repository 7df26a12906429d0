/** Where the training of a hidden Markov model begins. */
import type { Random } from "../../base/random.ts";
import { lloyd, seedCentres } from "../mixture/k-means.ts";
import { type HiddenMarkov, type Sequences, statesOf } from "./baum-welch.ts";

const CLUSTER_ROUNDS = 100;

/** States in a row, each of which stays or goes on to the next: sequences are cut into as many equal parts. */
export function leftRight(sequences: Sequences, count: number, variancePrior: number): HiddenMarkov {
  const owners = sequences.lengths.flatMap((length) =>
    Array.from({ length }, (_, frame) => Math.floor((frame * count) / length)),
  );
  const transitions = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    transitions[i * count + i] = i + 1 < count ? 0.5 : 1;
    if (i + 1 < count) transitions[i * count + i + 1] = 0.5;
  }
  const start = Float64Array.from({ length: count }, (_, k) => (k === 0 ? 1 : 0));
  return { start, transitions, states: ownedStates(sequences, owners, count, variancePrior) };
}

/** Any state may follow any other: states are clusters of frames, by k-means. */
export async function ergodic(
  sequences: Sequences,
  count: number,
  variancePrior: number,
  random: Random,
  threads: number | undefined,
): Promise<HiddenMarkov> {
  const { frames } = sequences;
  const { owners } = await lloyd(frames, seedCentres(frames, count, random), CLUSTER_ROUNDS, threads);
  return {
    start: new Float64Array(count).fill(1 / count),
    transitions: new Float64Array(count * count).fill(1 / count),
    states: ownedStates(sequences, owners, count, variancePrior),
  };
}

/** A state that owns no frame is like all frames. */
function ownedStates(
  { frames }: Sequences,
  owners: ArrayLike<number>,
  count: number,
  variancePrior: number,
): HiddenMarkov["states"] {
  const everything = { rows: frames.rows, cols: 1, data: new Float64Array(frames.rows).fill(1) };
  const [average] = statesOf(frames, everything, variancePrior, [
    {
      mean: new Float64Array(frames.cols),
      scale: new Float64Array(frames.cols).fill(1),
      logDeterminant: 0,
    },
  ]);
  const shares = new Float64Array(frames.rows * count);
  for (let frame = 0; frame < frames.rows; frame++) shares[frame * count + owners[frame]] = 1;
  return statesOf(
    frames,
    { rows: frames.rows, cols: count, data: shares },
    variancePrior,
    new Array<HiddenMarkov["states"][number]>(count).fill(average),
  );
}
