import { expect, test } from "vitest";
import { toyInputs } from "../../test/toy-report.ts";
import { renderDrawsTable } from "./draws-table.ts";
import { buildReport, type ScoresFile, scoresFileOf } from "./index.ts";

const file = scoresFileOf(buildReport(toyInputs()));
const [first] = file.recognisers;

function drawn(seed: number, uar: number, accuracy: number, other: Partial<ScoresFile> = {}): ScoresFile {
  const scores = Object.entries({ uar, accuracy }).map(([metric, value]) => ({
    ...{ metric, value, low: 0, high: 1, n: 8, resampled: "clip" as const },
  }));
  return { ...file, seed, recognisers: [{ ...first, scores }], ...other };
}

test("a system's mean over its draws, with standard deviation and range; the better first", () => {
  const better = (seed: number, uar: number) => {
    const one = drawn(seed, uar, uar);
    return { ...one, recognisers: one.recognisers.map((each) => ({ ...each, name: "better" })) };
  };
  const files = [drawn(1, 0.5, 0.7), drawn(2, 0.6, 0.7), drawn(3, 0.7, 0.7), better(1, 0.8), better(2, 0.9)];
  const rows = renderDrawsTable(files).trimEnd().split("\n");
  expect(rows[0]).toBe("| System | Corpus | Protocol | Draws | n of each | Accuracy, % | UAR, % |");
  expect(rows.slice(2)).toEqual([
    "| better: mfcc, toy | toy | speaker, 4 folds | 2 | 8 | 85.0 ± 7.1 (80.0–90.0) | 85.0 ± 7.1 (80.0–90.0) |",
    `| ${first.name}: mfcc, toy | toy | speaker, 4 folds | 3 | 8 | 70.0 ± 0.0 (70.0–70.0) | 60.0 ± 10.0 (50.0–70.0) |`,
  ]);
});

test("speakers that are known are told of, and make another system", () => {
  const known = (seed: number) => {
    const one = drawn(seed, 0.8, 0.8);
    return {
      ...one,
      recognisers: one.recognisers.map((each) => ({ ...each, knowsSpeakers: true as const })),
    };
  };
  const table = renderDrawsTable([drawn(1, 0.5, 0.5), drawn(2, 0.5, 0.5), known(1), known(2)]);
  const names = table
    .trimEnd()
    .split("\n")
    .slice(2)
    .map((line) => line.split(" | ")[0]);
  expect(names).toEqual([`| ${first.name}: mfcc, toy; speakers known`, `| ${first.name}: mfcc, toy`]);
});

test("other protocols are other rows", () => {
  const random = { protocol: "random" };
  const files = [
    drawn(1, 0.5, 0.5),
    drawn(2, 0.5, 0.5),
    drawn(1, 0.6, 0.6, random),
    drawn(2, 0.6, 0.6, random),
  ];
  expect(renderDrawsTable(files).trimEnd().split("\n")).toHaveLength(4);
});

test("one draw alone, or the same one twice, is refused", () => {
  expect(() => renderDrawsTable([drawn(1, 0.5, 0.5)])).toThrow(
    /^svm: mfcc, toy was measured once; expected runs of the same experiment with other seeds\.$/,
  );
  expect(() => renderDrawsTable([drawn(1, 0.5, 0.5), drawn(1, 0.5, 0.5)])).toThrow(
    /^Toy experiment: svm was measured twice with seed 1; expected another seed for every run\.$/,
  );
});
