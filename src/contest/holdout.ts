/**
 * What public scores are worth once files were chosen by them. A board whose scores were looked at is no fresh test: every
 * score tells something of its rows, and the next file may be built on it.
 */

export interface HoldoutBound {
  /** Had all files been made before any score was seen. */
  readonly fixed: number;
  /** Had only been looked at which files were clearly better than all before, and by how much: Blum & Hardt's ladder. */
  readonly ladder: number;
  /** As it was: every file may depend on all scores before it. */
  readonly adaptive: number;
}

/**
 * By how much any of the public scores may be above what its file gets on all clips of the kind, with 95 % confidence.
 *
 * One file that was fixed beforehand is above by e or more with probability exp(-2 n e²) (Hoeffding). Where a file depends on
 * earlier scores, it is one of as many as there are sequences of scores, (n + 1) values each, and the probability is at most
 * that number times as large (Dwork et al. 2015, description length); the ladder lets only sequences with `steps` new bests
 * through. Bounds, so they hold for whoever tries to overfit; who does not does better.
 *
 * @param rows - that the public score is made of
 * @param scores - public scores so far
 * @param steps - new bests among them, after the first
 * @see Dwork, Feldman, Hardt, Pitassi, Reingold & Roth 2015, Generalization in adaptive data analysis and holdout reuse;
 *   Blum & Hardt 2015, The ladder: a reliable leaderboard for machine learning competitions
 */
export function holdoutBound(rows: number, scores: number, steps: number): HoldoutBound {
  const before = Math.max(0, scores - 1);
  const perScore = Math.log(rows + 1);
  const bound = (logSequences: number, chances: number): number =>
    Math.min(1, Math.sqrt((logSequences + Math.log(Math.max(1, chances) / 0.05)) / (2 * rows)));
  return {
    fixed: bound(0, scores),
    // any number of steps may have been: each has its share of the 5 %
    ladder: Math.min(
      bound(logSum(logChoices(before, steps).map((log, count) => log + count * perScore)), scores * scores),
      bound(before * perScore, scores),
    ),
    adaptive: bound(before * perScore, scores),
  };
}

/** ln C(n, 0) to ln C(n, most). */
function logChoices(n: number, most: number): number[] {
  const logs = [0];
  for (let count = 1; count <= Math.min(n, most); count++) {
    logs.push(logs[count - 1] + Math.log((n - count + 1) / count));
  }
  return logs;
}

function logSum(logs: readonly number[]): number {
  const most = logs.reduce((a, b) => Math.max(a, b));
  return most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0));
}

/**
 * How much the best of `count` public scores is expected, at most, to be above the mean of all, if all files were equally good
 * and only luck told them apart.
 *
 * @param disagreement - mean share of rows in which two of the files differ: the difference of two scores has at most that share
 *   by `rows` as its variance
 * @see Boucheron, Lugosi & Massart 2013, Concentration inequalities, theorem 2.5: the expected largest of normal numbers
 */
export function luckOfBest(count: number, disagreement: number, rows: number): number {
  return Math.sqrt(disagreement / (2 * rows)) * Math.sqrt(2 * Math.log(Math.max(1, count)));
}
