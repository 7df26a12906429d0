/** The one rule of what is best: greatest UAR, since every label counts the same there; ties to the one that comes first. */
import type { Score } from "../metrics/metric.ts";

/** Best first; what has no scores (a contest's test side has no labels) comes last, in its own order. */
export function rankByUar<T extends { readonly scores: readonly Score[] }>(entries: readonly T[]): T[] {
  const uarOf = ({ scores }: T): number =>
    scores.find(({ metric }) => metric === "uar")?.value ?? Number.NEGATIVE_INFINITY;
  return entries.toSorted((a, b) => {
    const [first, second] = [uarOf(a), uarOf(b)];
    return first === second ? 0 : second - first;
  });
}
