/** The name of every number of a feature or a recipe: for tables, and for what a model makes of its input. */
import type { Audio } from "../audio/audio.ts";
import { parseParams } from "../base/params.ts";
import { type Column, tableColumns } from "../functionals/index.ts";
import type { Feature, FeatureDefinition } from "./feature.ts";
import { type FeatureLayout, type FeaturePart, frameRateOf, rowsOfParts } from "./layout.ts";
import { layoutOf } from "./layout-of.ts";
import { assertFrames, functionalsOf } from "./over-time.ts";
import { extractDefined, type FeatureStep, isBeside, prepareAudio, type Recipe } from "./recipe.ts";
import { features } from "./registry.ts";

/** A step's rows, and how many frames they have; null for none. */
interface StepColumns {
  readonly rows: readonly Column[];
  readonly frames: number | null;
}

/**
 * One column per number of a recipe's array, row after row, with different names: `mfcc1_mean`, `mfcc1_mean_part1of3`, and
 * `mfcc1_frame7` (frames count from 1) of what keeps its frames. A name that an earlier feature has gets the number of its own,
 * `mfcc1_mean_feature2`.
 *
 * @param audio - tells the sampling rate and the number of frames; `frames: longest` is that of this audio
 * @throws ConfigError, AudioError as extractRecipe
 */
export function recipeColumns(recipe: Recipe, audio: Audio): Column[] {
  const prepared = prepareAudio(audio, recipe);
  const taken = new Set<string>();
  const steps: StepColumns[] = [];
  const shapes = recipe.features.map((step, i) => {
    const { axes, shape, rows, frames } = columnsOfStep(prepared, step);
    const renamed = rows.map(({ name, unit }) => ({
      name: taken.has(name) ? `${name}_feature${i + 1}` : name,
      unit,
    }));
    for (const { name } of renamed) taken.add(name);
    steps.push({ rows: renamed, frames });
    return { axes, shape };
  });
  const [first] = shapes;
  const areFrames =
    shapes.every((one) => isBeside(first, one)) || (shapes.length === 1 && first.axes.at(-1) === "frame");
  if (!areFrames) return steps.flatMap((step) => step.rows.flatMap((row) => withFrames(row, step.frames)));
  return steps[0].rows.flatMap((_, row) => {
    const beside = steps.flatMap(({ rows, frames }) => withFrames(rows[row], frames));
    return typeof recipe.frames === "number"
      ? padded(beside, recipe.frames, steps[steps.length - 1], row)
      : beside;
  });
}

/**
 * The columns of a feature that keeps its frames, one per number of a frame, and how often there is a frame.
 *
 * @param prepared - as prepareAudio gives it
 * @throws ConfigError if it has no frames
 */
export function frameColumns(
  prepared: Audio,
  { id, params }: Pick<FeatureStep, "id" | "params">,
): { readonly columns: readonly Column[]; readonly frameRateHz: number | null } {
  const definition = features.find(id);
  const parsed = parseParams(`feature ${id}`, definition.params, params);
  if (definition.network !== undefined) {
    assertFrames(definition.network.axes);
    const { rows, frameRateHz } = definition.network.layout(prepared, parsed);
    return { columns: rows, frameRateHz };
  }
  assertFrames(definition.axes);
  const { shape } = extractDefined(definition, prepared, params);
  const layout = layoutOf(definition, prepared, parsed, shape);
  return { columns: rowColumns(id, layout), frameRateHz: frameRateOf(layout) };
}

function columnsOfStep(prepared: Audio, { id, params, overTime }: FeatureStep) {
  const definition = features.find(id);
  const parsed = parseParams(`feature ${id}`, definition.params, params);
  const { axes, shape, rows } = asItIs(definition, prepared, parsed);
  if (overTime !== undefined) {
    const columns = tableColumns(rows, functionalsOf(overTime));
    return { axes: ["descriptor"] as const, shape: [columns.length], rows: columns, frames: null };
  }
  return { axes, shape, rows, frames: axes.at(-1) === "frame" ? shape[shape.length - 1] : null };
}

/** Before statistics over time. */
function asItIs(
  definition: FeatureDefinition,
  prepared: Audio,
  params: Record<string, unknown>,
): Pick<Feature, "axes" | "shape"> & { readonly rows: readonly Column[] } {
  const { id, network } = definition;
  if (network !== undefined) {
    const { rows, frames } = network.layout(prepared, params);
    return { axes: network.axes, shape: [rows.length, frames], rows };
  }
  const { axes, shape } = extractDefined(definition, prepared, params);
  return { axes, shape, rows: rowColumns(id, layoutOf(definition, prepared, params, shape)) };
}

/** One column per row of a feature: all its axes but the frames. */
export function rowColumns(id: string, layout: FeatureLayout): Column[] {
  const columns: Column[] = [];
  for (const [i, rows] of rowsOfParts(layout).entries()) {
    const part = layout.parts[i];
    const names = part.columns ?? namesOf(id, part, layout.parts.length === 1);
    for (const [k, row] of rows.entries()) columns[row] = names[k];
  }
  return columns;
}

function namesOf(id: string, { name, stem, scale, value }: FeaturePart, isOnly: boolean): Column[] {
  const { unit } = value;
  const { at } = scale;
  const named = at.filter((one) => typeof one === "string");
  const ofPart = stem ?? (isOnly || (named.length === 1 && at.length === 1) ? "" : name);
  const before = [id, ofPart]
    .map(word)
    .filter((text) => text !== "")
    .join("_");
  if (named.length === at.length) return named.map((row) => ({ name: `${before}_${word(row)}`, unit }));
  const numbers = isCounting(at) ? at : at.map((_, row) => row + 1);
  const between = /\d$/.test(before) ? "_" : "";
  return numbers.map((row) => ({ name: `${before}${between}${row}`, unit }));
}

/** 4, 5, 6: rows that are counted have their own numbers, others are counted from 1. */
function isCounting(at: readonly (number | string)[]): boolean {
  return at.every((one, i) => Number.isInteger(one) && one === Number(at[0]) + i);
}

/** Letters, digits and points, the rest of a text as one "_" each. */
function word(text: string): string {
  return text
    .replaceAll("ΔΔ", "deltaDelta")
    .replaceAll("Δ", "delta")
    .replaceAll("♯", "sharp")
    .replace(/[^\p{L}\p{N}.]+/gu, "_")
    .replace(/^_|_$/g, "");
}

function withFrames(row: Column, frames: number | null): Column[] {
  if (frames === null) return [row];
  return Array.from({ length: frames }, (_, frame) => frameOf(row, frame));
}

function frameOf({ name, unit }: Column, frame: number): Column {
  return { name: `${name}_frame${frame + 1}`, unit };
}

/** Exactly `frames` columns of a row: those that are added go on where the last feature ends. */
function padded(
  columns: readonly Column[],
  frames: number,
  { rows, frames: own }: StepColumns,
  row: number,
): Column[] {
  const added = Array.from({ length: Math.max(0, frames - columns.length) }, (_, i) =>
    frameOf(rows[row], (own ?? 0) + i),
  );
  return [...columns.slice(0, frames), ...added];
}
