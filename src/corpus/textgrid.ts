/** Recordings with Praat's TextGrids beside them: every interval that has a label is a clip. */
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { counted } from "../base/counted.ts";
import { CorpusError } from "../base/errors.ts";
import { parseTextGrid, type TextGridTier } from "../base/text-grid.ts";
import { type AudioFile, audioFilesBelow, isFolder, orderedClips } from "./audio-files.ts";
import { type Clip, defineCorpus } from "./corpus.ts";
import { spanOf } from "./segment.ts";

const LABEL_TIERS = ["label", "emotion"];

/** Tiers that say more of a clip than its label. */
const FIELD_TIERS = ["speaker", "sentence", "intensity", "take"] as const;

export const textgrid = defineCorpus({
  id: "textgrid",
  summary: "recordings of any length with Praat's TextGrids beside them",
  layout:
    "a folder of audio files with a .TextGrid of the same name each; the tier label or emotion (or the only one) has an interval " +
    "per clip; tiers speaker, sentence, intensity, take may say more",
  labels: [],
  licence: "that of the recordings",
  citation: "The author of the recordings.",

  async recognises(path) {
    if (!(await isFolder(path))) return false;
    const files = await audioFilesBelow(path);
    return files.length > 0 && 2 * (await withGrids(files)).length > files.length;
  },

  async read(path, { warn } = {}) {
    const files = await audioFilesBelow(path);
    const found = await withGrids(files);
    const without = files.filter((file) => !found.some((one) => one.file === file));
    if (without.length > 0 && found.length > 0) {
      warn?.(`${without[0].path}: has no TextGrid beside it; ${counted(without.length, "file")} left out.`);
    }
    const clips: Clip[] = [];
    for (const { file, grid } of found)
      for (const clip of clipsOf(file, grid, await readFile(grid))) clips.push(clip);
    if (clips.length === 0 && found.length > 0) {
      throw new CorpusError(`${path}: no interval of the TextGrids has a label; expected some.`);
    }
    return orderedClips(clips, path);
  },
});

/** The files that have a TextGrid of their name beside them. */
async function withGrids(files: readonly AudioFile[]): Promise<{ file: AudioFile; grid: string }[]> {
  const folders = new Map<string, readonly string[]>();
  const found: { file: AudioFile; grid: string }[] = [];
  for (const file of files) {
    const folder = dirname(file.path);
    const names = folders.get(folder) ?? (await readdir(folder));
    folders.set(folder, names);
    const wanted = `${file.stem}.textgrid`.toLowerCase();
    const name = names.find((one) => one.toLowerCase() === wanted);
    if (name !== undefined) found.push({ file, grid: join(folder, name) });
  }
  return found;
}

function clipsOf(file: AudioFile, grid: string, bytes: Uint8Array): Clip[] {
  const tiers = parseTextGrid(bytes, (problem) => {
    throw new CorpusError(`${grid}: ${problem}.`, "Save it in Praat as text file.");
  });
  const labels = labelTier(tiers, grid);
  const id = [...file.folders, file.stem].join("/");
  return labels.intervals.flatMap(({ startSeconds, endSeconds, text }) => {
    const label = text.trim();
    if (label === "") return [];
    const segment = { startSeconds, endSeconds };
    const middle = (startSeconds + endSeconds) / 2;
    const fields = FIELD_TIERS.flatMap((field) => {
      const value = textAt(tiers, field, middle);
      return value === "" ? [] : [[field, value] as const];
    });
    return [
      {
        id: `${id}@${spanOf(segment)}`,
        path: file.path,
        corpus: "textgrid",
        label,
        ...Object.fromEntries(fields),
        segment,
        where: grid,
      },
    ];
  });
}

function labelTier(tiers: readonly TextGridTier[], grid: string): TextGridTier {
  const filled = tiers.filter(({ intervals }) => intervals.length > 0);
  const named = LABEL_TIERS.map((name) => filled.find((tier) => tier.name.toLowerCase() === name)).find(
    (tier) => tier !== undefined,
  );
  const tier = named ?? (filled.length === 1 ? filled[0] : undefined);
  if (tier !== undefined) return tier;
  throw new CorpusError(
    `${grid}: has ${filled.length === 0 ? "no tier of intervals" : `the tiers ${filled.map(({ name }) => name).join(", ")}`}; ` +
      "expected one that is called label or emotion, or a single one.",
  );
}

/** What a tier says at a time; empty where there is nothing. */
function textAt(tiers: readonly TextGridTier[], name: string, seconds: number): string {
  const tier = tiers.find((one) => one.name.toLowerCase() === name);
  const interval = tier?.intervals.find(
    ({ startSeconds, endSeconds }) => startSeconds <= seconds && seconds < endSeconds,
  );
  return interval?.text.trim() ?? "";
}
