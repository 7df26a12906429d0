import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFiles } from "../../test/temporary-folder.ts";
import { emodb } from "./emodb.ts";

test("a file name tells speaker, sex, sentence, label and take", async () => {
  const root = temporaryFiles("wav/16b10Lb.wav", "wav/03a01Fa.wav");
  expect(await emodb.read(root)).toEqual([
    {
      id: "03a01Fa",
      path: join(root, "wav/03a01Fa.wav"),
      corpus: "emodb",
      label: "happiness",
      speaker: "03",
      sex: "male",
      sentence: "a01",
      take: "a",
    },
    {
      id: "16b10Lb",
      path: join(root, "wav/16b10Lb.wav"),
      corpus: "emodb",
      label: "boredom",
      speaker: "16",
      sex: "female",
      sentence: "b10",
      take: "b",
    },
  ]);
});

test("the seven letters are the seven labels", async () => {
  const clips = await emodb.read(temporaryFiles(...[..."WLEAFTN"].map((letter) => `10a05${letter}c.flac`)));
  expect(new Map(clips.map((clip) => [clip.id[5], clip.label]))).toEqual(
    new Map([
      ["A", "fear"],
      ["E", "disgust"],
      ["F", "happiness"],
      ["L", "boredom"],
      ["N", "neutral"],
      ["T", "sadness"],
      ["W", "anger"],
    ]),
  );
  expect(emodb.labels.toSorted()).toEqual(clips.map((clip) => clip.label).toSorted());
});

test("the ten speakers have their published sex", async () => {
  const speakers = ["03", "08", "09", "10", "11", "12", "13", "14", "15", "16"];
  const clips = await emodb.read(temporaryFiles(...speakers.map((speaker) => `${speaker}a01Wa.wav`)));
  expect(clips.map((clip) => clip.sex?.[0]).join("")).toBe("mffmmmffmf");
});

test("names that do not fit are errors", async () => {
  for (const name of ["04a01Fa", "17a01Fa", "03c01Fa", "03a01Xa", "03a01F1", "03a1Fa", "03a01fa"]) {
    const root = temporaryFiles("03a01Fa.wav", `${name}.flac`);
    await expect(emodb.read(root), name).rejects.toThrow(
      `${join(root, name)}.flac: the file name does not fit; expected SPEAKER(2) SENTENCE(3) EMOTION(1) VERSION(1)`,
    );
  }
});
