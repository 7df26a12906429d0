/** The document of a feature, in Markdown: everything in it is computed or read from the feature's definition. */
import { z } from "zod";
import { describeParams, parseParams } from "../src/base/params.ts";
import type { FeatureDefinition, FrameScale } from "../src/features/index.ts";
import { layoutOf } from "../src/features/layout-of.ts";
import { parityOf } from "./feature-parity.ts";
import { PICTURED } from "./feature-picture.ts";
import { cell, parameterTable, table } from "./markdown.ts";

export const speedSchema = z.array(
  z.object({
    feature: z.string(),
    params: z.record(z.string(), z.unknown()),
    threads: z.number(),
    ms: z.number(),
    referenceMs: z.number().nullable(),
    ratio: z.number().nullable(),
  }),
);
/** Rows of bench/results/features.json. */
export type SpeedRows = z.output<typeof speedSchema>;

export const knownPitchSchema = z.array(
  z.object({
    tracker: z.string(),
    sound: z.string(),
    voicedPercent: z.number(),
    grossPercent: z.number().nullable(),
    cents: z.number().nullable(),
  }),
);
/** Rows of bench/results/known-pitch.json. */
export type KnownPitchRows = z.output<typeof knownPitchSchema>;

/** Around what changes with the machine: tests leave it out. */
export const SPEED_BEGIN = "<!-- speed: begin -->";
export const SPEED_END = "<!-- speed: end -->";

const KNOWN_PITCH_VERDICT =
  "swift-f0 is a network of 14 386 weights (MIT). Down to 10 dB no tracker errs grossly, and but for cross-correlation they lie within 3 cents of each other; in noise as loud as the voice the network alone still finds all of it. It is not a feature here: it would bring an ONNX session into the extraction of features for recordings noisier than those of emotion corpora.";

const SECONDS = (PICTURED.samples.length / PICTURED.sampleRate).toFixed(2);
const REFERENCE_NAMES: Readonly<Record<string, string>> = {
  pywavelets: "PyWavelets",
  "praat-parselmouth": "Parselmouth",
  praat: "Praat",
  numpy: "NumPy",
  scipy: "SciPy",
};

export async function featurePage(
  definition: FeatureDefinition,
  speed: SpeedRows,
  knownPitch: KnownPitchRows,
): Promise<string> {
  const { id, summary, formula, source } = definition;
  return [
    `# ${id}`,
    `${summary}.`,
    `![${id} of synthetic speech](${id}.png)`,
    `    prosodia features plot talk.wav --feature ${id} -o ${id}.png\n    prosodia features extract talk.wav --feature ${id} --json`,
    "## Formula",
    ...(formula === undefined ? [] : [`    ${formula.replaceAll("\n", "\n    ")}`]),
    `After ${source}.`,
    "## Output",
    ...outputOf(definition),
    "## Parameters",
    parameterTable("parameter", describeParams(definition.params)),
    "## Parity",
    await parityTable(id),
    ...knownPitchSection(id, knownPitch),
    "## Speed",
    `${SPEED_BEGIN}\n\n${speedTable(speed.filter(({ feature }) => feature === id))}\n\n${SPEED_END}`,
    "[All features](README.md)",
  ]
    .join("\n\n")
    .concat("\n");
}

/** The list of all features. */
export function featureIndex(definitions: readonly FeatureDefinition[]): string {
  const rows = definitions.map(({ id, summary, axes, network }) => [
    `[${id}](${id}.md)`,
    cell(summary),
    `[${(network?.axes ?? axes).join(", ")}]`,
  ]);
  return [
    "# Features",
    "Made by `npm run docs`: parameters and formulas from `src/features/`, errors against the reference packages from `test/golden/`.",
    table(["feature", "what it is", "axes"], rows),
    "To add one, see [CONTRIBUTING](../../CONTRIBUTING.md).",
  ]
    .join("\n\n")
    .concat("\n");
}

function outputOf(definition: FeatureDefinition): string[] {
  const params = parseParams(definition.id, definition.params, {});
  const { shape } = definition.extract(PICTURED, params);
  const { frames, parts } = layoutOf(definition, PICTURED, params, shape);
  const rows = parts.map(({ name, scale, value }) => {
    const [first, last] = [scale.at[0], scale.at[scale.at.length - 1]].map(shown);
    const ends = scale.at.length === 1 ? first : `${first} to ${last}`;
    return [
      name,
      String(scale.at.length),
      cell(`${withUnit(scale.name, scale.unit)}: ${ends}`),
      withUnit(value.name, value.unit),
    ];
  });
  const behind = definition.network;
  const given = behind?.layout(PICTURED, params);
  return [
    ...(behind === undefined || given === undefined
      ? []
      : [
          `Axes \`[${behind.axes.join(", ")}]\`, float32: of the clip in the picture, with default parameters, \`[${given.rows.length}, ${given.frames}]\`. What stands below is what the network is shown.`,
        ]),
    `Axes \`[${definition.axes.join(", ")}]\`, float32. Of the clip in the picture, ${SECONDS} s at ${PICTURED.sampleRate} Hz, with default parameters: \`[${shape.join(", ")}]\`.`,
    ...(frames === null ? [] : [framesText(frames)]),
    table(["part", "rows", "along the rows", "values"], rows),
  ];
}

function framesText({ name, unit, first, step, sections = [] }: FrameScale): string {
  const of = sections.length === 0 ? "" : `; it runs through ${sections.map((one) => one.name).join(", ")}`;
  const begin = first === 0 ? "" : `${shown(first)} + `;
  return `Frame t lies at ${begin}t · ${shown(step)}${unit === null ? "" : ` ${unit}`} (${name}${of}).`;
}

async function parityTable(id: string): Promise<string> {
  const rows = (await parityOf(id)).map(({ file, versions, cases, absolute, relative }) => [
    Object.entries(versions)
      .map(([name, version]) => `${REFERENCE_NAMES[name] ?? name} ${version}`)
      .join(", "),
    String(cases),
    upTo(absolute),
    upTo(relative),
    `[${file}](../../test/golden/${file})`,
  ]);
  return table(["made with", "cases", "largest error", "over the largest value", "golden values"], rows);
}

/** Of the trackers: how they and a small network do where the pitch is known. */
function knownPitchSection(id: string, rows: KnownPitchRows): string[] {
  if (!rows.some(({ tracker }) => tracker === id)) return [];
  return [
    "## Accuracy where the pitch is known",
    "Vowels of the synthesiser, 5 pitches from 90 to 380 Hz that glide a third of an octave up and down, 3 phonemes, 2 s each, white noise (`npm run bench -- known-pitch`). Gross: more than 20 % off, of the frames found voiced; cents: median of the others.",
    table(
      ["sound", "tracker", "found voiced, %", "gross errors, %", "cents"],
      rows.map(({ sound, tracker, voicedPercent, grossPercent, cents }) => [
        sound,
        tracker,
        String(voicedPercent),
        grossPercent === null ? "–" : String(grossPercent),
        cents === null ? "–" : String(cents),
      ]),
    ),
    KNOWN_PITCH_VERDICT,
  ];
}

function speedTable(rows: SpeedRows): string {
  if (rows.length === 0) return "Not measured here: `npm run bench -- features` does.";
  return table(
    ["parameters", "threads", "ms", "reference, ms", "times faster"],
    rows.map(({ params, threads, ms, referenceMs, ratio }) => [
      Object.entries(params)
        .map(([key, value]) => `${key}=${String(value)}`)
        .join(" ") || "defaults",
      String(threads),
      String(ms),
      referenceMs === null ? "–" : String(referenceMs),
      ratio === null ? "–" : String(ratio),
    ]),
  );
}

function shown(value: number | string): string {
  return typeof value === "string" ? value : String(Number(value.toPrecision(4)));
}

function withUnit(text: string, unit: string | null): string {
  return unit === null ? text : `${text} (${unit})`;
}

/** One digit, rounded up, so that a table does not change with the last bit. */
function upTo(error: number): string {
  if (error === 0) return "0";
  const power = 10 ** Math.floor(Math.log10(error));
  return (Math.ceil(error / power) * power).toExponential(0);
}
