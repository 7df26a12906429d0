import { expect, test } from "vitest";
import { exclusive } from "./exclusive.ts";

test("tasks run one after another on one instance, which is created on first use", async () => {
  let created = 0;
  const use = exclusive(async () => {
    created++;
    return { busy: false };
  });
  expect(created).toBe(0);
  const order = await Promise.all(
    [3, 1, 2].map((task) =>
      use(async (instance) => {
        expect(instance.busy).toBe(false);
        instance.busy = true;
        await new Promise((resolve) => setTimeout(resolve, task));
        instance.busy = false;
        return task;
      }),
    ),
  );
  expect(order).toEqual([3, 1, 2]);
  expect(created).toBe(1);
});

test("an instance whose task failed is replaced, and the queue goes on", async () => {
  let created = 0;
  const use = exclusive(async () => ++created);
  const failed = use(() => {
    throw new Error("broken");
  });
  const next = use((instance) => instance);
  await expect(failed).rejects.toThrow("broken");
  expect(await next).toBe(2);
});
