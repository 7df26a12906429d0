/** Progress of long work on stderr: one line that rewrites itself on a terminal, a line now and then elsewhere. */
import { formatSeconds } from "../base/duration.ts";
import { visible } from "../base/visible.ts";

export interface Progress {
  /** `done` of `total` units of a named step. */
  update(step: string, done: number, total: number, note?: string): void;
  /** Ends the current line, so that other output starts on a fresh one. */
  clear(): void;
}

/** How often a log that is no terminal gets a line. */
const LOG_INTERVAL_MS = 10_000;
/** What takes less time than this needs no progress. */
const FIRST_LOG_MS = 2_000;
const TERMINAL_INTERVAL_MS = 100;

export function createProgress(
  stream: { isTTY?: boolean; columns?: number; write(text: string): unknown } = process.stderr,
  now: () => number = () => performance.now(),
): Progress {
  let step = "";
  let startedAt = 0;
  let startedDone = 0;
  let shownAt = Number.NEGATIVE_INFINITY;
  let dirty = false;
  const terminal = stream.isTTY === true;
  return {
    update(nextStep, done, total, note = "") {
      const time = now();
      if (nextStep !== step) {
        if (dirty) stream.write("\n");
        dirty = false;
        step = nextStep;
        startedAt = time;
        startedDone = done;
        shownAt = terminal ? Number.NEGATIVE_INFINITY : time - LOG_INTERVAL_MS + FIRST_LOG_MS;
      }
      const interval = terminal ? TERMINAL_INTERVAL_MS : LOG_INTERVAL_MS;
      if (time - shownAt < interval && done < total) return;
      if (!terminal && done >= total && time - startedAt < FIRST_LOG_MS) return;
      shownAt = time;
      const amount = `${formatAmount(done, total)}${timeLeft(time, done, total)}`;
      const line = visible(`${step} ${amount}${note === "" ? "" : ` · ${note}`}`);
      if (terminal) {
        stream.write(`\r\u001b[2K${line.slice(0, (stream.columns ?? 80) - 1)}`);
        dirty = true;
      } else {
        stream.write(`${line}\n`);
      }
    },
    clear() {
      if (dirty) stream.write("\r\u001b[2K");
      dirty = false;
      step = "";
    },
  };

  function timeLeft(time: number, done: number, total: number): string {
    const elapsed = time - startedAt;
    const share = (done - startedDone) / (total - startedDone);
    if (done >= total || share <= 0 || elapsed < 1_000) return "";
    return `, ${formatSeconds((elapsed / share - elapsed) / 1000)} left`;
  }
}

function formatAmount(done: number, total: number): string {
  return Number.isInteger(done) ? `${done}/${total}` : `${Math.floor((100 * done) / total)} %`;
}
