/** What a member gives to every label, by each rule: sums of points, times the weights, make every combination. */
import type { Predictions } from "../dataset/predictions.ts";
import type { Rule } from "./rules.ts";

/** Of probabilities, before their logarithm: what one member rules out may be so by rounding. */
export const LEAST = 2 ** -23;

/** [member], each [clip, label]: votes, probabilities, their logarithms, or how many labels are less likely. */
export function pointsOf(members: readonly Predictions[], rule: Rule): Float32Array[] {
  return members.map((member) => {
    const k = member.labels.length;
    const points = new Float32Array(member.probabilities.length);
    if (rule === "mean") points.set(member.probabilities);
    else if (rule === "votes") {
      member.predicted.forEach((label, clip) => {
        points[clip * k + label] = 1;
      });
    } else if (rule === "geometric") {
      for (let i = 0; i < points.length; i++) points[i] = Math.log(Math.max(member.probabilities[i], LEAST));
    } else {
      for (let i = 0; i < points.length; i++) points[i] = beaten(member.probabilities, i, k);
    }
    return points;
  });
}

/** How many labels of the clip are less likely than this one; equally likely ones count a half. */
function beaten(probabilities: Float32Array, at: number, labelCount: number): number {
  const first = at - (at % labelCount);
  let points = -0.5; // itself
  for (let i = first; i < first + labelCount; i++) {
    points += probabilities[i] < probabilities[at] ? 1 : probabilities[i] === probabilities[at] ? 0.5 : 0;
  }
  return points;
}
