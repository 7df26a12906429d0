/** `prosodia submit`: a validated contest csv. */
import { relative, resolve } from "node:path";
import type { Command } from "commander";
import { atomicWrite } from "../../experiment/atomic-write.ts";
import { openServices } from "../../experiment/services.ts";
import { createSubmission } from "../../experiment/submit.ts";
import { interruptible } from "../interrupt.ts";
import { createProgress } from "../progress.ts";

interface SubmitOptions {
  readonly test: string;
  readonly out: string;
  readonly recogniser?: string;
}

export function addSubmitCommand(program: Command): void {
  program
    .command("submit <run>")
    .description("answer a folder of unlabelled clips with a run's recogniser, as a contest csv")
    .requiredOption("--test <folder>", "the unlabelled clips")
    .requiredOption("-o, --out <file.csv>", "where to write filename,label")
    .option("--recogniser <name>", "which one of the run (default: the best measured)")
    .addHelpText("after", "\nExample:\n  prosodia submit runs/mine --test ./test -o submission.csv")
    .action(submit);
}

async function submit(run: string, options: SubmitOptions): Promise<void> {
  const progress = createProgress();
  const submission = await interruptible("Stopped; nothing was written.", async (signal) => {
    const services = openServices({ signal, onProgress: progress.update });
    try {
      return await createSubmission(resolve(run), options.test, options.recogniser, services);
    } finally {
      progress.clear();
      await services.close();
    }
  });
  await atomicWrite(options.out, submission.csv);
  const rows = submission.predictions.clipIds.length;
  process.stdout.write(`${relative("", options.out)}: ${rows} rows filename,label by "${submission.name}"\n`);
}
