import { createHook } from "node:async_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { repeatWakeUps } from "./wake-ups.ts";

test("file operations are asked for until it is ended", async () => {
  let asked = 0;
  const hook = createHook({
    init(_id, type) {
      if (type === "FSREQCALLBACK") asked++;
    },
  }).enable();
  const end = repeatWakeUps(1);
  while (asked < 3) await pause(1);
  end();
  const before = asked;
  await pause(50);
  expect(asked).toBe(before);
  hook.disable();
});
