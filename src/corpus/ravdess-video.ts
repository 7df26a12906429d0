/**
 * RAVDESS, the sound of its videos: the performances of the audio-only parts, encoded once more; speech and song. Beside those
 * parts only protocols that keep speakers apart are honest.
 */
import { readdir } from "node:fs/promises";
import { CorpusError } from "../base/errors.ts";
import { isFolder } from "./audio-files.ts";
import { defineCorpus } from "./corpus.ts";
import { type ClipFields, hasFittingNames, readNamedClips } from "./named-clips.ts";
import { parseRavdessName, RAVDESS_CITATION, RAVDESS_LABELS } from "./ravdess-names.ts";

function parseName(stem: string): ClipFields | undefined {
  const name = parseRavdessName(stem);
  return name?.modality === "full-av" ? { ...name.fields, columns: { channel: name.channel } } : undefined;
}

/** A video of the corpus below the folder, from there. */
async function firstVideo(path: string): Promise<string | undefined> {
  if (!(await isFolder(path))) return undefined;
  const names = await readdir(path, { recursive: true });
  return names.toSorted().find((name) => VIDEO.test(name));
}

const VIDEO = /(^|[/\\])0[12]-0[12]-0\d-0\d-0\d-0\d-\d\d\.mp4$/i;

export const ravdessVideo = defineCorpus({
  id: "ravdess-video",
  summary: "RAVDESS's videos, their sound taken out: speech and song, 24 actors, 8 emotions, English",
  layout:
    "a folder (or folders Actor_01 to Actor_24) of audio files like 01-01-06-01-02-01-12.wav, made of the .mp4",
  labels: RAVDESS_LABELS,
  licence: "CC BY-NC-SA 4.0",
  citation: RAVDESS_CITATION,
  people: "ravdess",
  recognises: async (path) =>
    (await hasFittingNames(path, parseName)) || (await firstVideo(path)) !== undefined,

  async read(path, options) {
    const video = (await hasFittingNames(path, parseName)) ? undefined : await firstVideo(path);
    if (video !== undefined) {
      throw new CorpusError(
        `${path}: holds videos (${video}), not audio; expected their sound as audio files of the same names.`,
        `Take it out, file by file: ffmpeg -i ${video} -vn ${video.replace(/mp4$/i, "wav")}`,
      );
    }
    return readNamedClips(
      path,
      "ravdess-video",
      "01-CHANNEL-EMOTION-INTENSITY-SENTENCE-TAKE-ACTOR as in 01-01-06-01-02-01-12.wav",
      parseName,
      options,
    );
  },
});
