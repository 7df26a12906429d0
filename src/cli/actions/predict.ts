/** `prosodia predict`: label and probabilities of recordings, long ones over time. */
import { resolve } from "node:path";
import pc from "picocolors";
import type { Audio } from "../../audio/audio.ts";
import { AudioError, ConfigError, type ProsodiaError } from "../../base/errors.ts";
import { loadPlugins } from "../../experiment/config/plugins.ts";
import { READY_MADE, readEstimator, readRecogniser } from "../../experiment/folder/read-recogniser.ts";
import { type Given, isOfNewSpeakers, type Recogniser, type RecogniserInfo } from "../../recogniser/index.ts";
import { notSureSentence, rightText } from "../../report/index.ts";
import type { Answer, Failure } from "../answers/answer.ts";
import { asFollowed, askWhole } from "../answers/ask.ts";
import { describeAnswers } from "../answers/describe-answers.ts";
import { createFollower, type Follower } from "../answers/follow.ts";
import { type Outputs, sortOutputs, writeList, writeTimeline } from "../answers/outputs.ts";
import type { Assignments } from "../assignment.ts";
import { printLines, tellLines } from "../lines.ts";
import { printJson } from "../print.ts";
import { createProgress } from "../progress.ts";
import { nameOf, readAudioFile } from "../read-audio-file.ts";
import { recordingsOf } from "../recordings.ts";
import { predictNumbers } from "./predict-numbers.ts";

export interface PredictOptions {
  readonly model?: string;
  readonly plugin?: readonly string[];
  /** Column -> value. */
  readonly given?: Assignments;
  /** Clips of the speaker. */
  readonly enrol?: readonly string[];
  readonly anySound?: boolean;
  /** Absent: over time where a recording is long. */
  readonly timeline?: boolean;
  readonly windowSeconds?: number;
  readonly hopSeconds?: number;
  readonly out?: readonly string[];
  readonly json?: boolean;
}

/** Longer recordings are answered over time, if nothing else is asked for. */
const LONG_SECONDS = 10;
const LONG_NOTE = `Recordings of more than ${LONG_SECONDS} s are answered over time; --no-timeline gives one answer.`;

export async function predict(paths: readonly string[], options: PredictOptions): Promise<void> {
  const outputs = sortOutputs(options.out ?? []);
  await loadPlugins((options.plugin ?? []).map((path) => resolve(path)));
  const files = await recordingsOf(paths);
  assertOneTimeline(outputs, files, options);
  const estimator = options.model === undefined ? undefined : await readEstimator(options.model);
  if (estimator !== undefined) {
    try {
      return await predictNumbers(estimator, files, options);
    } finally {
      await estimator.release();
    }
  }
  const recogniser = await readRecogniser(options.model ?? READY_MADE);
  const { labels } = recogniser.info;
  const answers: (Answer | Failure)[] = [];
  const problems: ProsodiaError[] = [];
  let isTold = false;
  const progress = createProgress();
  let follower: Follower | undefined;
  try {
    const given = await givenOf(recogniser, options);
    const { windowSeconds, hopSeconds } = options;
    follower = createFollower(recogniser, {
      given,
      ...(windowSeconds === undefined ? {} : { windowSeconds }),
      ...(hopSeconds === undefined ? {} : { hopSeconds }),
    });
    for (const [index, file] of files.entries()) {
      const advance = (share: number): void =>
        progress.update("Answering", index + share, files.length, nameOf(file));
      advance(0);
      try {
        const audio = await readAudioFile(file);
        const isLong = audio.samples.length > LONG_SECONDS * audio.sampleRate;
        const isFollowed = options.timeline ?? (isLong || outputs.timelines.length > 0);
        if (isLong && options.timeline === undefined && !isTold) {
          isTold = true;
          progress.clear();
          tellLines(pc.dim(LONG_NOTE));
        }
        const answer = isFollowed
          ? await asFollowed(file, audio, await follower.follow(audio, advance), recogniser)
          : await askWhole(file, audio, recogniser, given);
        answers.push(answer);
        for (const out of outputs.timelines) {
          if ("timeline" in answer) await writeTimeline(out, audio, answer, labels);
        }
      } catch (error) {
        if (!(error instanceof AudioError)) throw error;
        const name = nameOf(file);
        const problem = error.message.includes(name) ? error : new AudioError(`${name}: ${error.message}`);
        problems.push(problem);
        answers.push({ file, error: problem.message });
      }
    }
  } finally {
    progress.clear();
    await follower?.close();
    await recogniser.release();
  }
  for (const out of outputs.lists) await writeList(out, answers, labels);
  show(
    answers.flatMap((answer) => ("error" in answer ? [] : [answer])),
    recogniser.info,
    options,
  );
  // What can be answered is answered; what cannot is told, and makes the command fail.
  for (const problem of problems.slice(0, -1)) tellLines(`prosodia: ${problem.message}`);
  const last = problems.at(-1);
  if (last !== undefined) throw last;
}

/** @throws ConfigError if a file for one timeline is asked for, and there is not one */
function assertOneTimeline(
  { timelines: [out] }: Outputs,
  files: readonly string[],
  { timeline }: PredictOptions,
): void {
  if (out === undefined) return;
  if (timeline === false) {
    throw new ConfigError(`--out: ${out} holds answers over time, which --no-timeline leaves out.`);
  }
  if (files.length > 1) {
    throw new ConfigError(
      `--out: ${out} holds one recording, got ${files.length}; expected .csv or .json for many.`,
    );
  }
}

function show(answers: readonly Answer[], info: RecogniserInfo, { json, model }: PredictOptions): void {
  if (json === true) printJson(answers);
  if (json === true || answers.length === 0) return;
  for (const answer of answers) {
    if (!("warnings" in answer)) continue;
    for (const warning of answer.warnings) {
      tellLines(`${pc.yellow("warning:")} ${nameOf(answer.file)}: ${warning}`);
    }
  }
  const { notSure } = info;
  printLines(
    pc.dim(expectation(info)),
    ...(notSure === undefined ? [] : [pc.dim(notSureSentence(notSure))]),
    ...describeAnswers(answers),
  );
  if (model === undefined) {
    const { trainedOn } = info;
    printLines(pc.dim(`Ready-made recogniser, trained on ${trainedOn.corpus}: ${trainedOn.licence}`));
  }
}

/** What to expect of its answers: for new people first, since they are whom it is asked about. */
function expectation(info: RecogniserInfo): string {
  const { measured } = info;
  const words = measured === null ? undefined : rightText(measured.scores);
  if (isOfNewSpeakers(info)) {
    return measured?.knowsSpeakers === true
      ? `For new speakers of whom other clips are given (--enrol): ${words}; expect less where they are not.`
      : `For new speakers: ${words}.`;
  }
  const others = words === undefined ? "" : ` Of speakers that it knows (${measured?.protocol}): ${words}.`;
  return `Not measured on new speakers: expect less of them.${others}`;
}

async function givenOf(
  recogniser: Recogniser,
  { given = {}, enrol, anySound = false }: PredictOptions,
): Promise<Given> {
  const columns = Object.fromEntries(Object.entries(given).map(([column, value]) => [column, String(value)]));
  if (enrol === undefined) return { columns, anySound };
  const clips: Audio[] = [];
  for (const file of await recordingsOf(enrol)) clips.push(await readAudioFile(file));
  return { columns, anySound, enrolment: await recogniser.enrol(clips) };
}
