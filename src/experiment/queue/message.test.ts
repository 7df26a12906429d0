import { describe, expect, test } from "vitest";
import { AudioError, ConfigError, ModelError } from "../../base/errors.ts";
import { parseQueueAddress } from "./address.ts";
import { errorOf, reasonOf } from "./message.ts";

const TASK = { kind: "fit", key: "0123456789abcdef" };

describe("the reason of a job that failed", () => {
  test("is the same error again at the other end, where a person can act on it", () => {
    const error = new AudioError("clip a: it is silent.\nOr nearly so.", "Leave it out.");
    const again = errorOf(TASK, reasonOf(error));
    expect(again).toBeInstanceOf(AudioError);
    expect(again.message).toBe(error.message);
  });

  test("is told in one sentence, where it is no such error", () => {
    const again = errorOf(TASK, reasonOf(new TypeError("x is no function\n  at y")));
    expect(again).toBeInstanceOf(ModelError);
    expect(again.message).toMatch(
      /^a job \(fit 0123456789ab\) was set aside: it failed 3 times \(x is no function\)\. /,
    );
  });

  test("is what killed its workers, where they died", () => {
    const again = errorOf(TASK, "job stalled more than allowable limit");
    expect(again.message).toContain("was set aside: 4 workers died or lost the queue over it.");
  });
});

describe("the address of a queue", () => {
  test("is shown without user and password", () => {
    const { url, shown } = parseQueueAddress("rediss://ann:secret@host:6380/2");
    expect([url, shown]).toEqual(["rediss://ann:secret@host:6380/2", "rediss://host:6380/2"]);
  });

  test.each(["localhost:6379", "http://localhost", "redis://", "redis://host/name", "redis"])(
    "is not %s",
    (text) => {
      expect(() => parseQueueAddress(text)).toThrow(ConfigError);
    },
  );
});
