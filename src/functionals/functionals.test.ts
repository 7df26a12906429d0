import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import golden from "../../test/golden/series.json" with { type: "json" };
import { lcgNoise } from "../../test/golden-signals.ts";
import { ConfigError } from "../base/errors.ts";
import {
  computeTable,
  functionalOf,
  functionals,
  inPart,
  invertMask,
  Run,
  type Series,
  tableColumns,
} from "./index.ts";

const RATE_HZ = 100;
const noise = lcgNoise(97, 3);
const at = Float64Array.from({ length: 97 }, (_, t) => t);
const series = (values: Float64Array, isKept?: (t: number) => boolean): Series => ({
  name: "x",
  unit: "dB",
  values,
  frameRateHz: RATE_HZ,
  ...(isKept === undefined ? {} : { mask: Uint8Array.from(values.keys(), (t) => (isKept(t) ? 1 : 0)) }),
});

/** As in tools/golden/series.py. */
const SERIES: Record<string, Series> = {
  noise: series(noise),
  "voiced noise": series(noise, (t) => t % 23 > 4 && t < 80),
  wave: series(at.map((t) => Math.sin(t / 4) + 0.01 * t)),
  steps: series(noise.map((value) => Math.floor(4 * value))),
  "masked steps": series(
    noise.map((value) => Math.floor(3 * value) + 7),
    (t) => t % 11 < 8,
  ),
  "three values": series(noise.slice(0, 3)),
};

function numbersOf(words: readonly string[], of: Series): Float64Array {
  const chosen = words.map(functionalOf);
  const numbers = new Float64Array(chosen.reduce((sum, { names }) => sum + names.length, 0));
  computeTable([of], chosen, numbers);
  return numbers;
}

describe("against numpy 2.4 and scipy 1.17", () => {
  for (const { series: name, word, values } of golden.cases) {
    test(`${word} of ${name}`, () => {
      assertClose(numbersOf([word], SERIES[name]), values, { relative: 1e-8, absolute: 1e-12 });
    });
  }

  test("every functional has golden values, alone and after all others", () => {
    const words = [...new Set(golden.cases.map(({ word }) => word))];
    const defined = functionals.list.filter((one) => words.some((word) => one.parse(word) !== undefined));
    expect(defined).toEqual(functionals.list);
    for (const [name, one] of Object.entries(SERIES)) {
      const alone = words.flatMap((word) => [...numbersOf([word], one)]);
      expect([...numbersOf(words, one)], name).toEqual(alone);
    }
  });
});

describe("a run", () => {
  test("keeps nothing of the series before", () => {
    const run = new Run();
    const words = golden.cases.filter(({ series: name }) => name === "noise").map(({ word }) => word);
    const chosen = words.map(functionalOf);
    for (const one of [...Object.values(SERIES), SERIES.noise]) {
      const expected = numbersOf(words, one);
      const numbers = new Float64Array(expected.length);
      computeTable([one], chosen, numbers, 0, run);
      expect(numbers).toEqual(expected);
    }
  });

  test("leaves the series as it was", () => {
    const before = noise.slice();
    numbersOf(["p50", "modulation", "kurtosis"], SERIES.noise);
    expect(noise).toEqual(before);
  });
});

describe("parts", () => {
  const ofParts = (words: readonly string[], one: Series, count: number): number[][] =>
    Array.from({ length: count }, (_, index) => {
      const part = inPart(words.map(functionalOf), index, count);
      const numbers = new Float64Array(part.names.length);
      part.compute(new Run().load(one), numbers, 0);
      return [...numbers];
    });
  const cut = ({ values, mask, ...rest }: Series, from: number, to: number): Series => ({
    ...rest,
    values: values.slice(from, to),
    ...(mask === undefined ? {} : { mask: mask.slice(from, to) }),
  });

  test("are the functionals of the frames that they have", () => {
    const words = ["mean", "p25", "segments", "quadratic-fit", "peak-distance"];
    for (const one of [SERIES.noise, SERIES["masked steps"], SERIES["voiced noise"]]) {
      const expected = [cut(one, 0, 32), cut(one, 32, 64), cut(one, 64, 97)].map((part) => [
        ...numbersOf(words, part),
      ]);
      expect(ofParts(words, one, 3)).toEqual(expected);
    }
  });

  test("in which no frame counts have the values of the whole, but their own share", () => {
    const one = series(Float64Array.of(1, 2, 3, 4), (t) => t < 2);
    expect(ofParts(["mean", "share"], one, 2)).toEqual([
      [1.5, 1],
      [1.5, 0],
    ]);
  });

  test("may be cut again", () => {
    const half = inPart([inPart([functionalOf("mean")], 0, 2)], 1, 2);
    const numbers = new Float64Array(1);
    half.compute(new Run().load(series(Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8))), numbers, 0);
    expect([half.names, numbers[0]]).toEqual([["mean_part1of2_part2of2"], 5.5]);
  });
});

test("columns are the first number of every series, then the next", () => {
  const two = [
    { name: "a", unit: "dB" },
    { name: "b", unit: null },
  ];
  const chosen = ["sd", "segments", "slope"].map(functionalOf);
  expect(tableColumns(two, chosen)).toEqual([
    { name: "a_sd", unit: "dB" },
    { name: "b_sd", unit: null },
    { name: "a_segments_per_s", unit: "1/s" },
    { name: "b_segments_per_s", unit: "1/s" },
    { name: "a_segment_s_mean", unit: "s" },
    { name: "b_segment_s_mean", unit: "s" },
    { name: "a_segment_s_sd", unit: "s" },
    { name: "b_segment_s_sd", unit: "s" },
    { name: "a_slope", unit: "dB/frame" },
    { name: "b_slope", unit: "1/frame" },
  ]);
  const numbers = new Float64Array(5).fill(-1);
  const values = [series(Float64Array.of(1, 3)), series(Float64Array.of(5, 5))];
  computeTable(values, ["mean", "sd"].map(functionalOf), numbers, 1);
  expect([...numbers]).toEqual([-1, 2, 5, 1, 0]);
});

test("the gaps between segments are the segments of the inverted mask", () => {
  const mask = Uint8Array.of(1, 0, 0, 1, 0, 0, 0, 0, 1, 1);
  const one = { ...series(new Float64Array(10)), mask: invertMask(mask) };
  assertClose(numbersOf(["segments", "share"], one), [20, 0.03, 0.01, 0.6], { absolute: 1e-12 });
});

describe("words", () => {
  test.each(["p101", "p05", "p", "p-5", "p80-p20", "p20-p20", "p20-p50-p80", "Mean", ""])(
    "%o is none",
    (word) => {
      expect(() => functionalOf(word)).toThrow(ConfigError);
      expect(() => functionalOf(word)).toThrow(
        `functional "${word}" is unknown; expected one of bridged-segments,`,
      );
    },
  );

  test("one that is near is offered", () => {
    expect(() => functionalOf("mean-rize")).toThrow('Did you mean "mean-rise"?');
  });
});

test("seconds need a frame rate", () => {
  const one = { ...SERIES.noise, frameRateHz: null };
  const words = [
    "rising-slope",
    "falling-slope",
    "peaks-per-second",
    "peak-distance",
    "segments",
    "bridged-segments",
    "clear-rising-slope",
    "clear-falling-slope",
    "clear-peaks-per-second",
  ];
  for (const word of words) expect(() => numbersOf([word], one), word).toThrow("no places in time");
  const others = functionals.ids.filter(
    (id) => functionals.find(id).parse(id) !== undefined && !words.includes(id),
  );
  expect(() => numbersOf(others, one)).not.toThrow();
});
