/**
 * How differently members answer: pairs of them (Kuncheva & Whitaker 2003, Machine Learning 51), a tree of who is like whom, a
 * map, and whether a few alike have all the votes.
 */
import type { Predictions } from "../dataset/predictions.ts";
import { symmetricEigenpairs } from "../models/algebra/symmetric-eigen.ts";

/** Two members beside each other; what needs the truth is null where nobody knows it, or where it is undefined. */
export interface Pair {
  readonly a: number;
  readonly b: number;
  /** Share of clips with the same answer. */
  readonly agreement: number;
  /** Cohen's: agreement beyond what their shares of labels would give by chance. */
  readonly kappa: number | null;
  /** Yule's Q of being right: 1 if they are right on the same clips, 0 if independently, below if on others. */
  readonly q: number | null;
  /** Correlation of being wrong. */
  readonly errorCorrelation: number | null;
  /** Share of clips that both have wrong. */
  readonly doubleFault: number | null;
}

/** Two groups of members that become one; leaves are 0 to n - 1, the joined ones n, n + 1, … */
export interface Join {
  readonly a: number;
  readonly b: number;
  /** Mean share of clips on which a member of one and a member of the other differ. */
  readonly height: number;
  readonly size: number;
}

/** Share of clips with the same decision. */
export function agreementOf({ predicted: own }: Predictions, { predicted: other }: Predictions): number {
  let same = 0;
  for (let clip = 0; clip < own.length; clip++) if (own[clip] === other[clip]) same++;
  return same / own.length;
}

/**
 * Every pair, in order.
 *
 * @param truth - [clip]; clips with -1 count for agreement and kappa alone
 */
export function pairsOf(members: readonly Predictions[], truth: Int32Array): Pair[] {
  return members.flatMap((one, a) =>
    members.slice(a + 1).map((other, after) => pairOf(one, other, a, a + 1 + after, truth)),
  );
}

function pairOf(one: Predictions, other: Predictions, a: number, b: number, truth: Int32Array): Pair {
  const agreement = agreementOf(one, other);
  const right = [0, 0, 0, 0]; // neither, only b, only a, both
  let n = 0;
  for (let clip = 0; clip < truth.length; clip++) {
    if (truth[clip] < 0) continue;
    n++;
    right[(one.predicted[clip] === truth[clip] ? 2 : 0) + (other.predicted[clip] === truth[clip] ? 1 : 0)]++;
  }
  const [neither, onlyB, onlyA, both] = right;
  const products = both * neither + onlyA * onlyB;
  const spread = Math.sqrt((both + onlyA) * (both + onlyB) * (neither + onlyA) * (neither + onlyB));
  return {
    a,
    b,
    agreement,
    kappa: kappaOf(one, other, agreement),
    q: products === 0 ? null : (both * neither - onlyA * onlyB) / products,
    errorCorrelation: spread === 0 ? null : (both * neither - onlyA * onlyB) / spread,
    doubleFault: n === 0 ? null : neither / n,
  };
}

function kappaOf(one: Predictions, other: Predictions, agreement: number): number | null {
  const n = one.predicted.length;
  const sharesOf = ({ labels, predicted }: Predictions): number[] => {
    const counts = labels.map(() => 0);
    for (const label of predicted) counts[label]++;
    return counts.map((count) => count / n);
  };
  const own = sharesOf(one);
  const chance = sharesOf(other).reduce((sum, share, label) => sum + share * own[label], 0);
  return chance === 1 ? null : (agreement - chance) / (1 - chance);
}

/**
 * Who is like whom: the two nearest groups become one, again and again (average linkage).
 *
 * @param distances - [member][member], symmetric
 */
export function dendrogramOf(distances: readonly (readonly number[])[]): Join[] {
  const n = distances.length;
  const groups = new Map(distances.map((_, i) => [i, [i]]));
  const joins: Join[] = [];
  while (groups.size > 1) {
    const entries = [...groups];
    let nearest = { a: -1, b: -1, height: Number.POSITIVE_INFINITY };
    entries.forEach(([a, own], i) => {
      for (const [b, others] of entries.slice(i + 1)) {
        const sum = own.reduce((all, x) => all + others.reduce((part, y) => part + distances[x][y], 0), 0);
        const height = sum / (own.length * others.length);
        if (height < nearest.height) nearest = { a, b, height };
      }
    });
    const joined = [...(groups.get(nearest.a) ?? []), ...(groups.get(nearest.b) ?? [])];
    groups.delete(nearest.a);
    groups.delete(nearest.b);
    groups.set(n + joins.length, joined);
    joins.push({ ...nearest, size: joined.length });
  }
  return joins;
}

/** The members in the order of a dendrogram, so that its lines do not cross. */
export function leafOrder(members: number, joins: readonly Join[]): number[] {
  const leaves = (group: number): number[] =>
    group < members ? [group] : [...leaves(joins[group - members].a), ...leaves(joins[group - members].b)];
  return members === 1 ? [0] : leaves(members + joins.length - 1);
}

/** Members on a plane. */
export interface MemberMap {
  /** [member], x and y. */
  readonly places: readonly (readonly [number, number])[];
  /** Share of the distances' spread that two dimensions show. */
  readonly shown: number;
}

/**
 * Places in the plane whose distances come near the given ones: classical multidimensional scaling.
 *
 * @see Torgerson 1952; golden: test/golden/ensembles.json
 */
export function mapOf(distances: readonly (readonly number[])[]): MemberMap {
  const n = distances.length;
  const squares = distances.map((row) => row.map((distance) => distance ** 2));
  const means = squares.map((row) => row.reduce((a, b) => a + b, 0) / n);
  const mean = means.reduce((a, b) => a + b, 0) / n;
  const data = Float64Array.from(
    squares.flatMap((row, i) => row.map((square, j) => -0.5 * (square - means[i] - means[j] + mean))),
  );
  let whole = 0;
  for (let i = 0; i < n; i++) whole += data[i * n + i];
  if (n < 2 || whole === 0) return { places: distances.map(() => [0, 0]), shown: 1 };
  const { values, vectors } = symmetricEigenpairs({ rows: n, cols: n, data });
  const axes = [0, 1].map((pair) => {
    const vector = vectors.subarray(pair * n, (pair + 1) * n);
    // a mirror image is as good: the first member that is off the middle stands on the positive side
    const first = vector.find((value) => Math.abs(value) > 1e-9) ?? 1;
    const scale = Math.sign(first) * Math.sqrt(Math.max(0, values[pair]));
    return [...vector].map((value) => value * scale);
  });
  return {
    places: distances.map((_, i) => [axes[0][i], axes[1][i]]),
    shown: Math.min(1, (Math.max(0, values[0]) + Math.max(0, values[1])) / whole),
  };
}
