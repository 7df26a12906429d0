import { expect, test } from "vitest";
import { memo } from "./memo.ts";

test("makes a table once per setting", () => {
  let made = 0;
  const table = memo((length: number, name: string) => ({ made: ++made, length, name }));
  const first = table(3, "a");
  expect(table(3, "a")).toBe(first);
  expect(table(3, "b")).not.toBe(first);
  expect(made).toBe(2);
});

test("keeps the last 32 settings only", () => {
  let made = 0;
  const table = memo((length: number) => [++made, length]);
  for (let length = 0; length < 33; length++) table(length);
  table(32);
  table(1);
  expect(made).toBe(33);
  table(0);
  expect(made).toBe(34);
});
