/** What the studio refuses, and with which HTTP status: one sentence that says what to do. */
import { ProsodiaError } from "../base/errors.ts";

export type RefusalStatus = 400 | 403 | 404 | 409 | 413 | 503;

export class StudioError extends ProsodiaError {
  readonly status: RefusalStatus;

  constructor(status: RefusalStatus, message: string, hint?: string) {
    super(message, hint);
    this.status = status;
  }
}
