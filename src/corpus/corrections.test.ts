import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { readCorpus } from "./index.ts";

const files = {
  "clips.csv": "id,path,label\na,a.wav,happy\nb,b.wav,sad\nc,c.wav,sad\n",
  ...Object.fromEntries(["a.wav", "b.wav", "c.wav"].map((name) => [name, ""])),
};

async function labelsWith(
  corrections: string,
): Promise<{ labels: Record<string, string | undefined>; warnings: string[] }> {
  const folder = temporaryFolder({ ...files, "labels.csv": `id,label,bad,annotator,at\n${corrections}` });
  const warnings: string[] = [];
  const { clips } = await readCorpus(join(folder, "clips.csv"), {
    corrections: join(folder, "labels.csv"),
    warn: (message) => warnings.push(message.replace(folder, "")),
  });
  return { labels: Object.fromEntries(clips.map(({ id, label }) => [id, label])), warnings };
}

describe("labels that people gave by ear", () => {
  test("replace those of the corpus, which stays as it is", async () => {
    const { labels, warnings } = await labelsWith("b,angry,no,eva,\n");
    expect(labels).toEqual({ a: "happy", b: "angry", c: "sad" });
    expect(warnings).toEqual([
      "/labels.csv: 1 clip has another label than the corpus gives it, 0 are left out as bad.",
    ]);
  });

  test("the last row of an annotator counts; one that says nothing takes it back", async () => {
    expect((await labelsWith("b,angry,no,eva,\nb,fear,no,eva,\n")).labels.b).toBe("fear");
    expect((await labelsWith("b,angry,no,eva,\nb,,no,eva,\n")).labels.b).toBe("sad");
  });

  test("of several annotators the label that most give; of a tie the given one", async () => {
    expect((await labelsWith("b,angry,,eva,\nb,angry,,tom,\nb,fear,,ida,\n")).labels.b).toBe("angry");
    expect((await labelsWith("b,angry,,eva,\nb,fear,,tom,\n")).labels.b).toBe("sad");
  });

  test("clips that more than half call bad are left out", async () => {
    const { labels, warnings } = await labelsWith("a,,yes,eva,\nb,,yes,eva,\nb,sad,no,tom,\n");
    expect(labels).toEqual({ b: "sad", c: "sad" });
    expect(warnings[0]).toContain(
      "0 clips have another label than the corpus gives them, 1 is left out as bad",
    );
  });
});

describe("bad tables are named", () => {
  test("a clip that is not there", async () => {
    await expect(labelsWith("d,angry,no,eva,\n")).rejects.toThrow(
      /labels\.csv, line 2: the corpus has no clip "d"\./,
    );
  });
  test("a word that is neither yes nor no", async () => {
    await expect(labelsWith("a,angry,perhaps,eva,\n")).rejects.toThrow(
      'line 2: the column "bad" says "perhaps"; expected yes or no.',
    );
  });
  test("a table of something else", async () => {
    const folder = temporaryFolder({ ...files, "other.csv": "name,value\na,1\n" });
    const read = readCorpus(join(folder, "clips.csv"), { corrections: join(folder, "other.csv") });
    await expect(read).rejects.toThrow('the column "id" is missing');
  });
});
