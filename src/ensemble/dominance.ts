/** "Inbreeding": whether an ensemble is one member, or a few that are alike, under another name. */
import type { Predictions } from "../dataset/predictions.ts";
import type { Combination } from "./combine.ts";
import { agreementOf, type Pair } from "./diversity.ts";

/** Members that answer alike on more than this share of clips are of one family. */
const KIN = 0.85;
/** An ensemble that answers as one member does, on more than this share of clips, is that member. */
const ECHO = 0.95;

export interface Dominance {
  /** [member], share of clips that the ensemble answers as the member does; of those that are not asked, too. */
  readonly follows: readonly number[];
  /** The largest group of asked members in which everybody has kin, most votes first. */
  readonly family: readonly number[];
  /** Share of the votes that the family has. */
  readonly familyShare: number;
  /** Members that independent errors would need to be as good a crowd; fewer than are asked where errors go together. */
  readonly effective: number | null;
  /** For people; none if all is well. */
  readonly warnings: readonly string[];
}

/** @param combined - what the combination of the members says */
export function dominanceOf(
  members: readonly Predictions[],
  pairs: readonly Pair[],
  { weights }: Combination,
  combined: Predictions,
): Dominance {
  const asked = [...members.keys()].filter((i) => weights[i] > 0);
  const total = asked.reduce((sum, i) => sum + weights[i], 0);
  const follows = members.map((member) => agreementOf(member, combined));
  const votesOf = (group: readonly number[]): number => group.reduce((sum, i) => sum + weights[i], 0);
  const family = familiesOf(asked, pairs).reduce((a, b) => (votesOf(b) > votesOf(a) ? b : a));
  const familyShare = votesOf(family) / total;
  const names = (group: readonly number[]): string => group.map((i) => members[i].source).join(", ");
  const leader = asked.reduce((a, b) => (follows[b] > follows[a] ? b : a));
  const warnings = [
    ...(asked.length > 1 && follows[leader] > ECHO
      ? [
          `inbreeding: the ensemble answers as ${members[leader].source} alone does on ${percent(follows[leader])} of the clips.`,
        ]
      : []),
    ...(family.length > 1 && asked.length > 2 && familyShare > 0.5
      ? [
          `inbreeding: ${names(family)} answer alike on more than ${percent(KIN)} of the clips and have ${percent(familyShare)} of the votes.`,
        ]
      : []),
  ];
  return { follows, family, familyShare, effective: effectiveOf(asked, weights, pairs), warnings };
}

/** Groups of members that are connected by agreement. */
function familiesOf(asked: readonly number[], pairs: readonly Pair[]): number[][] {
  const groups = new Map(asked.map((i) => [i, [i]]));
  for (const { a, b, agreement } of pairs) {
    const [own, other] = [groups.get(a), groups.get(b)];
    if (own === undefined || other === undefined || own === other || agreement <= KIN) continue;
    own.push(...other);
    for (const i of other) groups.set(i, own);
  }
  return [...new Set(groups.values())].map((group) => group.toSorted((a, b) => a - b));
}

/** (sum of weights)² by the sum over all pairs of weights times correlation of errors: Kish's design effect. */
function effectiveOf(
  asked: readonly number[],
  weights: readonly number[],
  pairs: readonly Pair[],
): number | null {
  const isAsked = new Set(asked);
  let variance = asked.reduce((sum, i) => sum + weights[i] ** 2, 0);
  for (const { a, b, errorCorrelation } of pairs) {
    if (!isAsked.has(a) || !isAsked.has(b)) continue;
    if (errorCorrelation === null) return null;
    variance += 2 * weights[a] * weights[b] * errorCorrelation;
  }
  const total = asked.reduce((sum, i) => sum + weights[i], 0);
  return variance <= 0 ? null : total ** 2 / variance;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
