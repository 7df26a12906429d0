/** Breeding as a whole: bred on all clips, and measured on clips that it was not selected on, over several seeds, beside others. */

import { ConfigError } from "../base/errors.ts";
import { createRandom } from "../base/random.ts";
import type { Judged } from "../dataset/predictions.ts";
import { selectClips } from "../dataset/predictions-table.ts";
import type { McNemar } from "../metrics/mcnemar.ts";
import { mcnemar } from "../metrics/mcnemar.ts";
import { type Bred, breed } from "./breed.ts";
import type { BreedOptions } from "./breed-options.ts";
import { combine } from "./combine.ts";
import { pairsOf } from "./diversity.ts";
import { dominanceOf } from "./dominance.ts";
import type { Members } from "./members.ts";
import { type Nested, type NestedInput, nestedScore, scoresOf } from "./nested.ts";
import { percent } from "./page.ts";
import { SELECTIONS, type Selection } from "./selections.ts";

type Shares = Nested["outside"];

export interface SeedResult {
  readonly seed: number;
  readonly inside: Shares;
  readonly outside: Shares;
  readonly gap: Shares;
}

export interface RivalResult extends Omit<SeedResult, "seed"> {
  readonly id: Selection["id"];
  readonly name: string;
  /** Breeding with the first seed (a) against it (b). */
  readonly test: McNemar;
}

export interface Breeding {
  readonly options: BreedOptions;
  readonly clips: number;
  readonly members: readonly ({ readonly name: string; readonly doubt: string | null } & Shares)[];
  /** How clips were held out: folds of the members, or dealt here because nobody said which. */
  readonly folds: { readonly count: number; readonly dealt: boolean };
  /** Bred on all clips with the first seed: what is kept. Its score is no measure of it. */
  readonly bred: Bred;
  /** Whether it is a few alike under another name. */
  readonly warnings: readonly string[];
  /** Never selected on. */
  readonly seeds: readonly SeedResult[];
  readonly rivals: readonly RivalResult[];
  readonly notes: readonly string[];
}

/** What a verdict looks at. */
interface Told {
  readonly name: string;
  readonly outside: Shares;
  readonly test: { readonly pValue: number };
}

/** Folds that are dealt where members do not say theirs. */
const DEALT = 5;

/**
 * @param seeds - how many; the first is that of the options
 * @param tell - called after each seed with how many are done
 * @throws ConfigError if there are fewer than two members, or no truth
 */
export function breedMembers(
  { members, truth, clipIds, labels, folds, notes }: Members,
  options: BreedOptions,
  seeds: number,
  tell: (done: number) => void = () => {},
): Breeding {
  if (members.length < 2) throw new ConfigError("breeding: expected two members at least, got 1.");
  const known = [...truth.keys()].filter((clip) => truth[clip] >= 0);
  if (known.length === 0) {
    throw new ConfigError(
      "breeding: no member knows the truth of a clip; expected a run, or a csv with the column truth.",
    );
  }
  const ids = known.map((clip) => clipIds[clip]);
  const dealt = folds === null || folds.names.length < 2;
  const input: NestedInput = {
    members: members.map(({ predictions }) => selectClips(predictions, ids)),
    truth: Int32Array.from(known, (clip) => truth[clip]),
    folds: dealt ? deal(known.map((clip) => truth[clip])) : Int32Array.from(known, (clip) => folds.of[clip]),
    foldCount: dealt ? DEALT : folds.names.length,
  };
  const bred = breed(input.members, input.truth, options);
  const results = Array.from({ length: seeds }, (_, i) => {
    const seed = options.seed + i;
    const nested = nestedScore(
      "bred",
      input,
      (own, known) => breed(own, known, { ...options, seed }).combination,
    );
    tell(i + 1);
    return { seed, nested };
  });
  const [{ nested: first }] = results;
  return {
    options,
    clips: known.length,
    members: members.map(({ name, doubt }, i) => ({
      name,
      doubt,
      ...scoresOf({ ...input.members[i], truth: input.truth }),
    })),
    folds: { count: input.foldCount, dealt },
    bred,
    warnings: dominanceOf(
      input.members,
      pairsOf(input.members, input.truth),
      bred.combination,
      combine("bred", input.members, bred.combination),
    ).warnings,
    seeds: results.map(({ seed, nested: { inside, outside, gap } }) => ({ seed, inside, outside, gap })),
    rivals: SELECTIONS.map(({ id, name, select }) => {
      const { inside, outside, gap, answers } = nestedScore(id, input, select);
      return { id, name, inside, outside, gap, test: compared(first.answers, answers) };
    }),
    notes: [
      ...notes,
      ...(dealt
        ? [
            `no folds are known of the members: clips were dealt into ${DEALT}, speakers may be on both sides.`,
          ]
        : []),
      ...missing(labels, input.truth),
    ],
  };
}

function missing(labels: readonly string[], truth: Int32Array): string[] {
  const known = new Set(truth);
  const without = labels.filter((_, label) => !known.has(label));
  return without.length === 0 ? [] : [`no clip is known to be ${without.join(", ")}.`];
}

/** Clips of every label dealt round. */
function deal(truth: readonly number[]): Int32Array {
  const order = createRandom(1).shuffle([...truth.keys()]);
  const folds = new Int32Array(truth.length);
  order
    .sort((a, b) => truth[a] - truth[b])
    .forEach((clip, place) => {
      folds[clip] = place % DEALT;
    });
  return folds;
}

function compared(a: Judged, b: Judged): McNemar {
  const predictedById = new Map(b.clipIds.map((id, row) => [id, b.predicted[row]]));
  return mcnemar(
    a.truth,
    a.predicted,
    Int32Array.from(a.clipIds, (id) => predictedById.get(id) ?? -1),
  );
}

/** Means over the seeds. */
export function meanOf(seeds: readonly SeedResult[], of: "inside" | "outside" | "gap"): Shares {
  const mean = (metric: keyof Shares): number =>
    seeds.reduce((sum, one) => sum + one[of][metric], 0) / seeds.length;
  return { accuracy: mean("accuracy"), uar: mean("uar") };
}

/** Whether breeding is at least as good as everything else on nested scores, in one or two sentences: it may not be. */
export function verdictOf({
  seeds,
  rivals,
}: {
  readonly seeds: readonly SeedResult[];
  readonly rivals: readonly Told[];
}): string {
  const own = meanOf(seeds, "outside").accuracy;
  const by = (rival: Told): string =>
    `${rival.name} ${percent(rival.outside.accuracy)} (McNemar, p = ${rival.test.pValue.toPrecision(2)})`;
  const list = (all: readonly Told[]): string => all.map(by).join(", ");
  const over = `over ${seeds.length === 1 ? "one seed" : `${seeds.length} seeds`}`;
  const better = rivals.filter(({ outside }) => own < outside.accuracy);
  const others = rivals.filter(({ outside }) => own >= outside.accuracy);
  if (better.length === 0) {
    return `On clips that it was not selected on, breeding has ${percent(own)} ${over}; ${list(others)}.`;
  }
  const rest = others.length === 0 ? "" : ` It has at least as much as ${list(others)}.`;
  return `Breeding is not better here: on clips that it was not selected on, it has ${percent(own)} ${over}, less than ${list(better)}.${rest}`;
}
