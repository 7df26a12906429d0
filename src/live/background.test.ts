import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { ModelError } from "../base/errors.ts";
import { BackgroundRecogniser } from "./background.ts";

const posted: unknown[] = [];

/** A worker that answers nothing, as one that still works: Node has none of a page's kind. */
class Silent extends EventTarget {
  postMessage(asked: unknown): void {
    posted.push(asked);
  }
  terminate(): void {}
}

const sound = { samples: new Float32Array(1600), sampleRate: 16_000 };

describe("a recogniser that is released", () => {
  beforeAll(() => void vi.stubGlobal("Worker", Silent));
  afterAll(() => void vi.unstubAllGlobals());

  test("refuses what was asked before and what is asked after", async () => {
    const recogniser = new BackgroundRecogniser();
    const [prediction, timeline] = [recogniser.predict(sound), recogniser.timeline(sound)];
    const told: string[] = [];
    recogniser.follow(({ kind }) => told.push(kind));
    await expect.poll(() => posted.length).toBe(2);
    recogniser.release();
    for (const asked of [prediction, timeline, recogniser.predict(sound)]) {
      await expect(asked).rejects.toThrow(ModelError);
      await expect(asked).rejects.toThrow("the recogniser was closed before it answered.");
    }
    expect(told).toEqual(["failed"]);
  });
});
