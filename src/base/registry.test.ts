import { expect, test } from "vitest";
import { ConfigError } from "./errors.ts";
import { createRegistry, didYouMean, type Entry } from "./registry.ts";

interface Feature extends Entry {
  readonly kind: "feature";
}

const feature = <const I extends string>(id: I) => ({ kind: "feature", id }) as const;
const create = () => {
  const all = { mfcc: feature("mfcc"), mel: feature("mel"), wMfcc: feature("w-mfcc") };
  return createRegistry<Feature, typeof all>("feature", all);
};
const registry = create();

test("entries are found by id", () => {
  expect(registry.get("mel").id).toBe("mel");
  expect(registry.find("mel")).toBe(registry.get("mel"));
  expect(registry.has("w-mfcc")).toBe(true);
  expect(registry.ids).toEqual(["mfcc", "mel", "w-mfcc"]);
});

test("an unknown id names what is known and the nearest", () => {
  const message = 'feature "mffc" is unknown; expected one of mfcc, mel, w-mfcc. Did you mean "mfcc"?';
  expect(() => registry.find("mffc")).toThrow(ConfigError);
  expect(() => registry.find("mffc")).toThrow(message);
  expect(() => registry.find("mffc", "a.yaml: features.0.id")).toThrow(`a.yaml: features.0.id: ${message}`);
  expect(() => registry.find("chromagram")).toThrow(/w-mfcc\.$/);
  // @ts-expect-error: no literal id of this registry
  expect(() => registry.get("mffc")).toThrow(message);
});

test("an entry of one's own is found, listed and suggested from then on", () => {
  const extended = create();
  const { list, ids } = extended;
  const own: Feature = feature("jitter");
  extended.register(own);
  expect(extended.find("jitter")).toBe(own);
  expect(extended.has("jitter")).toBe(true);
  expect(list.at(-1)).toBe(own);
  expect(ids).toEqual(["mfcc", "mel", "w-mfcc", "jitter"]);
  expect(() => extended.find("jiter")).toThrow('Did you mean "jitter"?');
  expect(registry.has("jitter")).toBe(false);
});

test("a taken id and another kind are refused, and nothing is added", () => {
  const extended = create();
  expect(() => extended.register(feature("mel"))).toThrow(
    new ConfigError('feature "mel" is there already; choose another id.'),
  );
  // @ts-expect-error: a model is no feature
  expect(() => extended.register({ kind: "model", id: "svm" })).toThrow(
    new ConfigError('model "svm" is of another kind; expected a feature.'),
  );
  expect(extended.ids).toEqual(["mfcc", "mel", "w-mfcc"]);
});

test("two entries of one id are a defect", () => {
  const twice = { a: feature("uar"), b: feature("uar") };
  expect(() => createRegistry<Feature, typeof twice>("feature", twice)).toThrow(/"uar"/);
});

test("the nearest word is near, whatever the case", () => {
  expect(didYouMean("WMFCC", ["mfcc", "w-mfcc"])).toContain("mfcc");
  expect(didYouMean("xyz", ["mfcc"])).toBeUndefined();
});
