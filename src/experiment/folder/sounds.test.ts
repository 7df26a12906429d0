import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import { embeddedSounds } from "./sounds.ts";

test("sound is embedded until the page is full, none of it too long, and what was left out is told in a sentence", async () => {
  const folder = temporaryFolder({ x: "" });
  const clips = await Promise.all(
    Array.from({ length: 14 }, async (_, i) => {
      const path = join(folder, `${i}.wav`);
      await writeFile(path, new Uint8Array(i === 1 ? 2_000_001 : 1_900_000));
      return { id: String(i), corpus: "toy", path };
    }),
  );
  const { sounds, leftOut } = await embeddedSounds(clips);
  expect([...sounds.keys()]).toEqual(["0", "2", "3", "4", "5", "6", "7", "8", "9", "10"]);
  expect(leftOut).toBe(
    "The page holds the sound of 10 of 14 clips (19 MB of at most 20, 2 of a clip): 4 others cannot be heard in it; " +
      "without --embed-audio the page links to all.",
  );
  const few = await embeddedSounds(clips.slice(2, 4));
  expect([few.sounds.size, few.leftOut]).toEqual([2, null]);
  expect(few.sounds.get("2")).toMatch(/^data:audio\/wav;base64,AAAA/);
});
