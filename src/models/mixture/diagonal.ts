import type { Covariance } from "./covariance.ts";

/** Numbers of a row vary each for itself. */
export const diagonal: Covariance = {
  estimate(rows, members, floor) {
    const { mean, variances } = rows.momentsOf(members);
    const scale = variances.map((one) => 1 / Math.sqrt(one + floor));
    const logDeterminant = scale.reduce((sum, one) => sum + Math.log(one), 0);
    return { mean, scale, logDeterminant };
  },

  distances: (rows, mean, scale) => rows.scaledDistances(mean, scale),
};
