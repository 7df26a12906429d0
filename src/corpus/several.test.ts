/** Several corpora read as one. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFiles, temporaryFolder } from "../../test/temporary-folder.ts";
import { readCorpora } from "./several.ts";

const RAVDESS = ["01", "03", "04"].flatMap((emotion) =>
  ["01", "02"].flatMap((actor) => ["01", "02"].map((take) => `03-01-${emotion}-01-01-${take}-${actor}.wav`)),
);
const ravdess = () => ({
  path: temporaryFiles(...RAVDESS),
  labels: { neutral: "calm", happy: "glad", sad: null },
});
const emodb = () => ({
  path: temporaryFiles("03a01Fa.wav", "03a01Na.wav", "08a02Fa.wav"),
  labels: { happiness: "glad", neutral: "calm" },
});

test("labels are mapped, null leaves clips out, and nothing of one can be taken for the other's", async () => {
  const { corpora, clips, labels } = await readCorpora([ravdess(), emodb()], 1);
  expect(corpora.map(({ name }) => name)).toEqual(["ravdess", "emodb"]);
  expect(labels).toEqual(["calm", "glad"]);
  expect(clips.map(({ id }) => id)).toEqual(clips.map(({ id }) => id).toSorted());
  expect(clips).toHaveLength(8 + 3);
  expect(clips[0]).toMatchObject({
    ...{ id: "emodb/03a01Fa", corpus: "emodb", label: "glad" },
    ...{ speaker: "emodb/03", sentence: "emodb/a01", sex: "male" },
  });
  expect(clips.at(-1)).toMatchObject({ speaker: "ravdess/02", label: "glad", corpus: "ravdess" });
});

test("one corpus keeps its ids and speakers", async () => {
  const { clips, labels } = await readCorpora([{ ...emodb(), name: "berlin" }], 1);
  expect(clips[0]).toMatchObject({ id: "03a01Fa", speaker: "03", corpus: "berlin", label: "glad" });
  expect(labels).toEqual(["glad", "calm"]);
});

test("the same people in two corpora are the same speakers", async () => {
  const table = (people: string) => ({
    path: join(
      temporaryFolder({
        "a.wav": "",
        "b.wav": "",
        "t.csv": "path,label,speaker\na.wav,sad,ann\nb.wav,glad,bob\n",
      }),
      "t.csv",
    ),
    name: people,
  });
  const apart = await readCorpora([table("x"), table("y")], 1);
  expect(new Set(apart.clips.map(({ speaker }) => speaker)).size).toBe(4);
  expect(apart.labels).toEqual([]);
  const shared = await readCorpora(
    [
      { ...table("x"), people: "us" },
      { ...table("y"), people: "us" },
    ],
    1,
  );
  expect(new Set(shared.clips.map(({ speaker }) => speaker))).toEqual(new Set(["us/ann", "us/bob"]));
});

test("a share, and at most so many of each label, are drawn by the seed", async () => {
  const ids = async (seed: number, how: object) =>
    (await readCorpora([{ ...ravdess(), ...how }], seed)).clips.map(({ id }) => id);
  expect(await ids(1, { share: 0.5 })).toHaveLength(4);
  expect(await ids(1, { perLabel: 1 })).toHaveLength(2);
  expect(await ids(1, { share: 0.5 })).toEqual(await ids(1, { share: 0.5 }));
  const draws = await Promise.all([1, 2, 3, 4].map((seed) => ids(seed, { share: 0.5 })));
  expect(new Set(draws.map(String)).size).toBeGreaterThan(1);
});

test("what is wrong is told in one sentence", async () => {
  const one = emodb();
  await expect(readCorpora([one, one], 1)).rejects.toThrow(
    `corpus: ${one.path} and ${one.path} are both called "emodb"; expected a name of each.`,
  );
  await expect(readCorpora([{ ...one, labels: { happiness: "glad" } }], 1)).rejects.toThrow(
    'the label "neutral" is unknown; expected one of happiness.',
  );
  await expect(readCorpora([{ ...one, labels: { ...one.labels, boredum: null } }], 1)).rejects.toThrow(
    'corpus.labels: no clip has the label "boredum"; expected labels of the corpus, which are happiness, neutral.',
  );
  await expect(readCorpora([{ ...one, labels: { happiness: null, neutral: null } }], 1)).rejects.toThrow(
    `${one.path}: no clip is left of the corpus; expected some.`,
  );
  await expect(
    readCorpora([ravdess(), { ...one, labels: { happiness: "Glad", neutral: "calm" } }], 1),
  ).rejects.toThrow(
    'ravdess and emodb: the label "Glad" (clip emodb/03a01Fa and 1 more) is also written "glad"',
  );
});
