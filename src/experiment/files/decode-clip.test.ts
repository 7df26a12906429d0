import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import { encodeWav } from "../../audio/wav.ts";
import { byFile, decodeClip } from "./decode-clip.ts";

test("clips of one file and channel stand together, in their own order otherwise", () => {
  const clips = [
    { id: "a1", path: "/a", segment: { startSeconds: 0, channel: 2 } },
    { id: "a2", path: "/a", segment: { startSeconds: 1, channel: 1 } },
    { id: "b1", path: "/b" },
    { id: "a3", path: "/a", segment: { startSeconds: 2, channel: 2 } },
    { id: "a4", path: "/a" },
  ];
  expect(byFile(clips).map(({ id }) => id)).toEqual(["a4", "a2", "a1", "a3", "b1"]);
});

test("a clip is its file, or the part of it", async () => {
  const samples = Float32Array.from({ length: 4000 }, (_, i) => Math.sin(i));
  const root = temporaryFolder({ "a.wav": encodeWav({ samples, sampleRate: 1000 }, "float32") });
  const path = join(root, "a.wav");
  expect((await decodeClip(path, undefined)).audio.samples).toEqual(samples);
  const part = await decodeClip(path, { startSeconds: 1, endSeconds: 1.5, channel: 1 });
  expect([part.audio.samples, part.seconds]).toEqual([samples.slice(1000, 1500), 0.5]);
  await expect(decodeClip(path, { startSeconds: 4 })).rejects.toThrow(
    `${path} (4.0-end s): lies outside of the file, which lasts 4.0 s.`,
  );
  await expect(decodeClip(join(root, "b.wav"), { startSeconds: 4 })).rejects.toThrow(
    "b.wav: there is no such file",
  );
});
