/** One recording asked about: as a whole, or over time. */
import type { Audio } from "../../audio/audio.ts";
import { bandwidthHz } from "../../audio/bandwidth.ts";
import { audioDigest, loudDb } from "../../audio/level.ts";
import { NoSpeechError, TooShortError } from "../../base/errors.ts";
import { votesGiven } from "../../learners/votes.ts";
import {
  bandwidthWarning,
  farWarning,
  type Given,
  heardHz,
  heardWarning,
  isOfNewSpeakers,
  levelWarning,
  type Recogniser,
  type TimelinePart,
} from "../../recogniser/index.ts";
import type { Answered, Followed, Unspoken } from "./answer.ts";

/** One answer for all of it. */
export async function askWhole(
  file: string,
  audio: Audio,
  recogniser: Recogniser,
  given: Given,
): Promise<Answered | Unspoken> {
  try {
    const prediction = await recogniser.predict(audio, given);
    return {
      ...basics(file, audio),
      ...prediction,
      ...votesOf(recogniser),
      ...(await trust(audio, recogniser, prediction.far === undefined ? null : Number(prediction.far))),
    };
  } catch (error) {
    if (!(error instanceof NoSpeechError)) throw error;
    const reason = error instanceof TooShortError ? "too short" : "no speech";
    return { ...basics(file, audio), label: null, reason, why: error.message };
  }
}

/** What was found over time, with what to know of it. */
export async function asFollowed(
  file: string,
  audio: Audio,
  timeline: readonly TimelinePart[],
  recogniser: Recogniser,
): Promise<Followed> {
  const trusted = await trust(audio, recogniser, farShareOf(timeline));
  const isSpoken = timeline.some(({ label }) => label !== null);
  // where nothing was answered there is nothing to be warned of
  return {
    ...basics(file, audio),
    timeline,
    ...votesOf(recogniser),
    ...trusted,
    warnings: isSpoken ? trusted.warnings : [],
  };
}

function basics(file: string, { samples, sampleRate }: Audio) {
  return { file, seconds: samples.length / sampleRate };
}

function votesOf({ info }: Recogniser) {
  const votes = votesGiven(info.learner);
  return votes === null ? {} : { votes };
}

/** By time; null where the recogniser cannot tell, or nobody speaks. */
function farShareOf(timeline: readonly TimelinePart[]): number | null {
  let [far, known] = [0, 0];
  for (const part of timeline) {
    if (part.label === null || part.far === undefined) continue;
    const seconds = part.endSeconds - part.startSeconds;
    known += seconds;
    if (part.far) far += seconds;
  }
  return known === 0 ? null : far / known;
}

async function trust(audio: Audio, { info }: Recogniser, farShare: number | null) {
  const [width, levelDb] = [bandwidthHz(audio), loudDb(audio)];
  return {
    bandwidthHz: width,
    trainedHz: heardHz(info),
    levelDb,
    farShare,
    warnings: [
      // an hour's digest takes a moment: not where the file does not tell
      (info.trainedOn.heard === undefined ? undefined : heardWarning(info, await audioDigest(audio))) ?? [],
      bandwidthWarning(info, width) ?? [],
      levelWarning(info, levelDb) ?? [],
      (farShare === null ? undefined : farWarning(info, farShare)) ?? [],
    ].flat(),
    newSpeakers: isOfNewSpeakers(info) ? info.measured : null,
  };
}
