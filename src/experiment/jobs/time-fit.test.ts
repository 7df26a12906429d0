import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { EpochReport } from "../../training/context.ts";
import { timeFit } from "./time-fit.ts";

const report = (epoch: number, epochs: number): EpochReport => ({
  ...{ epoch, epochs, stage: 1, loss: 1, accuracy: 0, learningRate: 0.1, batchSize: 8 },
});
const nobody = new AbortController().signal;

beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => void vi.useRealTimers());

/** Takes 3 s to begin, then 2 s an epoch, then 1 s. */
function training(epochs: number) {
  const done: number[] = [];
  return {
    done,
    async run({
      signal,
      onEpoch,
    }: {
      readonly signal: AbortSignal;
      onEpoch(report: EpochReport): void;
    }): Promise<void> {
      vi.advanceTimersByTime(3000);
      for (let epoch = 1; epoch <= epochs; epoch++) {
        vi.advanceTimersByTime(2000);
        done.push(epoch);
        onEpoch(report(epoch, epochs));
        signal.throwIfAborted();
      }
      vi.advanceTimersByTime(1000);
    },
  };
}

test("a fit with epochs ends after a few, and is told whole", async () => {
  const { done, run } = training(100);
  const fit = await timeFit(run, 3, nobody);
  expect(done).toEqual([1, 2, 3]);
  expect(fit).toEqual({ seconds: 203, epochs: 100, epoch: 2, spent: 9 });
});

test("a fit that is short, or has no epochs, is timed to its end", async () => {
  expect(await timeFit(training(3).run, 3, nobody)).toEqual({ seconds: 10, epochs: 3, epoch: 2, spent: 10 });
  expect(await timeFit(training(0).run, 3, nobody)).toMatchObject({ seconds: 4, epoch: undefined });
});

test("whoever stops it is not taken for its end", async () => {
  const controller = new AbortController();
  const { run } = training(100);
  const stopped = timeFit(
    (watch) =>
      run({
        ...watch,
        onEpoch: () => controller.abort(new Error("stopped")),
      }),
    3,
    controller.signal,
  );
  await expect(stopped).rejects.toThrow("stopped");
});
