/** Final fits: each learner once more on all labelled clips, saved as one file. */
import { basename, join } from "node:path";
import { digestOf } from "../../base/digest.ts";
import { ModelError } from "../../base/errors.ts";
import { VERSION } from "../../base/version.ts";
import { provenanceOf } from "../../corpus/several.ts";
import { networksOf } from "../../features/recipe.ts";
import { assemble } from "../../learners/assemble.ts";
import { type Fitted, partsOf, type TrainedFit } from "../../learners/fitted.ts";
import type { LearnerSpec } from "../../learners/learner.ts";
import { walk } from "../../learners/spec.ts";
import { encodeRecogniser, heardOf, type RecogniserInfo } from "../../recogniser/index.ts";
import { accuracyBy, type RecogniserResult } from "../../report/index.ts";
import { percentiles } from "../../signal/statistics.ts";
import { decodeWeights, encodeWeights } from "../../training/warm-start.ts";
import type { ClipSet } from "../clips/clips.ts";
import { atomicWrite } from "../files/atomic-write.ts";
import { type FittedTree, fitTree, named } from "../fit/fit-tree.ts";
import { fitWork, rowsFor } from "../fit/measure.ts";
import { reachOf } from "../fit/reach.ts";
import { KEPT } from "../jobs/training.ts";
import { copiesOf, leavesOf } from "../plan/leaves.ts";
import { type Prepared, rowsOfClip } from "../plan/prepare.ts";
import { isPretrained } from "../plan/warm-starts.ts";
import type { Cache } from "../rows/cache.ts";
import { networkAtHand } from "../rows/network-files.ts";
import type { Services } from "../work/services.ts";

/** Weights that another run can start from: beside the recogniser, if it is a network. */
export function weightsPath(runFolder: string, name: string): string {
  return join(runFolder, "recognisers", `${name}.weights`);
}

export function recogniserPath(runFolder: string, name: string): string {
  return join(runFolder, "recognisers", `${name}.onnx`);
}

/**
 * A learner fitted on all labelled clips, its graphs kept in the cache.
 *
 * @throws as `fitTree`
 */
export async function fitOnAll(
  spec: LearnerSpec,
  prepared: Prepared,
  services: Services,
): Promise<FittedTree> {
  const { experiment, truth } = prepared;
  const copies = Math.max(0, ...leavesOf([spec]).map(({ params }) => copiesOf(params)));
  const keys = [...truth.keys()].flatMap((clipId) => rowsOfClip(clipId, copies));
  const work = fitWork(prepared, services, experiment.learners.flatMap(walk).length);
  const nobody = { clipIds: [], enrol: [], columns: new Map() };
  return fitTree(spec, rowsFor(prepared, keys), { name: "all", asked: nobody, keep: true }, work);
}

/** What a file says of how its learner was measured. */
export type MeasuredLearner = Pick<
  RecogniserResult,
  "name" | "scores" | "predictions" | "notSure" | "knowsSpeakers"
>;

/**
 * The bytes of one file with all that a fitted learner is.
 *
 * @param result - of the same learner when it was measured; absent if it was not
 */
export async function encodeFitted(
  spec: LearnerSpec,
  { fitted }: Pick<FittedTree, "fitted">,
  result: MeasuredLearner | undefined,
  prepared: Prepared,
  cache: Cache,
): Promise<Uint8Array<ArrayBuffer>> {
  const { experiment, set, plan, truth } = prepared;
  const { onnx, inputs, decides } = await assemble(fitted, (trained) => graphOf(trained, cache));
  const reach = await reachOf(spec, inputs, prepared, cache);
  const { reader, folder, licence, citation } = provenanceOf(set.corpora);
  const info: RecogniserInfo = {
    format: 2,
    name: spec.name,
    labels: [...fitted.labels],
    inputs: inputs.map((input) => {
      if (input.from === "frames") return input;
      if (input.from === "column") return { ...input, values: [...input.values] };
      if (input.from === "leaning") return { ...input, shares: [...input.shares] };
      if (input.from === "group") return { ...input, shape: [...input.shape] };
      return { ...input, shape: [...input.shape], recipe: portable(input.recipe) };
    }),
    decides,
    learner: portable(spec),
    trainedOn: {
      corpus: `${reader} ${folder}`,
      clips: truth.size,
      fingerprint: set.fingerprint,
      ...(experiment.marks
        ? { heard: heardOf([...truth.keys()].flatMap((id) => set.digests.get(id) ?? [])) }
        : {}),
      licence,
      citation,
      ...trainedBandwidth(set, truth),
      ...trainedLevel(set, truth),
      ...(reach === undefined ? {} : { reach }),
    },
    measured:
      result === undefined || result.scores.length === 0
        ? null
        : {
            protocol: experiment.split.protocol,
            folds: plan.folds.length,
            apart: plan.apart,
            scores: [...result.scores],
            ...(result.knowsSpeakers === undefined ? {} : { knowsSpeakers: result.knowsSpeakers }),
            ...measuredBySex(result, set),
          },
    ...(result?.notSure === undefined ? {} : { notSure: result.notSure }),
    fit: await digestOf({ spec, fits: trainingsOf(fitted).map(({ fit }) => fit) }),
    seed: experiment.seed,
    version: VERSION,
  };
  return encodeRecogniser(onnx, info, await carriedNetworks(info, cache));
}

/** The networks behind the features that the file shall hold, by their SHA-256. */
async function carriedNetworks(
  { inputs }: RecogniserInfo,
  cache: Cache,
): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const carried = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const input of inputs) {
    if (input.from !== "audio") continue;
    for (const { sha256, embed } of networksOf(input.recipe)) {
      if (!embed || carried.has(sha256)) continue;
      const bytes = await networkAtHand(sha256, cache);
      if (bytes === undefined) throw new ModelError(`a network has vanished from ${cache.root}; run again.`);
      carried.set(sha256, bytes);
    }
  }
  return carried;
}

/** Hz that nine of ten clips reach: a few narrow ones have taught nothing of narrow recordings. */
function trainedBandwidth({ facts }: ClipSet, truth: Prepared["truth"]): { bandwidthHz?: number } {
  const known = [...truth.keys()].flatMap((id) => facts.get(id)?.bandwidthHz ?? []);
  const [bandwidthHz] = known.length === 0 ? [] : percentiles(known, [10]);
  return bandwidthHz === undefined || bandwidthHz <= 0 ? {} : { bandwidthHz };
}

/** dBFS: what one in a hundred is below or above has taught little. */
function trainedLevel(
  { facts }: ClipSet,
  truth: Prepared["truth"],
): Pick<RecogniserInfo["trainedOn"], "levelDb"> {
  const known = [...truth.keys()].flatMap((id) => facts.get(id)?.levelDb ?? []);
  if (known.length === 0) return {};
  const [low, high] = percentiles(known, [1, 99]);
  return { levelDb: { low, high } };
}

function measuredBySex({ predictions }: MeasuredLearner, { clips }: ClipSet) {
  const [table] = accuracyBy(predictions, clips).filter(({ by }) => by === "sex");
  if (table === undefined) return {};
  return {
    bySex: table.rows.map(({ value, n, accuracy, low, high }) => ({ value, n, accuracy, low, high })),
  };
}

async function graphOf({ fit }: TrainedFit, cache: Cache): Promise<Uint8Array> {
  const bytes = await cache.readBlob(KEPT.graph, fit);
  if (bytes === undefined) throw new ModelError(`a fitted graph has vanished from ${cache.root}; run again.`);
  return bytes;
}

function trainingsOf(fitted: Fitted): TrainedFit[] {
  return partsOf(fitted).filter((part) => part.kind === "trained");
}

/** Weights and encoders are known by their file's name, not by where it lies on this machine. */
export function portable<T>(value: T): T;
export function portable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => portable(one));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      (key === "weights" || key === "path") && typeof one === "string" ? basename(one) : portable(one),
    ]),
  );
}

/**
 * Fits learners on all labelled clips and writes one file each; of a network also its weights. What one is refused for does not keep
 * the others from being written.
 *
 * @param results - what was measured of the learners
 * @returns paths of the recogniser files
 * @throws as `fitTree`; ModelError that names a learner whose file cannot be made; WriteError
 */
export async function saveFinals(
  prepared: Prepared,
  results: readonly MeasuredLearner[],
  runFolder: string,
  services: Services,
): Promise<string[]> {
  const save = async (spec: LearnerSpec): Promise<string> => {
    const tree = await fitOnAll(spec, prepared, services);
    const path = recogniserPath(runFolder, spec.name);
    const result = results.find(({ name }) => name === spec.name);
    await atomicWrite(path, await encodeFitted(spec, tree, result, prepared, services.cache));
    const weights = await weightsOf(spec, tree.fitted, prepared, services.cache);
    if (weights !== undefined) await atomicWrite(weightsPath(runFolder, spec.name), weights);
    return path;
  };
  const saved = await Promise.allSettled(
    prepared.experiment.learners.map((spec) =>
      save(spec).catch((error: unknown) => {
        throw named(spec.name, error);
      }),
    ),
  );
  return saved.map((one) => {
    if (one.status === "rejected") throw one.reason;
    return one.value;
  });
}

/** The weights of a single network, with all clips that they know: those that they were begun with too. */
async function weightsOf(
  spec: LearnerSpec,
  fitted: Fitted,
  { set, truth, warmStarts }: Prepared,
  cache: Cache,
): Promise<Uint8Array | undefined> {
  if (fitted.kind !== "trained") return undefined;
  const bytes = await cache.readBlob(KEPT.weights, fitted.fit);
  if (bytes === undefined) return undefined;
  const { weights } = await decodeWeights(spec.name, bytes);
  const known = [...warmStarts.values()].flatMap(({ trainedOn }) => trainedOn);
  const own = [...truth.keys()].flatMap((id): [string, string][] => {
    const digest = set.digests.get(id);
    if (digest === undefined) throw new Error(`the clip ${id} has no digest`);
    return [[id, digest]];
  });
  return encodeWeights(weights, {
    name: spec.name,
    trainedOn: [...known, ...own],
    ...(isPretrained(spec, warmStarts) ? { pretrained: true } : {}),
  });
}
