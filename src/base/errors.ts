/**
 * Errors that a person can act on. The message is one sentence, `where: what is wrong; expected X, got Y`,
 * and the hint says what to do. Anything else that is thrown is a defect of Prosodia.
 */
export class ProsodiaError extends Error {
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(hint === undefined ? message : `${message} ${hint}`);
    this.name = new.target.name;
    this.hint = hint;
  }
}

/** A wrong command line, experiment file or parameter: the person's to mend before anything runs (exit 2). */
export class ConfigError extends ProsodiaError {}

/** A file or folder that cannot be written: a full disk, no permission. */
export class WriteError extends ProsodiaError {}

/** Audio that cannot be read or used. */
export class AudioError extends ProsodiaError {}

/** Audio that can be read, and in which nobody speaks. */
export class NoSpeechError extends AudioError {}

/** Audio in which somebody speaks, but too little to tell anything by. */
export class TooShortError extends NoSpeechError {}

/** A corpus whose folder, table or clips are not as its reader expects. */
export class CorpusError extends ProsodiaError {}

/** Tensors whose shapes do not fit together. */
export class ShapeError extends ProsodiaError {}

/** A model that cannot be fitted, or a recogniser file that cannot be read. */
export class ModelError extends ProsodiaError {}

/** An experiment whose test side is known to its training side. */
export class LeakError extends ProsodiaError {}

const KINDS = {
  ConfigError,
  WriteError,
  AudioError,
  NoSpeechError,
  TooShortError,
  CorpusError,
  ShapeError,
  ModelError,
  LeakError,
};

/** An error of the same kind again, after it travelled between threads as name and message. */
export function reviveError(name: string, message: string): Error {
  const kind = Object.entries(KINDS).find(([known]) => known === name)?.[1];
  return kind === undefined ? new Error(message) : new kind(message);
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
