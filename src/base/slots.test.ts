import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { eachOf } from "./slots.ts";

const ITEMS = Array.from({ length: 10 }, (_, i) => i);

describe("work on many items", () => {
  test("is begun in their order, so many at once and no more", async () => {
    const begun: number[] = [];
    let now = 0;
    let most = 0;
    await eachOf(ITEMS, 3, async (item) => {
      begun.push(item);
      most = Math.max(most, ++now);
      await setImmediate();
      now--;
    });
    expect(begun).toEqual(ITEMS);
    expect(most).toBe(3);
  });

  test("ends with the first that fails; no other is begun", async () => {
    const begun: number[] = [];
    const work = eachOf(ITEMS, 2, async (item) => {
      begun.push(item);
      await setImmediate();
      if (item === 3) throw new Error("no");
    });
    await expect(work).rejects.toThrow("no");
    await setImmediate();
    expect(begun.length).toBeLessThan(6);
  });

  test("is none where there are none", async () => {
    await eachOf([], 3, async () => expect.unreachable());
  });
});
