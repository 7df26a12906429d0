import { mkdtemp, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { createInProcess, openInProcess } from "../../../test/in-process.ts";
import { encodeWav } from "../../audio/wav.ts";
import { AudioError } from "../../base/errors.ts";
import { demoClips } from "../../synth/index.ts";
import { factsJob } from "../jobs/facts.ts";
import { openServices } from "./services.ts";

let root: string;
let path: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "prosodia-services-"));
  path = join(root, "clip.wav");
  const [clip] = demoClips({ voices: 1, takes: 1, sampleRate: 8000 });
  await writeFile(path, encodeWav(clip.audio));
});

describe("a job that is asked for", () => {
  test("twice at once is done once, and known from then on", async () => {
    const { services, done } = openInProcess(join(root, "cache"));
    const [first, second] = await Promise.all([
      services.ask(factsJob, { clipId: "a", path }),
      services.ask(factsJob, { clipId: "b", path }),
    ]);
    expect(done).toEqual(["facts"]);
    expect([first.known, second.known].toSorted()).toEqual([false, true]);
    expect(first.key).toBe(second.key);
    expect(await services.ask(factsJob, { clipId: "c", path })).toEqual({ ...first, known: true });
    expect(done).toEqual(["facts"]);
  });

  test("leaves its result under its key, which names the bytes, not the file", async () => {
    const { services } = openInProcess(join(root, "cache"));
    const { key, result } = await services.ask(factsJob, { clipId: "a", path });
    expect(result).toMatchObject({ sampleRate: 8000, channels: 1 });
    expect(await readdir(join(root, "cache", "facts"))).toEqual([key.slice(0, 2)]);
    const [, other] = demoClips({ voices: 1, takes: 1, sampleRate: 8000 });
    await writeFile(path, encodeWav(other.audio));
    const again = await services.ask(factsJob, { clipId: "a", path });
    expect(again.known).toBe(false);
    expect(again.key).not.toBe(key);
  });

  test("and fails, fails for everybody who asked, by its own kind of error, and can be asked again", async () => {
    const { services, done } = openInProcess(join(root, "cache"));
    await writeFile(path, "no audio");
    const asking = () => services.ask(factsJob, { clipId: "a", path });
    const outcomes = await Promise.allSettled([asking(), asking()]);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: "rejected", reason: expect.any(AudioError) });
    }
    expect(done).toEqual([]);
    await expect(services.ask(factsJob, { clipId: "a", path: join(root, "none.wav") })).rejects.toThrow(
      /none\.wav: there is no such file/,
    );
  });

  test("after the work was stopped is refused with the reason", async () => {
    const controller = new AbortController();
    const cacheRoot = join(root, "cache");
    const executor = createInProcess(cacheRoot);
    const services = openServices({ cacheRoot, executor, signal: controller.signal });
    controller.abort(new Error("enough"));
    await expect(services.ask(factsJob, { clipId: "a", path })).rejects.toThrow("enough");
    expect(executor.done).toEqual([]);
  });
});
