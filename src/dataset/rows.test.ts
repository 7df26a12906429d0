import { describe, expect, test } from "vitest";
import { ConfigError } from "../base/errors.ts";
import type { Clip } from "../corpus/corpus.ts";
import {
  clipsOf,
  columnsOf,
  distinctValues,
  type Rows,
  targeting,
  targetsOf,
  valuesOf,
  whereColumn,
  withoutColumn,
} from "./rows.ts";

const CLIPS: readonly Clip[] = [
  { id: "c", path: "/c", corpus: "toy", label: "sad", speaker: "2", sex: "male" },
  { id: "a", path: "/a", corpus: "toy", label: "calm", speaker: "10", sex: "female" },
  { id: "b", path: "/b", corpus: "toy", label: "sad", speaker: "10" },
];

/** Every clip's original and a copy, and a clip that no row has. */
const rows: Rows = {
  keys: CLIPS.flatMap(({ id }) => [0, 1].map((copy) => ({ clipId: id, copy }))),
  columns: new Map([...CLIPS.map((clip) => [clip.id, columnsOf(clip)] as const), ["d", { label: "glad" }]]),
  target: "label",
  labels: ["sad", "calm"],
  normalised: null,
};

test("columns are what is known of a clip, and nothing of where it lies", () => {
  expect(columnsOf(CLIPS[0])).toEqual({ label: "sad", speaker: "2", sex: "male", corpus: "toy" });
  expect(
    columnsOf({
      ...CLIPS[1],
      ...{ sentence: "dogs", intensity: "strong", take: "2", split: "train" },
    }),
  ).toEqual({
    ...{ label: "calm", speaker: "10", sex: "female", corpus: "toy" },
    ...{ sentence: "dogs", intensity: "strong", take: "2" },
  });
});

describe("values of a column", () => {
  test("row by row, and each once in code-unit order", () => {
    expect(valuesOf("x", rows, "speaker")).toEqual(["2", "2", "10", "10", "10", "10"]);
    expect(distinctValues("x", rows, "speaker")).toEqual(["10", "2"]);
    expect(distinctValues("x", rows, "label")).toEqual(["calm", "sad"]);
  });

  test("a column that is not known names the clips, each once, and says what is known", () => {
    const read = (column: string) => () => valuesOf("route", rows, column);
    expect(read("sex")).toThrow(ConfigError);
    expect(read("sex")).toThrow('route: the column "sex" is not known of 1 of the clips (b).');
    expect(read("take")).toThrow('route: the column "take" is not known of 3 of the clips (c, a, b).');
    expect(read("take")).toThrow(
      expect.objectContaining({ hint: "Known of some are label, speaker, sex, corpus." }),
    );
  });

  test("rows where a column has a value keep their copies", () => {
    const some = whereColumn("x", rows, "speaker", "10");
    expect(some).toEqual({ ...rows, keys: rows.keys.slice(2) });
    expect(whereColumn("x", rows, "speaker", "3").keys).toEqual([]);
    expect(() => whereColumn("x", rows, "sex", "male")).toThrow(ConfigError);
  });
});

describe("what is to be learnt", () => {
  test("the label index of every row, in the order of the labels", () => {
    expect(targetsOf("x", rows)).toEqual([0, 0, 1, 1, 0, 0]);
  });

  test("another column, whose values become the labels", () => {
    const speakers = targeting("x", rows, "speaker");
    expect(speakers).toEqual({ ...rows, target: "speaker", labels: ["10", "2"] });
    expect(targetsOf("x", speakers)).toEqual([1, 1, 0, 0, 0, 0]);
    expect(() => targeting("x", rows, "sex")).toThrow('the column "sex" is not known');
  });
});

test("clips of rows, each once, in order of the rows", () => {
  expect(clipsOf(rows)).toEqual(["c", "a", "b"]);
  expect(clipsOf({ keys: [] })).toEqual([]);
});

test("columns of some clips without the one that is to be answered", () => {
  expect(withoutColumn(rows.columns, ["b", "c", "strange"], "label")).toEqual(
    new Map([
      ["b", { speaker: "10", corpus: "toy" }],
      ["c", { speaker: "2", sex: "male", corpus: "toy" }],
      ["strange", {}],
    ]),
  );
  expect(rows.columns.get("b")).toHaveProperty("label", "sad");
});
