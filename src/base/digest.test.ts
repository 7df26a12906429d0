import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { canonicalJson, digestOf, sha256 } from "./digest.ts";

test("sha256 equals Node's own", async () => {
  const bytes = new TextEncoder().encode("speech");
  expect(await sha256(bytes)).toBe(createHash("sha256").update(bytes).digest("hex"));
});

test("the order of keys does not matter, that of lists does", async () => {
  expect(await digestOf({ a: 1, b: { d: [1, 2], c: null } })).toBe(
    await digestOf({ b: { c: null, d: [1, 2] }, a: 1 }),
  );
  expect(await digestOf([1, 2])).not.toBe(await digestOf([2, 1]));
  expect(canonicalJson({ b: undefined, a: [{ z: 1, y: 2 }] })).toBe('{"a":[{"y":2,"z":1}]}');
});
