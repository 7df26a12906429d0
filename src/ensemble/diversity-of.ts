/** All that is to be told of how differently members answer. */
import { combine } from "./combine.ts";
import { dendrogramOf, type Join, type MemberMap, mapOf, type Pair, pairsOf } from "./diversity.ts";
import { dominanceOf } from "./dominance.ts";
import type { Members } from "./members.ts";

type Measure = "agreement" | "kappa" | "q" | "errorCorrelation" | "doubleFault";

export interface Diversity {
  readonly members: readonly { readonly name: string; readonly accuracy: number | null }[];
  readonly clips: number;
  readonly pairs: readonly Pair[];
  /** Over all pairs where it is defined. */
  readonly mean: Readonly<Record<Measure, number | null>> & { readonly agreement: number };
  readonly joins: readonly Join[];
  readonly map: MemberMap;
  /** Members that independent errors would need to be as good a crowd, were all asked alike. */
  readonly effective: number | null;
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
}

export function diversityOf({ members, truth, clipIds, notes }: Members): Diversity {
  const answers = members.map(({ predictions }) => predictions);
  const pairs = pairsOf(answers, truth);
  const distances = answers.map(() => answers.map(() => 0));
  for (const { a, b, agreement } of pairs) {
    distances[a][b] = 1 - agreement;
    distances[b][a] = 1 - agreement;
  }
  const everybody = { rule: "votes", weights: answers.map(() => 1), tieBreakers: [] } as const;
  const { effective, warnings } = dominanceOf(answers, pairs, everybody, combine("all", answers, everybody));
  const known = truth.reduce((count, label) => count + (label < 0 ? 0 : 1), 0);
  return {
    members: answers.map(({ source, predicted }) => ({
      name: source,
      accuracy:
        known === 0
          ? null
          : truth.reduce(
              (right, label, clip) => right + (label >= 0 && predicted[clip] === label ? 1 : 0),
              0,
            ) / known,
    })),
    clips: clipIds.length,
    pairs,
    mean: {
      agreement: meanOf(pairs, "agreement") ?? 1,
      kappa: meanOf(pairs, "kappa"),
      q: meanOf(pairs, "q"),
      errorCorrelation: meanOf(pairs, "errorCorrelation"),
      doubleFault: meanOf(pairs, "doubleFault"),
    },
    joins: dendrogramOf(distances),
    map: mapOf(distances),
    effective,
    warnings,
    notes,
  };
}

function meanOf(pairs: readonly Pair[], measure: Measure): number | null {
  const values = pairs.flatMap((pair) => pair[measure] ?? []);
  return values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length;
}
