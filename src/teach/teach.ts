/** Teaching: a model is fitted behind an ear, measured on recordings that it has not seen, and written as one recogniser file. */
import { digestOf } from "../base/digest.ts";
import { VERSION } from "../base/version.ts";
import { judge } from "../dataset/judge.ts";
import type { Judged } from "../dataset/predictions.ts";
import { OnnxBuilder } from "../engine/onnx/builder.ts";
import { fitPipeline } from "../learners/pipeline.ts";
import { temperatureGraph } from "../learners/temperature.ts";
import { notSureOf } from "../metrics/not-sure.ts";
import { encodeRecogniser, type RecogniserInfo } from "../recogniser/index.ts";
import { scorePredictions } from "../report/score.ts";
import { percentiles } from "../signal/statistics.ts";
import type { Ear } from "./ear.ts";
import { type Lesson, labelsOf, rowsOf } from "./lesson.ts";
import { kernelRidge, type MethodContext, smallNetwork } from "./methods.ts";
import { placesOf, sharpenedByOthers, sharpnessOf } from "./sharpness.ts";

const METHODS = { "kernel-ridge": kernelRidge, network: smallNetwork } as const;
export type MethodName = keyof typeof METHODS;

export interface Taught {
  /** One recogniser file, which `prosodia predict` and the library open anywhere. */
  readonly file: Uint8Array<ArrayBuffer>;
  readonly info: RecogniserInfo;
  /** The answer to every recording by a fit that had not heard it, with the truth. */
  readonly answers: Judged;
}

/** Share of wrong ones among the answers that are sure. */
const AIM = 0.2;

/**
 * Fits, measures and writes.
 *
 * @throws ConfigError if the lesson is not enough, ModelError if it cannot be fitted
 * @throws the signal's reason when aborted
 */
export async function teach(
  ear: Ear,
  lesson: Lesson,
  by: MethodName = "kernel-ridge",
  context: MethodContext = { seed: 1 },
): Promise<Taught> {
  const method = METHODS[by];
  const labels = labelsOf(lesson);
  const data = rowsOf(lesson, labels, ear.width);
  const digestById = new Map(lesson.clips.map(({ id, heard }) => [id, heard.digest]));
  // the same sound under two names is one recording
  const groups = data.clipIds.map((id) => digestById.get(id) ?? id);
  const { probabilities, folds } = await method.unseen(data, groups, context);
  const { onnx } = await fitPipeline(data, method.chosen, context);
  context.signal?.throwIfAborted();

  const truth = [...data.y];
  const sharpness = sharpnessOf(probabilities, truth, labels.length);
  const graph = new OnnxBuilder("taught");
  let value = graph.input(ear.input.name, ["n", ...ear.input.shape]);
  [value] = Object.values(graph.inline(ear.front, "ear", { [ear.input.name]: value }));
  value = graph.inline(onnx, by, { features: value }).probabilities;
  value = graph.inline(temperatureGraph(labels.length, sharpness, false), "calibrated", {
    given: value,
  }).probabilities;
  graph.node("Identity", [value], {}, "probabilities");
  graph.output("probabilities", ["n", labels.length]);

  const unseen = sharpenedByOthers(probabilities, truth, labels.length, groups);
  const answers = answersOf(lesson, labels, data.clipIds, unseen);
  const recordings = answers.clipIds.map((id) => digestById.get(id) ?? id);
  const info: RecogniserInfo = {
    format: 2,
    name: lesson.name,
    labels,
    inputs: [ear.input],
    decides: false,
    learner: { id: "taught", ear: { name: ear.info.name, fit: ear.info.fit }, ...method.chosen },
    trainedOn: await originOf(ear, lesson),
    measured: { protocol: method.protocol, folds, scores: scorePredictions(answers, context.seed) },
    notSure: notSureOf({ ...answers, labelCount: labels.length }, placesOf(recordings), AIM),
    fit: await digestOf({
      ear: ear.info.fit,
      chosen: method.chosen,
      seed: context.seed,
      clips: clipsOf(lesson),
    }),
    seed: context.seed,
    version: VERSION,
  };
  return { file: await encodeRecogniser(graph.toBytes(), info, ear.networks), info, answers };
}

function clipsOf({ clips }: Lesson): [string, string][] {
  return clips.map(({ label, heard }) => [label, heard.digest]);
}

async function originOf(
  { info: { name, trainedOn } }: Ear,
  lesson: Lesson,
): Promise<RecogniserInfo["trainedOn"]> {
  const heard = lesson.clips.map((clip) => clip.heard);
  const [bandwidthHz] = percentiles(
    heard.map((one) => one.bandwidthHz),
    [10],
  );
  const [low, high] = percentiles(
    heard.map((one) => one.levelDb),
    [1, 99],
  );
  return {
    corpus: `recordings that were taught, heard with the ear of "${name}" (${trainedOn.corpus})`,
    clips: lesson.clips.length,
    fingerprint: await digestOf(clipsOf(lesson)),
    licence: `whoever recorded the clips; the ear: ${trainedOn.licence}`,
    citation: trainedOn.citation,
    ...(bandwidthHz > 0 ? { bandwidthHz } : {}),
    levelDb: { low, high },
  };
}

/** A recording is answered by the mean of its pieces. */
function answersOf(
  { name, clips }: Lesson,
  labels: readonly string[],
  clipIds: readonly string[],
  probabilities: Float32Array,
): Judged {
  const k = labels.length;
  const means = new Float32Array(clips.length * k);
  const predicted = new Int32Array(clips.length);
  for (const [clip, { id, heard }] of clips.entries()) {
    const own = means.subarray(clip * k, (clip + 1) * k);
    const first = clipIds.indexOf(id);
    for (let row = first; row < first + heard.rows.length; row++) {
      for (let label = 0; label < k; label++)
        own[label] += probabilities[row * k + label] / heard.rows.length;
    }
    predicted[clip] = own.indexOf(own.reduce((a, b) => Math.max(a, b)));
  }
  const answers = {
    source: name,
    labels,
    clipIds: clips.map(({ id }) => id),
    predicted,
    probabilities: means,
  };
  return judge(answers, new Map(clips.map(({ id, label }) => [id, label])));
}
