/** Readers of published corpora, on folders of their layouts. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFiles, temporaryFolder } from "../../test/temporary-folder.ts";
import { cremaD } from "./crema-d.ts";
import { emovo } from "./emovo.ts";
import { esd } from "./esd.ts";
import { readCorpus } from "./index.ts";
import { ravdessSong } from "./ravdess-song.ts";
import { savee } from "./savee.ts";
import { readCorpora } from "./several.ts";
import { tess } from "./tess.ts";

const fields = async (root: string, reader?: string) => {
  const { corpus, clips } = await readCorpus(root, reader === undefined ? {} : { reader });
  return {
    corpus: corpus.id,
    clips: clips.map(({ id, label, speaker, sex, sentence, intensity, take }) =>
      [id, label, speaker, sex, sentence, intensity, take].map((one) => one ?? "-").join(" "),
    ),
  };
};

describe("SAVEE", () => {
  test("as published: the folder is the speaker", async () => {
    const root = temporaryFiles(
      "AudioData/DC/a01.wav",
      "AudioData/DC/sa04.wav",
      "AudioData/KL/su15.wav",
      "AudioData/JE/n30.wav",
    );
    expect(await fields(root)).toEqual({
      corpus: "savee",
      clips: [
        "DC_a01 anger DC male common-1 - 01",
        "DC_sa04 sadness DC male - - 04",
        "JE_n30 neutral JE male - - 30",
        "KL_su15 surprise KL male - - 15",
      ],
    });
    expect((await fields(join(root, "AudioData"))).corpus).toBe("savee");
  });

  test("as mirrors have it: all in one folder", async () => {
    const { corpus, clips } = await fields(
      temporaryFiles("ALL/DC_h02.wav", "ALL/JK_d10.wav", "ALL/KL_f03.wav"),
    );
    expect(corpus).toBe("savee");
    expect(clips).toEqual([
      "DC_h02 happiness DC male common-2 - 02",
      "JK_d10 disgust JK male - - 10",
      "KL_f03 fear KL male common-3 - 03",
    ]);
  });

  test("a name without its speaker does not fit", async () => {
    await expect(savee.read(temporaryFiles("DC/a01.wav", "a02.wav"))).rejects.toThrow(
      "a02.wav: the file name does not fit",
    );
  });
});

describe("TESS", () => {
  const NAMES = [
    "OAF_angry/OAF_back_angry.wav",
    "OAF_neutral/OA_bite_neutral.wav",
    "YAF_pleasant_surprised/YAF_bar_ps.wav",
  ];
  const CLIPS = [
    "OAF_back_angry angry OAF female back - -",
    "OA_bite_neutral neutral OAF female bite - -",
    "YAF_bar_ps pleasant surprise YAF female bar - -",
  ];

  test("labels, words and the two women, the misspelt file too", async () => {
    expect(await fields(temporaryFiles(...NAMES))).toEqual({ corpus: "tess", clips: CLIPS });
  });

  test("a copy of itself inside is told of once, and used once", async () => {
    const top = "TESS Toronto emotional speech set data";
    const root = temporaryFiles(...NAMES.flatMap((name) => [`${top}/${name}`, `${top}/${top}/${name}`]));
    const told: string[] = [];
    const { corpus, clips } = await readCorpus(root, { warn: (message) => told.push(message) });
    expect(corpus.id).toBe("tess");
    expect(clips.map(({ path }) => path)).toEqual(
      [...NAMES].map((name) => join(root, top, name)).toSorted((a, b) => (a < b ? -1 : 1)),
    );
    expect(told).toEqual([
      `${join(root, top, top)}: holds copies of 3 files that lie outside of it, as in ${top}/${NAMES[0]}; they are used once.`,
    ]);
  });
});

test("CREMA-D: label, actor, sex, sentence and intensity, unspecified ones left open", async () => {
  const root = temporaryFiles(
    "AudioWAV/1001_DFA_ANG_XX.wav",
    "AudioWAV/1002_IEO_HAP_HI.wav",
    "AudioWAV/1040_ITH_SAD_X.wav",
    "AudioWAV/1091_IEO_FEA_LO.wav",
  );
  expect(await fields(root)).toEqual({
    corpus: "crema-d",
    clips: [
      "1001_DFA_ANG_XX anger 1001 male DFA - -",
      "1002_IEO_HAP_HI happy 1002 female IEO high -",
      "1040_ITH_SAD_X sad 1040 male ITH - -",
      "1091_IEO_FEA_LO fear 1091 female IEO low -",
    ],
  });
  const names = Array.from({ length: 91 }, (_, i) => `${1001 + i}_TIE_NEU_XX.wav`);
  const clips = await cremaD.read(temporaryFiles(...names));
  expect(clips.filter(({ sex }) => sex === "female")).toHaveLength(43);
  await expect(cremaD.read(temporaryFiles("1092_TIE_NEU_XX.wav"))).rejects.toThrow("does not fit");
});

test("EMOVO: label, speaker, sex and sentence", async () => {
  expect(await fields(temporaryFiles("EMOVO/f1/dis-f1-b1.wav", "EMOVO/m3/gio-m3-n5.wav"))).toEqual({
    corpus: "emovo",
    clips: ["dis-f1-b1 disgust f1 female b1 - -", "gio-m3-n5 joy m3 male n5 - -"],
  });
  await expect(emovo.read(temporaryFiles("dis-f4-b1.wav"))).rejects.toThrow("does not fit");
});

test("ESD: label of the folder, sentence of the number, side and language", async () => {
  const root = temporaryFiles(
    "Emotion Speech Dataset/0001/Angry/0001_000351.wav",
    "Emotion Speech Dataset/0011/Surprise/test/0011_001750.wav",
    "Emotion Speech Dataset/0020/Neutral/train/0020_000350.wav",
  );
  expect(await fields(root)).toEqual({
    corpus: "esd",
    clips: [
      "0001_000351 angry 0001 female mandarin-1 - -",
      "0011_001750 surprise 0011 male english-350 - -",
      "0020_000350 neutral 0020 male english-350 - -",
    ],
  });
  const { clips } = await readCorpus(root);
  expect(clips.map(({ split }) => split)).toEqual([undefined, "test", "train"]);
  expect(clips[0].columns).toEqual({ language: "mandarin" });
  await expect(esd.read(temporaryFiles("0001_001751.wav"))).rejects.toThrow("does not fit");
});

test("nEMO: label, speaker, sex and sentence", async () => {
  expect(await fields(temporaryFiles("samples/EB0_anger_43.wav", "samples/TP0_surprised_9.wav"))).toEqual({
    corpus: "nemo",
    clips: ["EB0_anger_43 anger EB0 female 43 - -", "TP0_surprised_9 surprised TP0 male 9 - -"],
  });
});

describe("RAVDESS's other parts", () => {
  test("songs: as speech, without disgust and surprise", async () => {
    const root = temporaryFiles("Actor_02/03-02-06-02-01-02-02.wav", "Actor_01/03-02-01-01-02-01-01.wav");
    expect(await fields(root)).toEqual({
      corpus: "ravdess-song",
      clips: [
        "03-02-01-01-02-01-01 neutral 01 male dogs normal 1",
        "03-02-06-02-01-02-02 fearful 02 female kids strong 2",
      ],
    });
    await expect(ravdessSong.read(temporaryFiles("03-02-07-01-01-01-01.wav"))).rejects.toThrow(
      "does not fit",
    );
  });

  test("videos: the sound of speech and song; as videos they are told of with the way out", async () => {
    const names = ["Actor_02/01-01-08-02-01-02-02", "Actor_01/01-02-01-01-02-01-01"];
    const root = temporaryFiles(...names.map((name) => `${name}.wav`));
    expect((await fields(root)).corpus).toBe("ravdess-video");
    const { clips } = await readCorpus(root);
    expect(clips.map(({ label, columns }) => [label, columns])).toEqual([
      ["surprised", { channel: "speech" }],
      ["neutral", { channel: "song" }],
    ]);
    const videos = temporaryFiles(...names.map((name) => `${name}.mp4`));
    await expect(readCorpus(videos)).rejects.toThrow(
      `${videos}: holds videos (Actor_01/01-02-01-01-02-01-01.mp4), not audio; expected their sound as audio files of the same names. ` +
        "Take it out, file by file: ffmpeg -i Actor_01/01-02-01-01-02-01-01.mp4 -vn Actor_01/01-02-01-01-02-01-01.wav",
    );
  });

  test("have the same speakers in one experiment", async () => {
    const { clips } = await readCorpora(
      [
        { path: temporaryFiles("03-01-01-01-02-01-01.wav", "03-01-02-01-02-01-02.wav") },
        { path: temporaryFiles("03-02-01-01-02-01-01.wav", "03-02-02-01-02-01-02.wav") },
      ],
      1,
    );
    expect(clips.map(({ corpus, speaker, sentence }) => `${corpus} ${speaker} ${sentence}`)).toEqual([
      "ravdess-song ravdess/01 ravdess/dogs",
      "ravdess-song ravdess/02 ravdess/dogs",
      "ravdess ravdess/01 ravdess/dogs",
      "ravdess ravdess/02 ravdess/dogs",
    ]);
  });
});

test("RAVDESS with a copy of itself, as a mirror has it", async () => {
  const name = "Actor_01/03-01-01-01-01-01-01.wav";
  const other = "Actor_02/03-01-02-01-01-01-02.wav";
  const root = temporaryFiles(
    name,
    other,
    `audio_speech_actors_01-24/${name}`,
    `audio_speech_actors_01-24/${other}`,
  );
  const told: string[] = [];
  const { clips } = await readCorpus(root, { warn: (message) => told.push(message) });
  expect(clips.map(({ path }) => path)).toEqual([join(root, name), join(root, other)]);
  expect(told).toHaveLength(1);
  expect(told[0]).toContain("audio_speech_actors_01-24: holds copies of 2 files");
});

test("two files that only share their name are no copies", async () => {
  const root = temporaryFolder({ "a/OAF_back_sad.wav": "one", "b/a/OAF_back_sad.wav": "other" });
  await expect(tess.read(root)).rejects.toThrow('the clip id "OAF_back_sad" is taken by');
});

describe("folders that are hardly labels", () => {
  test.each([
    ["speakers", ["DC/x1.wav", "JE/x2.wav", "KL/x3.wav"], "the folders DC, JE, KL look like speakers"],
    ["numbers of people", ["0011/a.wav", "0012/b.wav"], "the folders 0011, 0012 look like speakers"],
    ["s01", ["s01/a.wav", "s02/b.wav"], "the folders s01, s02 look like speakers"],
    [
      "two things at once",
      ["old_angry/a.wav", "old_sad/b.wav", "young_angry/c.wav", "young_sad/d.wav"],
      "the folders old_angry, old_sad, young_angry, young_sad are named by two things at once",
    ],
    [
      "their siblings",
      ["data/sad/a.wav", "sad/a.wav", "calm/b.wav"],
      "the folder data holds folders that are named as those beside it",
    ],
  ])("%s", async (_what, names, problem) => {
    const root = temporaryFiles(...names);
    await expect(readCorpus(root)).rejects.toThrow(
      `${root}: ${problem}; expected one folder per label. If they are labels, name the reader "folders"`,
    );
    const { corpus } = await readCorpus(root, { reader: "folders" });
    expect(corpus.id).toBe("folders");
  });

  test.each([
    ["classes", ["0/a.wav", "1/b.wav"]],
    ["words", ["sad/a.wav", "happy_calm/b.wav"]],
  ])("but %s are", async (_what, names) => {
    expect((await readCorpus(temporaryFiles(...names))).corpus.id).toBe("folders");
  });
});
