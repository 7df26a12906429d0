/** Searches inside the training side: which settings did well there, what mattered, and how much of it was optimism. */
import { canonicalJson } from "../base/digest.ts";
import { metrics } from "../metrics/index.ts";
import type { Score } from "../metrics/metric.ts";

/** What a learner searched in one fold. */
export interface FoldSearch {
  readonly fold: string;
  readonly learner: string;
  /** Id of the metric that decided. */
  readonly metric: string;
  readonly trials: readonly {
    /** Field -> value. */
    readonly settings: Readonly<Record<string, unknown>>;
    /** On inner folds of the training side. */
    readonly score: number;
    /** Clips of the inner folds. */
    readonly clips: number;
  }[];
  /** Index of the trial that was chosen. */
  readonly chosen: number;
}

export interface TriedSettings {
  readonly settings: Readonly<Record<string, unknown>>;
  /** Mean inner score over the folds that tried it on all their clips. */
  readonly score: number;
  readonly folds: number;
  /** Folds that chose it. */
  readonly chosen: number;
}

export interface SearchSummary {
  readonly learner: string;
  readonly metric: string;
  /** Those that most folds tried to the end first, of these the best first: a mean over few folds is no rank beside one over all. */
  readonly tried: readonly TriedSettings[];
  /** By field, greatest first: share of the scores' variance between settings that its value alone explains. */
  readonly importance: readonly { readonly field: string; readonly share: number }[];
  /** Every setting on the clips that all were tried on, mean over folds: for pictures. */
  readonly points: readonly {
    readonly settings: Readonly<Record<string, unknown>>;
    readonly score: number;
  }[];
  /** Mean over folds of the best inner score. */
  readonly inner: number;
  /** The score on the test sides, which nothing was chosen by; null where there is none. */
  readonly outer: number | null;
  /** How much better the inner score was. */
  readonly optimism: number | null;
}

/** Groups of about equal size that a range of numbers is cut into, to ask what its values explain. */
const BINS = 4;

/**
 * One summary per searching learner, over all folds.
 *
 * @param measured - name of a learner and scores of its predictions on the test sides: what others in its tree found has none
 */
export function summariseSearches(
  searches: readonly FoldSearch[],
  measured: { readonly name: string; readonly scores: readonly Score[] },
): SearchSummary[] {
  return [...new Set(searches.map(({ learner }) => learner))].map((learner) => {
    const own = searches.filter((search) => search.learner === learner);
    const [{ metric }] = own;
    const points = pool(own, ({ trials }) => Math.min(...trials.map(({ clips }) => clips)));
    const sign = metrics.find(metric).better === "higher" ? 1 : -1;
    const outer =
      learner === measured.name
        ? (measured.scores.find((one) => one.metric === metric)?.value ?? null)
        : null;
    const best = mean(own.map(({ trials, chosen }) => trials[chosen].score));
    return {
      learner,
      metric,
      tried: pool(own, ({ trials }) => Math.max(...trials.map(({ clips }) => clips))).toSorted(
        (a, b) => b.folds - a.folds || sign * (b.score - a.score),
      ),
      importance: importanceOf(points),
      points: points.map(({ settings, score }) => ({ settings, score })),
      inner: best,
      outer,
      optimism: outer === null ? null : sign * (best - outer),
    };
  });
}

/** Equal settings of all folds as one; of each fold the trials on so many clips. */
function pool(searches: readonly FoldSearch[], clipsIn: (search: FoldSearch) => number): TriedSettings[] {
  const groups = new Map<string, { settings: TriedSettings["settings"]; scores: number[]; chosen: number }>();
  for (const search of searches) {
    const clips = clipsIn(search);
    const chosen = canonicalJson(search.trials[search.chosen].settings);
    for (const trial of search.trials) {
      if (trial.clips !== clips) continue;
      const key = canonicalJson(trial.settings);
      const group = groups.get(key) ?? { settings: trial.settings, scores: [], chosen: 0 };
      group.scores.push(trial.score);
      if (key === chosen) group.chosen++;
      groups.set(key, group);
    }
  }
  return [...groups.values()].map(({ settings, scores, chosen }) => ({
    settings,
    score: mean(scores),
    folds: scores.length,
    chosen,
  }));
}

function importanceOf(points: readonly TriedSettings[]): SearchSummary["importance"] {
  const fields = [...new Set(points.flatMap(({ settings }) => Object.keys(settings)))];
  return fields
    .map((field) => ({ field, share: explained(points, groupsOf(points, field)) }))
    .toSorted((a, b) => b.share - a.share);
}

/** Which group each point belongs to by one of its values: equal values, or neighbouring numbers. */
function groupsOf(points: readonly TriedSettings[], field: string): string[] {
  const values = points.map(({ settings }) => settings[field]);
  const distinct = new Set(values.map(canonicalJson));
  if (distinct.size <= BINS || values.some((value) => typeof value !== "number"))
    return values.map(canonicalJson);
  const order = values.map(Number).toSorted((a, b) => a - b);
  return values.map((value) => String(Math.floor((BINS * order.indexOf(Number(value))) / order.length)));
}

/** Share of the variance that lies between groups, less what as many groups explain by chance (epsilon squared, Kelley 1935). */
function explained(points: readonly TriedSettings[], groups: readonly string[]): number {
  const all = mean(points.map(({ score }) => score));
  const total = points.reduce((sum, { score }) => sum + (score - all) ** 2, 0);
  const names = [...new Set(groups)];
  const free = points.length - names.length;
  if (total === 0 || free === 0) return 0;
  const between = names.reduce((sum, name) => {
    const own = points.filter((_, i) => groups[i] === name).map(({ score }) => score);
    return sum + own.length * (mean(own) - all) ** 2;
  }, 0);
  const within = (total - between) / free;
  return Math.max(0, (between - (names.length - 1) * within) / total);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
