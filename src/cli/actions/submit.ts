/** `prosodia submit`: a validated contest csv. */
import { relative, resolve } from "node:path";
import { counted } from "../../base/counted.ts";
import { ConfigError, CorpusError } from "../../base/errors.ts";
import { atomicWrite } from "../../experiment/files/atomic-write.ts";
import {
  addAnswers,
  assertNewName,
  type ContestFolder,
  openContest,
} from "../../experiment/folder/contest-folder.ts";
import { localScoreOf, readRunScores, recogniserOf } from "../../experiment/folder/run-scores.ts";
import type { WorkOptions } from "../../experiment/open-work.ts";
import { createSubmission } from "../../experiment/submit.ts";
import { describeAdded } from "../describe-contest.ts";
import { requireEnding } from "../endings.ts";
import { printLines, tellLines } from "../lines.ts";
import { withServices } from "../with-services.ts";

export interface SubmitOptions extends WorkOptions {
  readonly test?: string;
  readonly contest?: string;
  readonly out: string;
  readonly recogniser?: string;
  readonly rows?: number;
}

export async function submit(run: string, options: SubmitOptions): Promise<void> {
  const { contest, test, out } = options;
  if ((test === undefined) === (contest === undefined)) {
    throw new ConfigError("submit: expected either --test <folder> or --contest <folder>.");
  }
  requireEnding("--out", out, ".csv");
  const opened = contest === undefined ? undefined : await openContest(contest);
  if (opened !== undefined) assertNewName(opened, out);
  const clips = opened?.test ?? test ?? "";
  const submission = await withServices(options, "Stopped; nothing was written.", (services) =>
    createSubmission(
      resolve(run),
      clips,
      {
        ...(options.recogniser === undefined ? {} : { name: options.recogniser }),
        ...(opened === undefined ? {} : { form: opened.contest }),
      },
      services,
    ),
  );
  const rows = submission.predictions.clipIds.length;
  if (options.rows !== undefined && rows !== options.rows) {
    throw new CorpusError(`${clips}: holds ${counted(rows, "clip")}; expected ${options.rows} (--rows).`);
  }
  await atomicWrite(out, submission.csv);
  const { known, knowsSpeakers } = submission;
  if (knowsSpeakers) {
    tellLines(
      `note: "${submission.name}" was measured with other clips of each speaker at hand; here it answers each clip as a stranger's: expect less than its score.`,
    );
  }
  if (known.length > 0) {
    tellLines(
      `note: ${known.length} of the test clips ${known.length === 1 ? "was" : "were"} trained on ` +
        `(${known.slice(0, 3).join(", ")}${known.length > 3 ? ", …" : ""}): their answers are memory, not recognition.`,
    );
  }
  printLines(
    `${relative("", out)}: ${counted(rows, "row")} ${submission.csv.split("\n", 1)[0]} by "${submission.name}"`,
  );
  if (opened !== undefined) await log(opened, run, submission.name, out);
}

async function log(opened: ContestFolder, run: string, name: string, path: string): Promise<void> {
  const scores = await readRunScores(run);
  const local = localScoreOf(scores, recogniserOf(scores, name));
  const event = await addAnswers(opened, path, {
    experiment: scores.name,
    recogniser: name,
    ...(local === undefined ? {} : { local }),
  });
  printLines(...describeAdded(event));
}
