/** A corpus where there is none: what the command writes is read as a table of clips, twice the same. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { prosodia, temporaryFolder } from "./prosodia.ts";

test("synthetic speech is written beside its table, the same for the same numbers, into empty folders only", async () => {
  const cwd = await temporaryFolder();
  const make = (folder: string, ...options: string[]) =>
    prosodia(["corpus", "synthesise", folder, "--voices", "1", ...options], { cwd });
  const clipsOf = async (folder: string) => {
    const names = await readdir(join(cwd, folder, "corpus"));
    return Promise.all(names.toSorted().map((name) => readFile(join(cwd, folder, "corpus", name))));
  };

  expect(await make("speech")).toMatchObject({
    code: 0,
    stdout: "30 clips of synthetic speech: speech/clips.csv\n",
  });
  expect(await make("again")).toMatchObject({ code: 0 });
  expect(await clipsOf("again")).toEqual(await clipsOf("speech"));
  expect(await make("other", "--seed", "2", "--takes", "2")).toMatchObject({ code: 0 });
  const [first] = await clipsOf("speech");
  const [other, ...more] = await clipsOf("other");
  expect(other.equals(first)).toBe(false);
  expect(more).toHaveLength(59);

  const inspected = await prosodia(["corpus", "inspect", "speech/clips.csv", "--json"], { cwd });
  expect(JSON.parse(inspected.stdout)).toMatchObject({ reader: "csv", clips: 30, unreadable: [] });

  expect(await make("speech")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("clips.csv, corpus"),
  });
  expect(await make("many", "--voices", "9")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("expected a whole number from 1 to 8, got 9"),
  });
});
