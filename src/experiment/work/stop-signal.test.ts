import { MessageChannel } from "node:worker_threads";
import { expect, test } from "vitest";
import { stopSignal } from "./stop-signal.ts";

test("a stop reaches work that never lets the event loop turn", () => {
  const { port1, port2 } = new MessageChannel();
  const signal = stopSignal(port2);
  expect(() => signal.throwIfAborted()).not.toThrow();
  port1.postMessage("abort");
  expect(() => signal.throwIfAborted()).toThrow("stopped");
  expect(signal.aborted).toBe(true);
  expect(() => signal.throwIfAborted()).toThrow("stopped");
  port1.close();
});

test("and work that does", async () => {
  const { port1, port2 } = new MessageChannel();
  const signal = stopSignal(port2);
  const told = new Promise((resolve) => signal.addEventListener("abort", resolve));
  port1.postMessage("abort");
  await told;
  expect(signal.reason).toEqual(new Error("stopped"));
  port1.close();
});
