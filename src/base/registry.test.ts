import { expect, test } from "vitest";
import { ConfigError } from "./errors.ts";
import { createRegistry, didYouMean } from "./registry.ts";

const registry = createRegistry("feature", [{ id: "mfcc" }, { id: "mel" }, { id: "w-mfcc" }]);

test("entries are found by id", () => {
  expect(registry.get("mel").id).toBe("mel");
  expect(registry.has("w-mfcc")).toBe(true);
  expect(registry.ids).toEqual(["mfcc", "mel", "w-mfcc"]);
});

test("an unknown id names what is known and the nearest", () => {
  expect(() => registry.get("mffc")).toThrow(ConfigError);
  expect(() => registry.get("mffc")).toThrow(
    'feature "mffc" is unknown; expected one of mfcc, mel, w-mfcc. Did you mean "mfcc"?',
  );
  expect(() => registry.get("chromagram")).toThrow(/w-mfcc\.$/);
});

test("two entries of one id are a defect", () => {
  expect(() => createRegistry("metric", [{ id: "uar" }, { id: "uar" }])).toThrow(/"uar"/);
});

test("the nearest word is near, whatever the case", () => {
  expect(didYouMean("WMFCC", ["mfcc", "w-mfcc"])).toContain("mfcc");
  expect(didYouMean("xyz", ["mfcc"])).toBeUndefined();
});
