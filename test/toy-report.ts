/** A small experiment's results, made by hand: 24 clips of 4 speakers, two recognisers and a club of both that votes. */
import type { Clip } from "../src/corpus/corpus.ts";
import { judge } from "../src/dataset/judge.ts";
import type { Predictions } from "../src/dataset/predictions.ts";
import { createPredictions } from "../src/dataset/predictions-table.ts";
import {
  type Protocol,
  type RecogniserResult,
  type ReportInputs,
  scorePredictions,
  voteRates,
} from "../src/report/index.ts";

export const SPEAKER_FOLDS: Protocol = {
  id: "speaker",
  folds: 4,
  seed: 7,
  leaky: false,
  apart: "speaker",
  target: "label",
  enrol: 0,
};

export interface ToyOptions {
  readonly labels?: readonly string[];
  readonly protocol?: Protocol;
  /** Without truth on the clips: a contest. */
  readonly unlabelled?: boolean;
  readonly names?: readonly [string, string, string];
}

export function toyClips(labels: readonly string[]): Clip[] {
  return Array.from({ length: 24 }, (_, i) => ({
    id: `clip-${String(i).padStart(2, "0")}`,
    path: `/somewhere/clip-${i}.wav`,
    corpus: "toy",
    label: labels[i % labels.length],
    speaker: `${1 + (i % 4)}`,
    sex: i % 2 === 0 ? ("female" as const) : ("male" as const),
    intensity: i < 12 ? "normal" : "strong",
  }));
}

/** Right except for the given clips, where the next label is taken. */
function member(
  source: string,
  clips: readonly Clip[],
  labels: readonly string[],
  wrong: readonly number[],
): Predictions {
  const truth = Int32Array.from(clips, (_, i) => i % labels.length);
  const decided = truth.map((label, i) => (wrong.includes(i) ? (label + 1) % labels.length : label));
  const rest = 0.4 / (labels.length - 1);
  return createPredictions({
    source,
    labels,
    clipIds: clips.map((clip) => clip.id),
    probabilities: Float32Array.from(
      [...decided].flatMap((label) => labels.map((_, other) => (other === label ? 0.6 : rest))),
    ),
  });
}

/** Shares of the members' votes; in a tie the leader decides. */
function voteOf(source: string, leader: Predictions, other: Predictions): Predictions {
  const { labels, clipIds, predicted } = leader;
  return createPredictions({
    source,
    labels,
    clipIds,
    predicted: predicted.slice(),
    probabilities: Float32Array.from(
      clipIds.flatMap((_, clip) =>
        labels.map(
          (_, label) => [leader, other].filter((member) => member.predicted[clip] === label).length / 2,
        ),
      ),
    ),
  });
}

export function toyInputs(options: ToyOptions = {}): ReportInputs {
  const { labels = ["calm", "happy", "sad"], protocol = SPEAKER_FOLDS, unlabelled = false } = options;
  const [svm, mlp, club] = options.names ?? ["svm", "mlp", "club"];
  const clips = toyClips(labels).map(
    ({ label, ...clip }): Clip => (unlabelled || label === undefined ? clip : { ...clip, label }),
  );
  const first = member(mlp, clips, labels, [0, 1, 2, 3, 4, 5, 6, 7]);
  const leader = member(svm, clips, labels, [0, 5, 9]);
  const members = [first, leader];
  const truth = new Map(
    clips.flatMap(({ id, label }): [string, string][] => (label === undefined ? [] : [[id, label]])),
  );
  const speakers = new Map(clips.map((clip) => [clip.id, clip.speaker ?? ""]));
  const recognisers = [...members, voteOf(club, leader, first)].map((answers, i): RecogniserResult => {
    const predictions = judge(answers, truth);
    return {
      name: predictions.source,
      learner: i < 2 ? "recogniser" : "majority-vote",
      description: i < 2 ? "mfcc, toy" : "majority vote of 2",
      predictions,
      scores: scorePredictions(predictions, 1, speakers),
      fitSeconds: 75 * i,
      ...(i === 0 ? { history: [{ fold: "fold-1", epochs: epochs(3) }] } : {}),
      ...(i === 2 ? { voteRates: voteRates(members), votes: 2 } : {}),
    };
  });
  return {
    title: "Toy experiment",
    protocol,
    corpus: {
      reader: "toy",
      folder: "clips",
      labels,
      licence: "CC0",
      citation: "Nobody (2026)",
      fingerprint: "abc123",
    },
    clips,
    recognisers,
    audit: { findings: [], dropped: [] },
    environment: { versions: { prosodia: "1.2.3" }, started: "2026-01-02T03:04:05.678Z", seconds: 83 },
    config: "seed: 7\n",
    notes: [],
  };
}

function epochs(count: number) {
  return Array.from({ length: count }, (_, i) => ({
    epoch: i + 1,
    loss: 1 / (i + 1),
    accuracy: i / count,
    learningRate: 0.1,
  }));
}
