/** What the studio refuses, and with which HTTP status: one sentence that says what to do. */
import { ProsodiaError, WriteError } from "../base/errors.ts";

export type RefusalStatus = 400 | 403 | 404 | 409 | 413 | 503;

export class StudioError extends ProsodiaError {
  readonly status: RefusalStatus;

  constructor(status: RefusalStatus, message: string, hint?: string) {
    super(message, hint);
    this.status = status;
  }
}

/**
 * The sentence for the page: where something could not be written it says what to do, if it does not yet.
 *
 * @param again - "do it again": what to do once there is room
 */
export function sentenceOf(error: ProsodiaError, again: string): string {
  if (!(error instanceof WriteError) || error.hint !== undefined) return error.message;
  return `${error.message} Free some space, or let the studio write there, then ${again}; what was saved before is whole.`;
}
