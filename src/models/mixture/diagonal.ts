import type { Covariance } from "./covariance.ts";

/** Numbers of a row vary each for itself. */
export const diagonal: Covariance = {
  estimate(rows, members, mean, floor) {
    const scale = rows.variancesOf(members, mean);
    let logDeterminant = 0;
    for (let col = 0; col < scale.length; col++) {
      scale[col] = 1 / Math.sqrt(scale[col] + floor);
      logDeterminant += Math.log(scale[col]);
    }
    return { scale, logDeterminant };
  },

  distances: (rows, mean, scale) => rows.distances(mean, scale),
};
