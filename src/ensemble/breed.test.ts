import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRandom } from "../base/random.ts";
import { createPredictions } from "../dataset/predictions-table.ts";
import { metrics } from "../metrics/index.ts";
import { breed } from "./breed.ts";
import { breedOptions } from "./breed-options.ts";
import { combine } from "./combine.ts";
import { createJudge, FITNESSES, SHARPNESSES } from "./fitness.ts";
import { pointsOf } from "./points.ts";
import { RULES } from "./rules.ts";

const LABELS = ["calm", "happy", "sad"];

/** Members that are right more or less often. */
function members(skills: readonly number[], clips: number, seed: number) {
  const random = createRandom(seed);
  const truth = Int32Array.from({ length: clips }, (_, clip) => clip % LABELS.length);
  const clipIds = Array.from(truth, (_, clip) => `${clip}`);
  const all = skills.map((skill, i) => {
    const rows = [...truth].map((label) => {
      const logits = LABELS.map((_, other) => random.normal() + (other === label ? skill : 0));
      const odds = logits.map(Math.exp);
      const total = odds.reduce((a, b) => a + b);
      return odds.map((one) => one / total);
    });
    return createPredictions({
      source: `m${i}`,
      labels: LABELS,
      clipIds,
      probabilities: Float32Array.from(rows.flat()),
    });
  });
  return { all, truth };
}

describe("fitness", () => {
  const { all, truth } = members([1.5, 1, 0.5, 0], 60, 3);
  const genesOf = fc.record({
    rule: fc.constantFrom(...RULES),
    weights: fc
      .array(fc.integer({ min: 0, max: 5 }), { minLength: 4, maxLength: 4 })
      .filter((weights) => weights.some((weight) => weight > 0))
      .map((weights) => Uint8Array.from(weights)),
    tieBreaker: fc.integer({ min: 0, max: 3 }),
    sharpness: fc.integer({ min: 0, max: SHARPNESSES.length - 1 }),
  });
  const input = {
    points: Object.fromEntries(RULES.map((rule) => [rule, pointsOf(all, rule)])),
    decisions: all.map(({ predicted }) => predicted),
    truth,
    labelCount: LABELS.length,
  };

  test.each(FITNESSES)("%s is that of the combination itself", (fitness) => {
    const judge = createJudge({ ...input, fitness });
    fc.assert(
      fc.property(genesOf, (genes) => {
        const { rule, weights, tieBreaker, sharpness } = genes;
        const combined = combine("all", all, { rule, weights: [...weights], tieBreakers: [tieBreaker] });
        const probabilities = combined.probabilities.slice();
        if (fitness === "nll") {
          for (let clip = 0; clip < truth.length; clip++) {
            const own = probabilities.subarray(clip * 3, clip * 3 + 3);
            own.forEach((p, i) => {
              own[i] = p ** SHARPNESSES[sharpness];
            });
            const total = own.reduce((a, b) => a + b);
            own.forEach((p, i) => {
              own[i] = p / total;
            });
          }
        }
        const score = metrics.get(fitness).score({ ...combined, probabilities, truth, labelCount: 3 });
        expect(judge(genes).score).toBeCloseTo(fitness === "nll" ? -score : score, 4);
      }),
    );
  });

  test("sums of other weights give the same", () => {
    const judge = createJudge({ ...input, fitness: "nll" });
    fc.assert(
      fc.property(genesOf, genesOf, (genes, other) => {
        const known = judge({ ...other, rule: genes.rule });
        const again = judge(genes, { weights: other.weights, sum: known.sum });
        expect(again.score).toBeCloseTo(judge(genes).score, 4);
      }),
    );
  });
});

describe("breeding", () => {
  const { all, truth } = members([0, 1.2, 0, 1.1, 0, 1.3, 0, 0], 240, 5);
  const options = breedOptions.parse({ generations: 40, population: 30 });

  test("finds the members that know something", () => {
    const { champion, combination, tried } = breed(all, truth, options);
    const asked = [...champion.weights.keys()].filter((i) => champion.weights[i] > 0);
    expect(asked).toEqual(expect.arrayContaining([1, 3, 5]));
    expect(asked.length).toBeLessThan(6);
    expect(combination.weights).toEqual([...champion.weights]);
    expect(tried).toBeGreaterThan(100);
    expect(tried).toBeLessThanOrEqual(30 + 40 * 28);
  });

  test("the best of a generation is never worse than before, and begins at least as good as everybody alike", () => {
    const { history, champion } = breed(all, truth, options);
    expect(history).toHaveLength(41);
    for (let i = 1; i < history.length; i++)
      expect(history[i].best).toBeGreaterThanOrEqual(history[i - 1].best);
    expect(history[40].best).toBe(champion.fitness);
    expect(history[40].best).toBeGreaterThan(history[0].best);
  });

  test("ends when nothing better has come for a while", () => {
    const { history } = breed(all, truth, { ...options, generations: 300, patience: 5 });
    const best = history.map((one) => one.best);
    expect(history.length).toBeLessThan(300);
    expect(best.at(-6)).toBe(best.at(-1));
    expect(best.at(-7)).toBeLessThan(best.at(-1) ?? 0);
  });

  test("the same seed gives the same ensemble, another one another way there", () => {
    const [a, again, b] = [options, options, { ...options, seed: 2 }].map((one) => breed(all, truth, one));
    expect(again).toEqual(a);
    expect(b.history).not.toEqual(a.history);
  });

  test("the pedigree holds the parents of all but the oldest", () => {
    const { pedigree, champion } = breed(all, truth, options);
    const ids = new Set(pedigree.map(({ id }) => id));
    expect(pedigree[0]).toBe(champion);
    for (const parent of champion.parents) expect(ids).toContain(parent);
    for (const { generation, parents } of pedigree) {
      const born = pedigree.filter(({ id }) => parents.includes(id)).map((one) => one.generation);
      for (const before of born) expect(before).toBeLessThan(generation);
    }
  });

  test("size costs, disagreement is worth something", () => {
    const sizeOf = (change: object) =>
      breed(all, truth, { ...options, ...change }).champion.weights.filter((weight) => weight > 0).length;
    expect(sizeOf({ sizePenalty: 1, diversity: 0 })).toBe(1);
    expect(sizeOf({ sizePenalty: 0, diversity: 10 })).toBeGreaterThan(1);
  });

  test.each(RULES)("only rules that are asked for: %s", (rule) => {
    expect(breed(all, truth, { ...options, rules: [rule], generations: 5 }).combination.rule).toBe(rule);
  });
});
