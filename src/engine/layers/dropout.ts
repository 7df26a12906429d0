import type { Value } from "../graph.ts";
import { mul } from "../ops/elementwise.ts";
import { reshape } from "../ops/shape.ts";
import type { Named } from "./parameters.ts";

/** Zeroes numbers at the given rate while training and scales the others by 1 / (1 - rate); afterwards the identity. */
export function dropout(x: Value, rate: number, options: Named = {}): Value {
  return x.graph.inLayer("dropout", options.name, () =>
    x.graph.training && rate > 0 ? mul(x, x.graph.dropoutMask(x.shape, rate)) : x,
  );
}

/**
 * Silences whole channels at the given rate while training and scales the others by 1 / (1 - rate); afterwards the
 * identity (spatial dropout, Tompson et al. 2015; torch.nn.Dropout1d and Dropout2d).
 *
 * @param x - [row, channel, ...]
 */
export function channelDropout(x: Value, rate: number, options: Named = {}): Value {
  return x.graph.inLayer("channelDropout", options.name, () => {
    if (!x.graph.training || rate === 0) return x;
    const [rows, channels, ...rest] = x.shape;
    const mask = x.graph.dropoutMask([rows, channels], rate);
    return mul(x, reshape(mask, [rows, channels, ...rest.map(() => 1)]));
  });
}
