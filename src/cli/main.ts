#!/usr/bin/env node
/** The command line's entry: runs a command and turns errors into one sentence and an exit code. */
import { CommanderError } from "commander";
import pc from "picocolors";
import { ConfigError, ProsodiaError } from "../base/errors.ts";
import { namedFileTrouble } from "../base/file-trouble.ts";
import { Interrupted, stopWork } from "./interrupt.ts";
import { tellLines } from "./lines.ts";
import { createProgram } from "./program.ts";

/** 0 done · 1 the data, a file or a disk is at fault · 2 the command line or experiment file is · 130 stopped. */
async function main(): Promise<number> {
  try {
    await createProgram().parseAsync();
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof Interrupted) {
      tellLines(error.message);
      return 130;
    }
    if (error instanceof ProsodiaError) {
      tellLines(`${pc.red("prosodia:")} ${error.message}`);
      return error instanceof ConfigError ? 2 : 1;
    }
    const trouble = isMissing(error, "onnxruntime-node") ? NO_RUNTIME : namedFileTrouble(error);
    if (trouble !== undefined) {
      tellLines(`${pc.red("prosodia:")} ${trouble}`);
      return 1;
    }
    tellLines(
      `${pc.red("prosodia:")} something broke that should not have; please report it with these lines.`,
      ...((error instanceof Error ? error.stack : undefined) ?? String(error)).split("\n"),
    );
    return 1;
  }
}

const NO_RUNTIME =
  "onnxruntime-node is not installed, and nothing can be computed without it here. Install again with ONNXRUNTIME_NODE_INSTALL=skip in the environment, which asks the npm registry alone, on a platform for which it exists.";

/** Whether a package could not be found; an optional one may have been left out, or not exist for this platform. */
function isMissing(error: unknown, name: string): boolean {
  if (!(error instanceof Error && "code" in error)) return false;
  return error.code === "ERR_MODULE_NOT_FOUND" && error.message.includes(`'${name}'`);
}

/** What the process ends with because an output was lost, whatever the command says. */
let lost: number | undefined;

function onOutputError(error: NodeJS.ErrnoException): void {
  if (lost !== undefined) return;
  // A reader that closed the pipe (`| head`) has what it wanted.
  lost = error.code === "EPIPE" ? 0 : 1;
  if (lost !== 0) {
    tellLines(`${pc.red("prosodia:")} the output cannot be written (${error.message}).`);
  }
  // Work has threads that must end first: onnxruntime aborts with a dump otherwise.
  if (!stopWork()) process.exit(lost);
}

process.stdout.on("error", onOutputError);
process.stderr.on("error", onOutputError);
const code = await main();
process.exitCode = lost ?? code;
