/** The report of an experiment as data: several learners measured on the same folds. */

import { ConfigError } from "../base/errors.ts";
import type { Clip } from "../corpus/corpus.ts";
import type { LeakFinding } from "../dataset/audit.ts";
import type { Judged } from "../dataset/predictions.ts";
import { type Apart, keepsPeopleApart } from "../dataset/split/split.ts";
import type { DroppedTwin } from "../dataset/twins.ts";
import { confusionMatrix, type LabelScore, labelScores } from "../metrics/confusion.ts";
import { type Detection, detectionOf } from "../metrics/detection.ts";
import type { Score } from "../metrics/metric.ts";
import type { NotSure } from "../metrics/not-sure.ts";
import { type ReliabilityBin, reliabilityOf } from "../metrics/reliability.ts";
import type { VoteRates } from "../metrics/vote-rates.ts";
import { type Comparison, compareWithBest, type Lead, leadOf } from "./comparison.ts";
import { accuracyBy, type GroupTable } from "./groups.ts";
import { type HardClip, hardestClips } from "./hardest.ts";
import type { Marks } from "./marks.ts";
import { rankByUar } from "./rank.ts";
import { labelledOf } from "./score.ts";
import type { FoldSearch } from "./search.ts";

export interface Protocol {
  /** Split id. */
  readonly id: string;
  readonly folds: number;
  /** Whether the experiment says what each fold tests; else the seed dealt them. */
  readonly named?: true;
  readonly seed: number;
  readonly leaky: boolean;
  /** The column that is told: label. */
  readonly target: string;
  /** Clips of every tested speaker that are set aside, unscored, to know them by. */
  readonly enrol: number;
  readonly apart: Apart | null;
  /** The column whose values were each trained on and tested by themselves. */
  readonly within?: string;
}

export interface CorpusFacts {
  /** Reader's id. */
  readonly reader: string;
  /** Last part of the path: enough to recognise it by, and nobody's home directory. */
  readonly folder: string;
  readonly labels: readonly string[];
  readonly licence: string;
  readonly citation: string;
  /** Digest over the audio of all clips. */
  readonly fingerprint: string;
}

/** Training curve of one fold. */
export interface FoldHistory {
  readonly fold: string;
  readonly epochs: readonly {
    readonly epoch: number;
    readonly loss: number;
    /** Share of training rows predicted right. */
    readonly accuracy: number;
    readonly learningRate: number;
    /** Where a validation side was held out of the training rows. */
    readonly validationLoss?: number;
    readonly validationAccuracy?: number;
  }[];
}

/** A point of a learning curve over the training size. */
export interface CurvePoint {
  /** Of the training rows of every fold; 1 is all. */
  readonly share: number;
  /** Clips that were trained on, and how many speakers they have where these are known: means over the folds. */
  readonly clips: number;
  readonly speakers: number;
  /** On the same tested clips as with all rows. */
  readonly scores: readonly Score[];
}

/** What one learner brings to the report. */
export interface RecogniserResult extends Marks {
  readonly name: string;
  /** Id of the learner: recogniser, majority-vote, stack, … */
  readonly learner: string;
  /** Features and model, or members, in one line. */
  readonly description: string;
  /** Out-of-fold, pooled. */
  readonly predictions: Judged;
  /** As `scorePredictions` gives them; empty if no clip is labelled. */
  readonly scores: readonly Score[];
  /** Of the clips of each corpus, where there are several; as `scores`. */
  readonly byCorpus?: readonly { readonly corpus: string; readonly scores: readonly Score[] }[];
  /** When it says that it is not sure, where the experiment asks for that. */
  readonly notSure?: NotSure;
  /** Training time of all folds and of all that it stands on together. */
  readonly fitSeconds: number;
  /** Of networks. */
  readonly history?: readonly FoldHistory[];
  /** After learning from less, where that was asked for: least first, all rows last. */
  readonly learningCurve?: readonly CurvePoint[];
  /** What its learners searched inside the training side of each fold. */
  readonly searches?: readonly FoldSearch[];
  /** Of a majority vote: how many votes are given of a clip. Its probabilities are shares of them. */
  readonly votes?: number;
  /** Of the learners that it looks at, where there are several. */
  readonly voteRates?: VoteRates;
}

interface Shared {
  readonly title: string;
  readonly protocol: Protocol;
  readonly audit: { readonly findings: readonly LeakFinding[]; readonly dropped: readonly DroppedTwin[] };
  readonly environment: {
    /** Name -> version: prosodia, node, onnxruntime. */
    readonly versions: Readonly<Record<string, string>>;
    /** ISO 8601. */
    readonly started: string;
    readonly seconds: number;
  };
  /** The resolved experiment file. */
  readonly config: string;
  /** Sentences for the reader: clips that were skipped, limits. */
  readonly notes: readonly string[];
}

export interface ReportInputs extends Shared {
  readonly corpus: CorpusFacts;
  readonly clips: readonly Clip[];
  readonly recognisers: readonly RecogniserResult[];
}

export interface RecogniserReport extends RecogniserResult {
  /** [truth, predicted], row-major, of the labelled clips; null if there are none. */
  readonly confusion: Int32Array | null;
  /** [label]; empty without labelled clips. */
  readonly labelScores: readonly LabelScore[];
  /** How often it is right, by how sure it is, least sure first; empty without labelled clips. */
  readonly reliability: readonly ReliabilityBin[];
  /** [label], how well its probability tells it from all others; empty without labelled clips. */
  readonly detections: readonly (Detection | null)[];
  /** By sex, intensity and speaker, where the clips have them. */
  readonly groups: readonly GroupTable[];
}

export interface Report extends Shared {
  readonly corpus: CorpusFacts & {
    readonly clips: number;
    readonly speakers: number;
    /** [label], number of clips. */
    readonly labelCounts: readonly number[];
    readonly unlabelled: number;
  };
  /** Best UAR first. */
  readonly recognisers: readonly RecogniserReport[];
  /** The best against each of the others. */
  readonly comparisons: readonly Comparison[];
  /** The best against the next one. */
  readonly lead: Lead | null;
  /** Clips that most recognisers have wrong, worst first. */
  readonly hardest: readonly HardClip[];
}

/**
 * The report with everything that follows from its inputs: confusion matrices, scores per label and group,
 * comparisons, hardest clips.
 *
 * @throws ConfigError if recognisers differ in labels, clips or truth (names the clip), or there is none
 */
export function buildReport(inputs: ReportInputs): Report {
  const { corpus, clips, recognisers, ...shared } = inputs;
  if (recognisers.length === 0) throw new ConfigError("report: expected at least one recogniser, got none.");
  const ranked = rankByUar(recognisers);
  const leaves = ranked.filter(({ learner }) => learner === "recogniser");
  const answers = ranked.map(({ predictions }) => predictions);
  const speakers = new Set(clips.flatMap((clip) => clip.speaker ?? []));
  const speakerOf = keepsPeopleApart(inputs.protocol.apart)
    ? new Map(clips.map(({ id, speaker = id }) => [id, speaker]))
    : undefined;
  return {
    ...shared,
    corpus: {
      ...corpus,
      clips: clips.length,
      speakers: speakers.size,
      labelCounts: corpus.labels.map((label) => clips.filter((clip) => clip.label === label).length),
      unlabelled: clips.filter((clip) => clip.label === undefined).length,
    },
    recognisers: ranked.map((result) => describe(result, clips)),
    comparisons: compareWithBest(answers),
    lead: leadOf(answers, speakerOf),
    hardest: hardestClips((leaves.length === 0 ? ranked : leaves).map((result) => result.predictions)),
  };
}

function describe(result: RecogniserResult, clips: readonly Clip[]): RecogniserReport {
  const labelled = labelledOf(result.predictions);
  const { truth, predicted, labelCount } = labelled;
  const confusion = truth.length === 0 ? null : confusionMatrix(truth, predicted, labelCount);
  return {
    ...result,
    confusion,
    labelScores: confusion === null ? [] : labelScores(confusion, labelCount),
    reliability: truth.length === 0 ? [] : reliabilityOf(labelled),
    detections:
      truth.length === 0 ? [] : result.predictions.labels.map((_, label) => detectionOf(labelled, label)),
    groups: accuracyBy(result.predictions, clips),
  };
}
