/**
 * Breeding: a genetic algorithm over which members are asked, how much each counts, by which rule, and who decides ties. It sees
 * answers and the truth of the clips that it is given and no others; what a champion is worth is told by clips that it was not
 * selected on (`nested.ts`).
 */
import { createRandom, type Random } from "../base/random.ts";
import type { Predictions } from "../dataset/predictions.ts";
import type { BreedOptions } from "./breed-options.ts";
import type { Combination } from "./combine.ts";
import { agreementOf } from "./diversity.ts";
import { createJudge, type Genes, SHARPNESSES } from "./fitness.ts";
import { pointsOf } from "./points.ts";
import { isCounted } from "./rules.ts";

export interface Individual extends Genes {
  readonly id: number;
  /** In which it was born; 0 for those that it begins with. */
  readonly generation: number;
  /** Ids; none for those that it begins with. */
  readonly parents: readonly number[];
  /** Score, with what diversity adds and size costs: what is selected by; greater is better. */
  readonly fitness: number;
  /** What it is bred for, on the clips that it is bred on: a share of right answers, or minus the NLL. */
  readonly score: number;
}

export interface Generation {
  readonly generation: number;
  readonly best: number;
  readonly mean: number;
  /** Members of the best. */
  readonly size: number;
}

export interface Bred {
  readonly champion: Individual;
  readonly combination: Combination;
  readonly history: readonly Generation[];
  /** The champion, its parents, and so on, each once, up to three generations of ancestors. */
  readonly pedigree: readonly Individual[];
  /** Ensembles that were tried. */
  readonly tried: number;
}

/** How many generations of ancestors a pedigree tells of. */
const ANCESTORS = 3;
/** Individuals that stay as they are. */
const ELITE = 2;
/** Of how many, drawn at random, the best becomes a parent. */
const TOURNAMENT = 3;
const CROSSED = 0.8;
const RULE_MUTATION = 0.05;
const TIE_BREAKER_MUTATION = 0.1;
const SHARPNESS_MUTATION = 0.1;
/** Weights that change in a child, on average. */
const WEIGHT_MUTATIONS = 1.5;

/**
 * @param members - answers to the same clips, in one order, two at least
 * @param truth - [clip], index into the labels, none unknown
 * @param tell - called after each generation
 */
export function breed(
  members: readonly Predictions[],
  truth: Int32Array,
  options: BreedOptions,
  tell: (generation: Generation) => void = () => {},
): Bred {
  const random = createRandom(options.seed).fork("breed");
  const judge = createJudge({
    points: Object.fromEntries(options.rules.map((rule) => [rule, pointsOf(members, rule)])),
    decisions: members.map(({ predicted }) => predicted),
    truth,
    labelCount: members[0].labels.length,
    fitness: options.fitness,
  });
  const apart = members.map((one) => Float64Array.from(members, (other) => 1 - agreementOf(one, other)));
  const all = new Map<number, Individual>();
  const sums = new Map<number, Float32Array>();
  const scores = new Map<string, number>();
  /** Late in the run most children have been there before. */
  const scoreOf = (genes: Genes, id: number, parents: readonly Individual[]): number => {
    const ties = isCounted(genes.rule) ? genes.tieBreaker : "";
    // numbers as characters: writing them out takes as long as all the rest
    const key = `${genes.rule} ${genes.sharpness} ${ties} ${String.fromCharCode(...genes.weights)}`;
    const known = scores.get(key);
    if (known !== undefined) return known;
    const near = parents.find((one) => one.rule === genes.rule && sums.has(one.id));
    const from = near && { weights: near.weights, sum: sums.get(near.id) ?? new Float32Array() };
    const { score, sum } = judge(genes, from);
    scores.set(key, score);
    sums.set(id, sum);
    return score;
  };
  const place = (genes: Genes, generation: number, parents: readonly Individual[]): Individual => {
    const id = all.size;
    const score = scoreOf(genes, id, parents);
    const individual: Individual = {
      ...genes,
      id,
      generation,
      parents: parents.map((one) => one.id),
      score,
      fitness:
        score + options.diversity * spreadOf(genes.weights, apart) - options.sizePenalty * sizeOf(genes),
    };
    all.set(id, individual);
    return individual;
  };
  let population = founders(members.length, options, random).map((genes) => place(genes, 0, []));
  const history: Generation[] = [summary(0, population)];
  let improved = 0;
  for (
    let generation = 1;
    generation <= options.generations && generation <= improved + options.patience;
    generation++
  ) {
    const next = [...population].sort(fitterFirst).slice(0, ELITE);
    while (next.length < options.population) {
      const [mother, father] = [choose(population, random), choose(population, random)];
      next.push(place(childOf(mother, father, options, random), generation, [mother, father]));
    }
    const alive = new Set(next.map(({ id }) => id));
    for (const id of sums.keys()) if (!alive.has(id)) sums.delete(id);
    population = next;
    history.push(summary(generation, population));
    tell(history[generation]);
    if (history[generation].best > history[generation - 1].best) improved = generation;
  }
  const [champion] = population.sort(fitterFirst);
  return {
    champion,
    combination: combinationOfGenes(champion),
    history,
    pedigree: pedigreeOf(champion, all),
    tried: scores.size,
  };
}

function combinationOfGenes({ rule, weights, tieBreaker }: Genes): Combination {
  return { rule, weights: [...weights], tieBreakers: [tieBreaker] };
}

function sizeOf({ weights }: Genes): number {
  return weights.reduce((size, weight) => size + (weight > 0 ? 1 : 0), 0);
}

/** The older of equals first, so that sorting never depends on chance. */
function fitterFirst(a: Individual, b: Individual): number {
  return b.fitness - a.fitness || a.id - b.id;
}

/** Everybody alike by every rule, everybody alone, and random groups. */
function founders(members: number, { rules, population, maxWeight }: BreedOptions, random: Random): Genes[] {
  const begun: Genes[] = rules.map((rule) => ({
    rule,
    weights: new Uint8Array(members).fill(1),
    tieBreaker: random.integer(members),
    sharpness: random.integer(SHARPNESSES.length),
  }));
  while (begun.length < population) {
    const weights = new Uint8Array(members);
    const share = random.uniform() ** 2;
    for (let i = 0; i < members; i++) {
      if (random.uniform() < share) weights[i] = 1 + random.integer(maxWeight);
    }
    weights[random.integer(members)] = 1;
    begun.push({
      rule: rules[random.integer(rules.length)],
      weights,
      tieBreaker: random.integer(members),
      sharpness: random.integer(SHARPNESSES.length),
    });
  }
  return begun;
}

function choose(population: readonly Individual[], random: Random): Individual {
  let best = population[random.integer(population.length)];
  for (let i = 1; i < TOURNAMENT; i++) {
    const other = population[random.integer(population.length)];
    if (fitterFirst(other, best) < 0) best = other;
  }
  return best;
}

/** Every weight comes from one of the parents, mostly the mother's, and a few change. */
function childOf(mother: Genes, father: Genes, { rules, maxWeight }: BreedOptions, random: Random): Genes {
  const weights = mother.weights.slice();
  if (random.uniform() < CROSSED) {
    for (let i = 0; i < weights.length; i++) if (random.uniform() < 0.5) weights[i] = father.weights[i];
  }
  const rate = WEIGHT_MUTATIONS / weights.length;
  for (let i = 0; i < weights.length; i++) {
    if (random.uniform() >= rate) continue;
    // one more, one less, or not at all
    const kind = random.integer(3);
    weights[i] = kind === 0 ? 0 : Math.max(0, Math.min(maxWeight, weights[i] + (kind === 1 ? 1 : -1)));
  }
  if (weights.every((weight) => weight === 0)) weights[random.integer(weights.length)] = 1;
  return {
    weights,
    rule:
      random.uniform() < RULE_MUTATION
        ? rules[random.integer(rules.length)]
        : random.uniform() < 0.5
          ? mother.rule
          : father.rule,
    tieBreaker:
      random.uniform() < TIE_BREAKER_MUTATION
        ? random.integer(weights.length)
        : random.uniform() < 0.5
          ? mother.tieBreaker
          : father.tieBreaker,
    sharpness: Math.max(
      0,
      Math.min(
        SHARPNESSES.length - 1,
        (random.uniform() < 0.5 ? mother : father).sharpness +
          (random.uniform() < SHARPNESS_MUTATION ? (random.uniform() < 0.5 ? 1 : -1) : 0),
      ),
    ),
  };
}

/** Mean disagreement of two members, each pair counted as often as both count; 0 for one alone. */
function spreadOf(weights: Uint8Array, apart: readonly Float64Array[]): number {
  const asked: number[] = [];
  for (let i = 0; i < weights.length; i++) if (weights[i] > 0) asked.push(i);
  let sum = 0;
  let pairs = 0;
  for (let place = 0; place < asked.length; place++) {
    const own = apart[asked[place]];
    let others = 0;
    let differing = 0;
    for (let after = place + 1; after < asked.length; after++) {
      const weight = weights[asked[after]];
      others += weight;
      differing += weight * own[asked[after]];
    }
    pairs += weights[asked[place]] * others;
    sum += weights[asked[place]] * differing;
  }
  return pairs === 0 ? 0 : sum / pairs;
}

function summary(generation: number, population: readonly Individual[]): Generation {
  const best = population.reduce((a, b) => (fitterFirst(b, a) < 0 ? b : a));
  const mean = population.reduce((sum, { fitness }) => sum + fitness, 0) / population.length;
  return { generation, best: best.fitness, mean, size: sizeOf(best) };
}

function pedigreeOf(champion: Individual, all: ReadonlyMap<number, Individual>): Individual[] {
  const found = new Map([[champion.id, champion]]);
  let level = [champion];
  for (let back = 0; back < ANCESTORS; back++) {
    level = level.flatMap(({ parents }) => parents.flatMap((id) => all.get(id) ?? []));
    for (const one of level) found.set(one.id, one);
  }
  return [...found.values()];
}
