import { expect, test } from "vitest";
import type { Clip } from "./corpus.ts";
import { assertOneSpelling, describeSpelledName, spelledNames } from "./spellings.ts";

function clipsOf(...speakers: (string | undefined)[]): Clip[] {
  return speakers.map((speaker, i) => ({
    ...{ id: `c${i}`, path: "/x", corpus: "toy" },
    ...(speaker === undefined ? {} : { speaker }),
  }));
}

test("a name in several spellings is found with how often and where each occurs", () => {
  const clips = clipsOf("1", "2", "01", undefined, "1", "1.0");
  expect(spelledNames(clips)).toEqual([
    {
      field: "speaker",
      spellings: [
        { value: "1", count: 2, clipId: "c0" },
        { value: "01", count: 1, clipId: "c2" },
        { value: "1.0", count: 1, clipId: "c5" },
      ],
    },
  ]);
  expect(spelledNames(clipsOf("1", "2", "1", "11"))).toEqual([]);
});

test("names that look alike are told apart", () => {
  const [name] = spelledNames(clipsOf("Jos\u00e9", "Jose\u0301", "Jos\u00e9\u200b"));
  expect(describeSpelledName(name)).toBe(
    'the speaker "José" (clip c0) is also written "Jose\\u{301}" (clip c1) and "José\\u{200B}" (clip c2)',
  );
});

test("the error names the first, and how many more there are", () => {
  const refuse =
    (...speakers: string[]) =>
    () =>
      assertOneSpelling("/data", spelledNames(clipsOf(...speakers)));
  expect(refuse("a", "b")).not.toThrow();
  expect(refuse("a", "A", "a")).toThrow(
    '/data: the speaker "a" (clip c0 and 1 more) is also written "A" (clip c1); expected one spelling of each.',
  );
  expect(refuse("a", "A", "b", "B", "c", "C")).toThrow(
    '"A" (clip c1) (and so on for 2 more names); expected',
  );
});
