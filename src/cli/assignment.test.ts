import { expect, test } from "vitest";
import { type Assignments, addAssignment } from "./assignment.ts";

test("values are JSON where they can be, and the last of a key counts", () => {
  const words = ["a=1", "b=true", "c=text", "d=[1,2]", "e=a=b", "f=", "a=2"];
  expect(words.reduce<Assignments>((before, word) => addAssignment(word, before), {})).toEqual({
    a: 2,
    b: true,
    c: "text",
    d: [1, 2],
    e: "a=b",
    f: "",
  });
});

test("a word without key or value is none", () => {
  for (const word of ["split={protocol: random}", "learners.a.augment=[{id: noise}]"]) {
    expect(() => addAssignment(word)).toThrow("expected a list or an object as JSON");
  }
  for (const word of ["nothing", "=1"]) expect(() => addAssignment(word)).toThrow("expected key=value");
});
