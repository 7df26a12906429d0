import { describe, expect, test } from "vitest";
import { z } from "zod";
import { describeParams, parseParams } from "./params.ts";

const schema = z.strictObject({
  nMfcc: z.int().min(1).max(128).default(20).describe("number of coefficients"),
  window: z.enum(["hann", "hamming"]).default("hann").describe("analysis window"),
  rate: z.number().gt(0).nullable().default(null).describe("factor"),
});

test("defaults are filled in", () => {
  expect(parseParams("feature mfcc", schema, { nMfcc: 13 })).toEqual({
    nMfcc: 13,
    window: "hann",
    rate: null,
  });
  expect(parseParams("feature mfcc", schema, undefined).nMfcc).toBe(20);
});

test("what has to be given is told from what may be", () => {
  const some = z.strictObject({
    learner: z.looseObject({ id: z.string() }).meta({ title: "learner" }).describe("what is fitted"),
    inner: schema.prefault({}),
    weights: z.string().optional(),
    ...schema.shape,
  });
  expect(describeParams(some).map(({ name, isRequired }) => [name, isRequired])).toEqual([
    ["learner", true],
    ["inner", false],
    ["weights", false],
    ["nMfcc", false],
    ["window", false],
    ["rate", false],
  ]);
  expect(describeParams(some)[0]).toMatchObject({ type: "learner", summary: "what is fitted" });
});

test("an unknown key names the known ones and the nearest", () => {
  expect(() => parseParams("feature mfcc", schema, { nMfc: 13 })).toThrow(
    'feature mfcc: the key "nMfc" is unknown; expected one of nMfcc, window, rate. Did you mean "nMfcc"?',
  );
});

test("a key that is unknown deep inside names its neighbours, not those at the top", () => {
  const outer = z.strictObject({ inner: z.record(z.string(), z.strictObject({ list: z.array(schema) })) });
  expect(() => parseParams("x.yaml", outer, { inner: { a: { list: [{ windw: "hann" }] } } })).toThrow(
    /the key "inner\.a\.list\.0\.windw" is unknown; expected one of nMfcc, window, rate\. Did you mean "window"\?/,
  );
});

test("a wrong type and a value out of range say what was expected and what was given", () => {
  expect(() => parseParams("feature mfcc", schema, { nMfcc: "13" })).toThrow(/nMfcc: .*expected.*got "13"/);
  expect(() => parseParams("feature mfcc", schema, { nMfcc: 129 })).toThrow(/nMfcc: .*128.*got 129/);
  expect(() => parseParams("feature mfcc", schema, { window: "han" })).toThrow(
    /"hann"\|"hamming".*got "han"/,
  );
});

test("what is missing is said once, in our words", () => {
  const inner = z.strictObject({ id: z.string() });
  expect(() => parseParams("x", inner, {})).toThrow("x: id: expected a text; got nothing.");
});

test("kinds of values are named as people call them, with keys that are wanted", () => {
  const inner = z.strictObject({
    split: z.strictObject({ seed: z.number().default(1), protocol: z.string() }),
    learners: z.record(z.string(), z.unknown()),
    list: z.array(z.strictObject({ a: z.number().optional(), b: z.boolean().optional() })),
  });
  const given = { split: { protocol: "random" }, learners: {}, list: [] };
  for (const [key, value, sentence] of [
    ["split", "speaker", 'split: expected keys and values, such as { protocol: … }; got "speaker".'],
    ["learners", ["svm"], 'learners: expected names and what they stand for; got ["svm"].'],
    ["list", "mfcc", 'list: expected a list; got "mfcc".'],
    ["list", ["mfcc"], 'list.0: expected keys and values, such as { a: …, b: … }; got "mfcc".'],
    ["list", [{ b: 1 }], "list.0.b: expected true or false; got 1."],
  ] as const) {
    expect(() => parseParams("x", inner, { ...given, [key]: value })).toThrow(`x: ${sentence}`);
  }
});

describe("a union of objects", () => {
  const shape = z.discriminatedUnion("id", [
    z.strictObject({ id: z.literal("point") }),
    z.strictObject({
      id: z.literal("circle"),
      radius: z.number().default(1),
      colour: z.string().default(""),
    }),
  ]);
  const union = z.strictObject({
    shape: shape.default({ id: "point" }).describe("what is drawn"),
    more: z
      .array(z.strictObject({ shape, at: z.number() }))
      .default([])
      .describe("further ones"),
  });

  test("is described by its members with their keys", () => {
    expect(describeParams(union)).toEqual([
      {
        name: "shape",
        type: "point | circle {radius, colour}",
        default: { id: "point" },
        isRequired: false,
        summary: "what is drawn",
      },
      { name: "more", type: "list of {shape, at}", default: [], isRequired: false, summary: "further ones" },
    ]);
  });

  test("that is normalised from a shorthand keeps its default", () => {
    const short = z.preprocess((id) => (typeof id === "string" ? { id } : id), shape);
    const [described] = describeParams(z.strictObject({ shape: short.default({ id: "point" }) }));
    expect(described).toMatchObject({ type: "point | circle {radius, colour}", default: { id: "point" } });
  });

  test("tells the keys of the member that is meant", () => {
    expect(() => parseParams("x", union, { more: [{ at: 1, shape: { id: "circle", radus: 2 } }] })).toThrow(
      'x: the key "more.0.shape.radus" is unknown; expected one of id, radius, colour. Did you mean "radius"?',
    );
    expect(() => parseParams("x", union, { shape: { id: "point", radius: 2 } })).toThrow(
      "expected one of id.",
    );
  });
});

test("descriptions carry type, range and default", () => {
  expect(describeParams(schema)).toEqual([
    {
      name: "nMfcc",
      type: "integer ≥ 1 ≤ 128",
      default: 20,
      isRequired: false,
      summary: "number of coefficients",
    },
    {
      name: "window",
      type: "hann | hamming",
      default: "hann",
      isRequired: false,
      summary: "analysis window",
    },
    { name: "rate", type: "number > 0 | null", default: null, isRequired: false, summary: "factor" },
  ]);
});
