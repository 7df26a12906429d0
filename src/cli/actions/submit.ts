/** `prosodia submit`: a validated contest csv. */
import { relative, resolve } from "node:path";
import { counted } from "../../base/counted.ts";
import { CorpusError } from "../../base/errors.ts";
import { atomicWrite } from "../../experiment/atomic-write.ts";
import { openServices } from "../../experiment/services.ts";
import { createSubmission } from "../../experiment/submit.ts";
import { interruptible } from "../interrupt.ts";
import { printLines, tellLines } from "../lines.ts";
import { showEvents } from "../show-events.ts";

export interface SubmitOptions {
  readonly test: string;
  readonly out: string;
  readonly recogniser?: string;
  readonly rows?: number;
}

export async function submit(run: string, options: SubmitOptions): Promise<void> {
  const lines = showEvents();
  const submission = await interruptible("Stopped; nothing was written.", async (signal) => {
    const services = openServices({ signal, tell: lines.tell });
    try {
      return await createSubmission(resolve(run), options.test, options.recogniser, services);
    } finally {
      lines.clear();
      await services.close();
    }
  });
  const rows = submission.predictions.clipIds.length;
  if (options.rows !== undefined && rows !== options.rows) {
    throw new CorpusError(
      `${options.test}: holds ${counted(rows, "clip")}; expected ${options.rows} (--rows).`,
    );
  }
  await atomicWrite(options.out, submission.csv);
  const { known } = submission;
  if (known.length > 0) {
    tellLines(
      `note: ${known.length} of the test clips ${known.length === 1 ? "was" : "were"} trained on ` +
        `(${known.slice(0, 3).join(", ")}${known.length > 3 ? ", …" : ""}): their answers are memory, not recognition.`,
    );
  }
  printLines(`${relative("", options.out)}: ${counted(rows, "row")} filename,label by "${submission.name}"`);
}
