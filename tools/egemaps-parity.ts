/**
 * Writes docs/egemaps.md: how far egemaps and egemaps-series lie from openSMILE on clips that tools/golden/egemaps.py has measured.
 *
 *     python tools/golden/egemaps.py CLIPS clips.json && npx tsx tools/egemaps-parity.ts clips.json
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { decodeAudio } from "../src/audio/decode.ts";
import { analyseVoice } from "../src/features/egemaps/analysis.ts";
import { voiceSeries } from "../src/features/egemaps/series.ts";
import { EGEMAPS_COLUMNS, egemapsNumbers } from "../src/features/egemaps/table.ts";
import { correlation, median } from "../test/agreement.ts";

const clipsSchema = z.object({
  versions: z.object({ opensmile: z.string() }),
  clips: z.array(
    z.object({ file: z.string(), series: z.array(z.array(z.number())), functionals: z.array(z.number()) }),
  ),
});

const BEGIN = "<!-- parity -->";
const END = "<!-- /parity -->";
const PAGE = join(import.meta.dirname, "../docs/egemaps.md");
const F0_ROW = 10;

const { versions, clips } = clipsSchema.parse(JSON.parse(await readFile(process.argv[2], "utf8")));
const rows: Record<"all" | "voiced", [number[], number[]][]> = { all: [], voiced: [] };
const ours: number[][] = [];
const names: string[] = [];
let [frames, voicingDiffers] = [0, 0];
for (const clip of clips) {
  const { audio } = await decodeAudio(await readFile(clip.file), clip.file);
  const analysis = analyseVoice(audio.samples, audio.sampleRate);
  const series = voiceSeries(analysis);
  ours.push([...egemapsNumbers(analysis)]);
  for (const [row, { name, values }] of series.entries()) {
    names[row] = name;
    rows.all[row] ??= [[], []];
    rows.voiced[row] ??= [[], []];
    for (const [frame, value] of values.entries()) {
      const theirs = clip.series[row][frame];
      const isVoiced = series[F0_ROW].values[frame] > 0 && clip.series[F0_ROW][frame] > 0;
      for (const [mine, reference] of isVoiced ? [rows.all[row], rows.voiced[row]] : [rows.all[row]]) {
        mine.push(value);
        reference.push(theirs);
      }
    }
  }
  for (const [frame, value] of series[F0_ROW].values.entries()) {
    frames++;
    if (value > 0 !== clip.series[F0_ROW][frame] > 0) voicingDiffers++;
  }
}

const seriesTable = names.map((name, row) => {
  const numbers = [rows.all, rows.voiced].map((side) => correlation(...side[row]).toFixed(4));
  return `| \`${name}\` | ${numbers.join(" | ")} |`;
});
const functionalsTable = EGEMAPS_COLUMNS.map(({ name }, i) => {
  const mine = ours.map((numbers) => numbers[i]);
  const reference = clips.map(({ functionals }) => functionals[i]);
  const errors = mine.map((value, k) => Math.abs(value - reference[k]) / (Math.abs(reference[k]) || 1));
  return `| \`${name}\` | ${correlation(mine, reference).toFixed(4)} | ${(100 * median(errors)).toPrecision(2)} |`;
});
const text = [
  BEGIN,
  `Measured with opensmile ${versions.opensmile} on ${clips.length} clips, ${frames} frames; voiced in one and not in the other are ` +
    `${((100 * voicingDiffers) / frames).toFixed(2)} % of the frames.`,
  "",
  "| series | correlation, all frames | where both are voiced |",
  "| --- | --- | --- |",
  ...seriesTable,
  "",
  "| functional | correlation over clips | median error, % |",
  "| --- | --- | --- |",
  ...functionalsTable,
  END,
].join("\n");
const page = await readFile(PAGE, "utf8");
const [before, rest] = page.split(BEGIN);
await writeFile(PAGE, `${before}${text}${rest.split(END)[1]}`);
