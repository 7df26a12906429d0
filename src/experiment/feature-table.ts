/** A feature of every clip of a corpus as one table: a row per clip, or per frame. */
import { ConfigError, CorpusError } from "../base/errors.ts";
import type { Clip } from "../corpus/corpus.ts";
import { readCorpus } from "../corpus/index.ts";
import { describeSpelledName, spelledNames } from "../corpus/spellings.ts";
import { rowId } from "../dataset/row-key.ts";
import { type Columns, columnsOf } from "../dataset/rows.ts";
import { frameColumns, recipeColumns } from "../features/columns.ts";
import type { Feature } from "../features/feature.ts";
import { framesOf, prepareAudio, type Recipe } from "../features/recipe.ts";
import type { NumberColumn, TableFormat, TableLayout } from "../table/index.ts";
import { commonSampleRate } from "./clips/clips.ts";
import { gatherFacts, separateReadable } from "./clips/facts.ts";
import { extractRows } from "./features/extract-rows.ts";
import { decodeClip } from "./files/decode-clip.ts";
import { writeTableFile } from "./files/table-file.ts";
import { settleRecipe } from "./rows/network-files.ts";
import { readRows } from "./rows/stored-rows.ts";
import type { Services } from "./work/services.ts";

export interface FeatureTableOptions {
  readonly corpus: string;
  readonly reader?: string | undefined;
  /** With one feature, where rows are frames. */
  readonly recipe: Recipe;
  readonly per: "clip" | "frame";
  readonly format: TableFormat;
  readonly out: string;
  /** Whether rows are added to the file, if it is there. */
  readonly append: boolean;
  readonly onBadFile: "skip" | "fail";
}

export interface WrittenTable {
  readonly rows: number;
  readonly columns: number;
  readonly clips: number;
  readonly skipped: readonly string[];
}

/**
 * Writes the table in the order of the clips; a clip is held at a time, however many there are.
 *
 * @throws ConfigError if clips give different columns, or the file that rows are added to has others
 * @throws CorpusError, AudioError for what is wrong with clips
 */
export async function writeFeatureTable(
  options: FeatureTableOptions,
  services: Services,
): Promise<WrittenTable> {
  const { per, format, out, append } = options;
  const source = await gather(options, services);
  const { clips } = source;
  const known = clips.map(columnsOf);
  const texts = textColumns(known);
  const { numbers, frameRateHz } = await numberColumns(per, source.recipe, clips[0]);
  const counts: number[] = [];
  for (const clip of clips) counts.push(per === "clip" ? 1 : framesOf(await source.featureOf(clip)));
  const time: NumberColumn =
    frameRateHz === null ? { name: "frame", unit: null } : { name: "time", unit: "s" };
  const layout: TableLayout = {
    texts: [
      { name: "id", values: clips.map(({ id }) => id) },
      ...texts.map((name) => ({ name, values: [...new Set(known.flatMap((one) => one[name] ?? []))] })),
    ],
    numbers: per === "clip" ? numbers : [time, ...numbers],
    rows: counts.reduce((sum, one) => sum + one, 0),
  };
  const own = new Set(["id", ...layout.numbers.map(({ name }) => name)]);
  const taken = texts.find((name) => own.has(name));
  if (taken !== undefined) {
    throw new ConfigError(
      `the corpus has a column "${taken}", as the features have; expected columns of different names.`,
      "Rename it in the table of clips.",
    );
  }
  await writeTableFile(out, format, layout, append, async (write) => {
    for (const [i, clip] of clips.entries()) {
      services.signal?.throwIfAborted();
      const feature = await source.featureOf(clip);
      if (feature.data.length !== numbers.length * counts[i]) {
        throw new ConfigError(
          `the clip ${clip.id} gives features of shape [${feature.shape.join(", ")}]; expected ${numbers.length} numbers, as of ${clips[0].id}.`,
          "Take statistics over time (--over-time mean,sd), or a row per frame (--per frame).",
        );
      }
      const cells = [clip.id, ...texts.map((name) => known[i][name] ?? "")];
      await write({
        texts: Array.from({ length: counts[i] }, () => cells),
        numbers: per === "clip" ? feature.data : frameRows(feature, frameRateHz),
      });
      services.tell?.({ kind: "stage", name: "Writing rows", done: i + 1, total: clips.length });
    }
  });
  return {
    rows: layout.rows,
    columns: layout.texts.length + layout.numbers.length,
    clips: clips.length,
    skipped: source.skipped,
  };
}

/** The readable clips, and where their features are. */
async function gather({ corpus, reader, recipe: asked, onBadFile }: FeatureTableOptions, services: Services) {
  const warn = (message: string): void => services.tell?.({ kind: "warning", message });
  // whoever reads the table decides what its groups are
  const { clips: all } = await readCorpus(corpus, { reader, spellings: "apart", warn });
  for (const name of spelledNames(all)) warn(`${describeSpelledName(name)}.`);
  const facts = await gatherFacts(all, services);
  const { readable, skipped } = separateReadable(
    facts,
    onBadFile,
    "Mend or remove the file, or choose --on-bad-file skip.",
  );
  const clips = all.filter(({ id }) => readable.has(id));
  if (clips.length === 0) throw new CorpusError(`${corpus}: no clip can be read.`);
  const sampleRate = asked.sampleRate ?? commonSampleRate("features", { facts: readable });
  const recipe = await settleRecipe({ ...asked, sampleRate }, services.cache);
  const keys = await extractRows(
    "Features",
    { augment: [], recipe },
    clips.map(({ id }) => ({ clipId: id, copy: 0 })),
    {
      clips: new Map(clips.map((clip) => [clip.id, clip])),
      digests: new Map([...readable].map(([id, { digest }]) => [id, digest])),
      seed: 0,
    },
    services,
  );
  return {
    clips,
    recipe,
    skipped: skipped.map(({ error }) => error),
    async featureOf({ id }: Clip): Promise<Feature> {
      const from = keys.get(rowId({ clipId: id, copy: 0 }));
      if (from === undefined) throw new Error(`the clip ${id} has no features`);
      const [feature] = await readRows([{ clipId: id, copy: 0, y: -1, from: [...from] }], services);
      return feature;
    },
  };
}

/** What is known of some clip at least, in one order. */
function textColumns(known: readonly Columns[]): string[] {
  return [...new Set(known.flatMap((columns) => Object.keys(columns)))];
}

async function numberColumns(
  per: "clip" | "frame",
  recipe: Recipe,
  { path, segment }: Clip,
): Promise<{ readonly numbers: readonly NumberColumn[]; readonly frameRateHz: number | null }> {
  const { audio } = await decodeClip(path, segment);
  if (per === "clip") return { numbers: recipeColumns(recipe, audio), frameRateHz: null };
  const [step] = recipe.features;
  if (recipe.features.length > 1 || step.overTime !== undefined) {
    throw new ConfigError("a row per frame: expected one feature that keeps its frames.");
  }
  const { columns, frameRateHz } = frameColumns(prepareAudio(audio, recipe), step);
  return { numbers: columns, frameRateHz };
}

/** [row, frame] -> [frame, time and row]. */
function frameRows(feature: Feature, frameRateHz: number | null): Float32Array {
  const frames = framesOf(feature);
  const rows = feature.data.length / frames;
  const numbers = new Float32Array(frames * (rows + 1));
  for (let frame = 0, at = 0; frame < frames; frame++) {
    numbers[at++] = frameRateHz === null ? frame : frame / frameRateHz;
    for (let row = 0; row < rows; row++) numbers[at++] = feature.data[row * frames + frame];
  }
  return numbers;
}
