import type { Value } from "../graph.ts";
import { gruStates } from "../ops/gru.ts";
import { concat, reverse } from "../ops/shape.ts";
import { type Named, uniform } from "./parameters.ts";

export interface GruOptions extends Named {
  readonly units: number;
  /** Whether a second one reads the frames from the last to the first. */
  readonly bidirectional?: boolean;
}

/**
 * Gated recurrent units, as torch.nn.GRU with one layer and batch_first.
 *
 * @param x - [row, frame, in]
 * @returns [row, frame, units], or [row, frame, 2 units] for both directions; parameters inWeight [3 units, in],
 *   hiddenWeight [3 units, units], inBias and hiddenBias [3 units] (reset, update, candidate), and the same with
 *   "Reverse" behind their names
 * @throws ShapeError if x is of another rank, or has more than 1024 frames
 */
export function gru(x: Value, { units, bidirectional = false, name }: GruOptions): Value {
  return x.graph.inLayer("gru", name, () => {
    const states = (series: Value, suffix: string): Value => {
      const [inWeight, hiddenWeight, inBias, hiddenBias] = (
        [
          ["inWeight", [3 * units, x.shape[x.shape.length - 1]]],
          ["hiddenWeight", [3 * units, units]],
          ["inBias", [3 * units]],
          ["hiddenBias", [3 * units]],
        ] as const
      ).map(([part, shape]) => x.graph.parameter(part + suffix, shape, uniform(shape, 1 / Math.sqrt(units))));
      return gruStates(series, inWeight, hiddenWeight, inBias, hiddenBias);
    };
    const forwards = states(x, "");
    if (!bidirectional) return forwards;
    return concat([forwards, reverse(states(reverse(x, 1), "Reverse"), 1)], 2);
  });
}
