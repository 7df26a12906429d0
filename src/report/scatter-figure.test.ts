import { expect, test } from "vitest";
import { scatterFigure } from "./figures.ts";

function figureOf(clips: number) {
  const truth = Float32Array.from({ length: clips }, (_, i) => i % 7);
  const clipIds = Array.from(truth, (_, i) => `c${i}`);
  const figure = scatterFigure(
    { source: "toy", dimensions: ["arousal"], clipIds, truth, values: truth },
    "arousal",
  );
  const [range, dots] = JSON.parse(JSON.stringify(figure)).layer.map(
    (layer: { data: { values: unknown[] } }) => layer.data.values,
  );
  return { figure, range, dots };
}

test("a dot per clip", () => {
  const { figure, range, dots } = figureOf(24);
  expect(figure.description).toBe("Truth and estimate of arousal: 24 clips.");
  expect(dots).toHaveLength(24);
  expect(range).toEqual([
    { truth: 0, estimate: 0 },
    { truth: 6, estimate: 6 },
  ]);
});

test("of very many clips some, evenly chosen, the same every time", () => {
  const { figure, range, dots } = figureOf(152_000);
  expect(figure.description).toBe("Truth and estimate of arousal: 4000 of 152000 clips.");
  expect(dots).toHaveLength(4000);
  expect(range[1]).toEqual({ truth: 6, estimate: 6 });
  expect(figureOf(152_000).dots).toEqual(dots);
  const sevens = dots.filter(({ estimate }: { estimate: number }) => estimate === 3);
  expect(sevens.length / 4000).toBeCloseTo(1 / 7, 2);
});
