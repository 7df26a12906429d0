import { expect, test } from "vitest";
import { createRandom } from "../base/random.ts";
import { hideParts } from "./spec-augment.ts";

const [COEFFICIENTS, FRAMES] = [7, 10];

/** How many whole rows and columns are hidden, and whether anything else is. */
function hiddenOf(masks: { coefficientMask: number; frameMask: number }, seed: number) {
  const image = new Float32Array(COEFFICIENTS * FRAMES).fill(1);
  hideParts(image, [COEFFICIENTS, FRAMES], masks, createRandom(seed));
  const at = (k: number, t: number): boolean => image[k * FRAMES + t] === 0;
  const rows = Array.from({ length: COEFFICIENTS }, (_, k) => k).filter((k) =>
    Array.from({ length: FRAMES }).every((_, t) => at(k, t)),
  );
  const columns = Array.from({ length: FRAMES }, (_, t) => t).filter((t) =>
    Array.from({ length: COEFFICIENTS }).every((_, k) => at(k, t)),
  );
  const others = image.filter(
    (one, i) => one === 0 && !rows.includes(Math.floor(i / FRAMES)) && !columns.includes(i % FRAMES),
  );
  return { rows, columns, others: others.length };
}

const neighbours = (places: readonly number[]): boolean =>
  places.every((place, i) => place === places[0] + i);

test("one band and one stretch of neighbours are hidden, of every length up to the longest, anywhere", () => {
  const all = Array.from({ length: 400 }, (_, seed) => hiddenOf({ coefficientMask: 3, frameMask: 4 }, seed));
  for (const { rows, columns, others } of all)
    expect([neighbours(rows), neighbours(columns), others]).toEqual([true, true, 0]);
  const seen = (of: (one: (typeof all)[number]) => number[]) => [
    new Set(all.map((one) => of(one).length)),
    new Set(all.flatMap(of)),
  ];
  expect(seen(({ rows }) => rows)).toEqual([new Set([0, 1, 2, 3]), new Set([0, 1, 2, 3, 4, 5, 6])]);
  expect(seen(({ columns }) => columns)).toEqual([
    new Set([0, 1, 2, 3, 4]),
    new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
  ]);
});

test("masks longer than the image hide all of it at most", () => {
  const hidden = Array.from({ length: 50 }, (_, seed) =>
    hiddenOf({ coefficientMask: 0, frameMask: 99 }, seed),
  );
  expect(Math.max(...hidden.map(({ columns }) => columns.length))).toBe(FRAMES);
  expect(hidden.some(({ columns }) => columns.length === 0)).toBe(true);
});
