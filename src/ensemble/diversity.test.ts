import { describe, expect, test } from "vitest";
import golden from "../../test/golden/ensembles.json" with { type: "json" };
import { createPredictions } from "../dataset/predictions-table.ts";
import { combine } from "./combine.ts";
import { dendrogramOf, leafOrder, mapOf, pairsOf } from "./diversity.ts";
import { diversityHtml } from "./diversity-html.ts";
import { diversityOf } from "./diversity-of.ts";
import { dominanceOf } from "./dominance.ts";
import { joinMembers } from "./members.ts";

const LABELS = ["calm", "happy", "sad"];

function member(source: string, predicted: readonly number[]) {
  const probabilities = Float32Array.from(
    predicted.flatMap((own) => LABELS.map((_, i) => (i === own ? 1 : 0))),
  );
  return createPredictions({
    source,
    labels: LABELS,
    clipIds: predicted.map((_, i) => `${i}`),
    probabilities,
  });
}

describe("against scipy and scikit-learn", () => {
  const members = golden.predicted.map((own, i) => member(`m${i}`, own));
  const truth = Int32Array.from(golden.truth);
  const pairs = pairsOf(members, truth);

  test.each(["agreement", "kappa", "q", "errorCorrelation", "doubleFault"] as const)("%s", (measure) => {
    expect(pairs.map(({ a, b }) => [a, b])).toEqual(golden.pairs.map(({ a, b }) => [a, b]));
    pairs.forEach((pair, i) => void expect(pair[measure]).toBeCloseTo(golden.pairs[i][measure], 10));
  });

  test("average linkage", () => {
    const joins = dendrogramOf(golden.distances);
    expect(joins.map(({ a, b, size }) => [[a, b].toSorted((x, y) => x - y), size])).toEqual(
      golden.linkage.map(([a, b, , size]) => [[a, b], size]),
    );
    joins.forEach(({ height }, i) => void expect(height).toBeCloseTo(golden.linkage[i][2], 10));
    expect(leafOrder(members.length, joins).toSorted((a, b) => a - b)).toEqual([...members.keys()]);
  });

  test("classical scaling", () => {
    const { places, shown } = mapOf(golden.distances);
    places.flat().forEach((value, i) => void expect(value).toBeCloseTo(golden.map.flat()[i], 6));
    expect(shown).toBeCloseTo(golden.shown, 8);
  });
});

describe("what is not defined", () => {
  test("members that are always right have no correlation of errors, unknown truth leaves agreement", () => {
    const right = member("a", [0, 1, 2]);
    const [pair] = pairsOf([right, member("b", [0, 1, 2])], Int32Array.of(0, 1, 2));
    expect(pair).toMatchObject({ agreement: 1, kappa: 1, q: null, errorCorrelation: null, doubleFault: 0 });
    const [blind] = pairsOf([right, member("b", [0, 1, 1])], Int32Array.of(-1, -1, -1));
    expect(blind).toMatchObject({ q: null, errorCorrelation: null, doubleFault: null });
    expect(blind.agreement).toBeCloseTo(2 / 3);
    const [constant] = pairsOf([member("a", [0, 0]), member("b", [0, 0])], Int32Array.of(0, 1));
    expect(constant.kappa).toBeNull();
  });

  test("members that all say the same stand at one place", () => {
    expect(
      mapOf([
        [0, 0],
        [0, 0],
      ]),
    ).toEqual({
      places: [
        [0, 0],
        [0, 0],
      ],
      shown: 1,
    });
  });
});

describe("inbreeding", () => {
  const club = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 0, 1, 2, 0, 1, 2, 0, 1];
  const other = club.map((label, i) => (i % 3 === 0 ? (label + 1) % 3 : label));
  const stranger = club.map((label, i) => (i % 2 === 0 ? (label + 2) % 3 : label));
  const truth = Int32Array.from(club);
  const members = [
    member("club 1", club),
    member(
      "club 2",
      club.map((label, i) => (i === 5 ? 0 : label)),
    ),
    member("other", other),
    member("stranger", stranger),
  ];
  const of = (weights: number[]) => {
    const combination = { rule: "votes", weights, tieBreakers: [0] } as const;
    return dominanceOf(members, pairsOf(members, truth), combination, combine("all", members, combination));
  };

  test("a club that has most of the votes is told of", () => {
    const { family, familyShare, warnings } = of([2, 1, 1, 0]);
    expect([family, familyShare]).toEqual([[0, 1], 0.75]);
    expect(warnings).toContain(
      "inbreeding: club 1, club 2 answer alike on more than 85 % of the clips and have 75 % of the votes.",
    );
  });

  test("so is an ensemble that is one member under another name", () => {
    const { follows, warnings } = of([9, 0, 1, 1]);
    expect(follows[0]).toBe(1);
    expect(warnings).toEqual([
      "inbreeding: the ensemble answers as club 1 alone does on 100 % of the clips.",
    ]);
  });

  test("nothing is told where strangers decide", () => {
    expect(of([1, 0, 3, 3]).warnings).toEqual([]);
  });

  test("members whose errors go together are worth fewer", () => {
    const pairs = [{ a: 0, b: 1, agreement: 0.5, kappa: 0, q: 0, errorCorrelation: 0.5, doubleFault: 0 }];
    const combination = { rule: "votes", weights: [1, 1], tieBreakers: [] } as const;
    const two = members.slice(0, 2);
    expect(dominanceOf(two, pairs, combination, two[0]).effective).toBeCloseTo(4 / 3, 12);
  });

  test("the page tells of it, and trusts nobody's names", () => {
    const given = members.map((one, i) => ({
      ...one,
      source: `${one.source}<b>`,
      truth,
      kind: "learner" as const,
      votesOnly: false,
      foldOf: i === 0 ? null : new Map(one.clipIds.map((id) => [id, "one"])),
    }));
    const page = diversityHtml(diversityOf(joinMembers(given)));
    expect(page).toContain("club 1&lt;b&gt; is not trusted");
    expect(page).not.toContain("club 1<b>");
    expect(page.match(/<svg/g)).toHaveLength(2);
  });
});
