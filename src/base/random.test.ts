import { expect, test } from "vitest";
import { createRandom, hash32 } from "./random.ts";

test("the same seed gives the same numbers, another seed others", () => {
  const draw = (seed: number) => Array.from({ length: 5 }, createRandom(seed).uniform);
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});

test("uniform and normal have their moments", () => {
  const random = createRandom(1);
  const n = 20_000;
  let sum = 0;
  let normalSum = 0;
  let normalSquares = 0;
  for (let i = 0; i < n; i++) {
    const u = random.uniform();
    expect(u >= 0 && u < 1).toBe(true);
    sum += u;
    const z = random.normal();
    normalSum += z;
    normalSquares += z * z;
  }
  expect(sum / n).toBeCloseTo(0.5, 1);
  expect(Math.abs(normalSum / n)).toBeLessThan(0.03);
  expect(normalSquares / n).toBeCloseTo(1, 1);
});

test("a shuffle keeps every item, and integers stay in range", () => {
  const random = createRandom(3);
  const items = Array.from({ length: 100 }, (_, i) => i);
  const shuffled = random.shuffle([...items]);
  expect(shuffled).not.toEqual(items);
  expect(shuffled.toSorted((a, b) => a - b)).toEqual(items);
  const seen = new Set(Array.from({ length: 200 }, () => random.integer(5)));
  expect([...seen].toSorted()).toEqual([0, 1, 2, 3, 4]);
});

test("forks do not depend on how much was drawn, and differ by name", () => {
  const a = createRandom(5);
  const before = a.fork("split").uniform();
  a.uniform();
  expect(a.fork("split").uniform()).toBe(before);
  expect(a.fork("train").uniform()).not.toBe(before);
});

test("hash32 spreads similar texts", () => {
  const hashes = new Set(Array.from({ length: 1000 }, (_, i) => hash32(`clip-${i}#1`)));
  expect(hashes.size).toBe(1000);
});
