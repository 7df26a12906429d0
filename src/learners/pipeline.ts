/** Steps and a model, fitted one after the other on training rows, as one graph. */
import { ModelError } from "../base/errors.ts";
import { parseParams } from "../base/params.ts";
import type { Seen } from "../dataset/audit.ts";
import { type Dataset, widthOf } from "../dataset/dataset.ts";
import { assertImage } from "../dataset/image.ts";
import type { Scaler } from "../dataset/scale.ts";
import type { AnyDataset, StoredDataset } from "../dataset/stored-dataset.ts";
import { decodeModel, OnnxBuilder } from "../engine/onnx/builder.ts";
import { models } from "../models/index.ts";
import type { FitContext, FittedModel, Model } from "../models/model.ts";
import { applyStep, applyStepInPlace, type FittedStep, steps } from "../steps/index.ts";
import type { Choice } from "./learner.ts";

export interface FittedSteps<D extends AnyDataset = Dataset> {
  /** The rows that leave the last step. */
  readonly rows: D;
  readonly fitted: readonly (readonly [id: string, step: FittedStep])[];
  /** What each step has seen. */
  readonly seen: readonly Seen[];
}

/** Whether a fit may write over the numbers of the training rows: whoever says so does not look at them again. */
export interface MayOverwrite {
  readonly overwrite?: boolean;
}

type StepsContext = Pick<FitContext, "seed" | "threads" | "groups" | "signal"> & MayOverwrite;

/** Whether steps and model can be fitted on rows that are read a few at a time. */
export function goesThroughRows(chosen: {
  readonly steps: readonly Choice[];
  readonly model: Choice;
}): boolean {
  const parts = [...chosen.steps.map(({ id }) => steps.find(id)), models.find(chosen.model.id)];
  return parts.every(({ fitStored }) => fitStored !== undefined);
}

/**
 * @param train - training rows only; stored ones are written over
 * @throws ModelError if the rows cannot be fitted so
 * @throws the signal's reason when aborted
 */
export async function fitSteps(
  train: Dataset,
  chosen: readonly Choice[],
  context: StepsContext,
): Promise<FittedSteps>;
export async function fitSteps(
  train: AnyDataset,
  chosen: readonly Choice[],
  context: StepsContext,
): Promise<FittedSteps<AnyDataset>>;
export async function fitSteps(
  train: AnyDataset,
  chosen: readonly Choice[],
  { seed, threads, groups, signal, overwrite = false }: StepsContext,
): Promise<FittedSteps<AnyDataset>> {
  const seen: Seen[] = [];
  const fitted: (readonly [id: string, step: FittedStep])[] = [];
  let rows: AnyDataset = train;
  const context = {
    seed,
    ...(threads === undefined ? {} : { threads }),
    ...(groups === undefined ? {} : { groups }),
    ...(signal === undefined ? {} : { signal }),
  };
  for (const { id, params } of chosen) {
    signal?.throwIfAborted();
    const step = steps.find(id);
    if (step.input === "image") assertImage(`step ${id}`, rows.shape);
    seen.push({ what: id, how: "fitted", clipIds: [...new Set(rows.clipIds)] });
    const settings = parseParams(`step ${id}`, step.params, params);
    if ("stored" in rows) {
      if (step.fitStored === undefined) throw mustBeHeld(`step ${id}`, rows);
      const one = await step.fitStored(rows, settings, context);
      fitted.push([id, one]);
      await applyStepInPlace(one, rows, threads);
      continue;
    }
    const one = await step.fit(rows, settings, context);
    fitted.push([id, one]);
    const isOwn = overwrite || !("x" in train) || rows.x !== train.x;
    const { parts, ...left }: Dataset = await applyStep(one, rows, threads, isOwn);
    // only steps that keep every number in its place leave features where they were
    rows = parts !== undefined && step.output === "same" ? { ...left, parts } : left;
  }
  return { rows, fitted, seen };
}

function mustBeHeld(what: string, { clipIds }: StoredDataset): ModelError {
  return new ModelError(
    `${what}: cannot be fitted on rows that are read from the disk a few at a time (${clipIds.length} rows); expected standardise or no step, and a network.`,
  );
}

/** Rows in the form that a model takes: flat, or as images; images of several axes, such as [imf, bin, frame], below one another. */
export function arrange(rows: Dataset, model: Pick<Model, "id" | "input">): Dataset;
export function arrange(rows: AnyDataset, model: Pick<Model, "id" | "input">): AnyDataset;
export function arrange(rows: AnyDataset, model: Pick<Model, "id" | "input">): AnyDataset {
  if (model.input === "vector") {
    const { frames: _none, ...rest } = rows;
    return { ...rest, shape: [widthOf(rows.shape)] };
  }
  const { shape } = rows;
  const frames = shape[shape.length - 1];
  const image = shape.length > 2 ? [widthOf(shape) / frames, frames] : shape;
  assertImage(`model ${model.id}`, image);
  return { ...rows, shape: image };
}

export interface FittedPipeline {
  /** ONNX bytes: `features` [n, ...shape of a row], where normalised also `mean`, `scale`, `count` -> `probabilities`. */
  readonly onnx: Uint8Array<ArrayBuffer>;
  readonly history: FittedModel["history"];
  readonly weights?: FittedModel["weights"];
  /** What each part has seen. */
  readonly seen: readonly Seen[];
}

/**
 * @param train - training rows only, normalised by group already where `normalised` is given; stored ones are written over
 * @param normalised - the average group, and how strongly a group that the graph is told of is drawn towards it
 * @throws ModelError if the rows cannot be fitted so
 */
export async function fitPipeline(
  train: AnyDataset,
  chosen: { readonly steps: readonly Choice[]; readonly model: Choice },
  context: FitContext & MayOverwrite,
  normalised?: AverageGroup,
): Promise<FittedPipeline> {
  const { rows, fitted, seen } = await fitSteps(train, chosen.steps, context);
  const model = models.find(chosen.model.id);
  const input = arrange(rows, model);
  const params = parseParams(`model ${model.id}`, model.params, chosen.model.params);
  const { onnx, history, weights, validatedOn = [] } = await fitModel(model, input, params, context);
  return {
    onnx: chainGraph(
      train.shape,
      fitted,
      [model.id, onnx, input.shape],
      { name: "probabilities", width: train.labels.length },
      normalised,
    ),
    history,
    ...(weights === undefined ? {} : { weights }),
    seen: seenBy(seen, model.id, input.clipIds, validatedOn),
  };
}

function fitModel(
  model: Model,
  rows: AnyDataset,
  params: ReturnType<typeof parseParams>,
  context: FitContext,
): Promise<FittedModel> {
  if ("x" in rows) return model.fit(rows, params, context);
  if (model.fitStored === undefined) throw mustBeHeld(`model ${model.id}`, rows);
  return model.fitStored(rows, params, context);
}

/**
 * What steps have seen, and what the model or regressor behind them has.
 *
 * @param validatedOn - clips by which the best epoch was chosen; may be none
 */
export function seenBy(
  steps: readonly Seen[],
  id: string,
  clipIds: readonly string[],
  validatedOn: readonly string[],
): Seen[] {
  return [
    ...steps,
    { what: id, how: "fitted", clipIds: [...new Set(clipIds)] },
    ...(validatedOn.length === 0
      ? []
      : [{ what: "best epoch", how: "chosen" as const, clipIds: validatedOn }]),
  ];
}

/**
 * Steps and what stands behind them as one graph.
 *
 * @param shape - of a row of the input `features`
 * @param output - of the model's graph, and of the whole: float32 [n, width]
 */
export function chainGraph(
  shape: readonly number[],
  steps: FittedSteps["fitted"],
  [id, model, inputShape]: readonly [id: string, onnx: Uint8Array, shape: readonly number[]],
  output: { readonly name: string; readonly width: number },
  normalised: AverageGroup | undefined,
): Uint8Array<ArrayBuffer> {
  const graph = new OnnxBuilder("recogniser");
  let value = graph.input("features", ["n", ...shape]);
  let own = shape;
  if (normalised !== undefined) {
    value = normaliseRows(graph, value, normalised);
  }
  // whoever counts real frames shares the input that tells them
  const countsFrames = [...steps.map(([, { onnx }]) => onnx), model].some(needsFrames);
  const frames: Record<string, string> = countsFrames
    ? { frames: graph.input("frames", ["n"], "int64") }
    : {};
  for (const [i, [name, step]] of steps.entries()) {
    [value] = Object.values(graph.inline(step.onnx, `${i}-${name}`, { features: value, ...frames }));
    own = step.shape;
  }
  if (own.length !== inputShape.length) {
    value = graph.node("Reshape", [value, graph.integers([-1, ...inputShape])]);
  }
  const outputs = graph.inline(model, `${steps.length}-${id}`, { features: value, ...frames });
  graph.node("Identity", [outputs[output.name]], {}, output.name);
  graph.output(output.name, ["n", output.width]);
  return graph.toBytes();
}

/** Whether a graph asks how many frames are real. */
export function needsFrames(onnx: Uint8Array): boolean {
  return decodeModel(onnx).graph?.input.some(({ name }) => name === "frames") === true;
}

/** What a graph takes for a group that it is not told of, and how strongly it draws others towards it. */
export interface AverageGroup extends Scaler {
  readonly shrinkage: number;
}

/**
 * (features - mean) / sd of a group that the graph is told of by `mean`, `scale` = 1 / sd and `count` of its clips: mean and
 * variance are drawn towards those of the average group, which also stands for whatever is NaN.
 */
function normaliseRows(
  graph: OnnxBuilder,
  value: string,
  { mean, scale, shape, shrinkage }: AverageGroup,
): string {
  const own = {
    mean: graph.input("mean", ["group", ...shape]),
    scale: graph.input("scale", ["group", ...shape]),
    count: graph.input("count", ["group", ...shape.map(() => 1)]),
  };
  const number = (one: number): string => graph.constant([], Float32Array.of(one));
  const clips = knownOr(graph, own.count, number(0));
  // where nothing is drawn, no clip is still no clip, not 0 / 0
  const all = graph.node("Add", [clips, number(Math.max(shrinkage, 1e-12))]);
  const share = graph.node("Div", [clips, all]);
  const drawn = (value: string, average: string): string => {
    const away = graph.node("Sub", [knownOr(graph, value, average), average]);
    return graph.node("Add", [average, graph.node("Mul", [share, away])]);
  };
  const square = graph.node("Mul", [own.scale, own.scale]);
  const variances = graph.constant(
    shape,
    scale.map((one) => 1 / one ** 2),
  );
  const variance = drawn(graph.node("Div", [number(1), square]), variances);
  const centred = graph.node("Sub", [value, drawn(own.mean, graph.constant(shape, mean))]);
  return graph.node("Div", [centred, graph.node("Sqrt", [variance])]);
}

/** A value whose numbers are replaced where they are NaN. */
function knownOr(graph: OnnxBuilder, value: string, otherwise: string): string {
  return graph.node("Where", [graph.node("IsNaN", [value]), otherwise, value]);
}
