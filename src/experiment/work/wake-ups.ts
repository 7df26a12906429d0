/**
 * glibc before 2.41 can lose the wake-up of a thread (its bug 25847): a file operation of Node's then waits while every thread that would do it
 * sleeps, until another is asked for. A run that waits for that one operation would stand still for ever: so another is asked for now and then.
 */
import { stat } from "node:fs";

/** @returns what ends it; no process is kept from ending by it */
export function repeatWakeUps(everyMs = 5_000): () => void {
  const timer = setInterval(() => stat(".", () => undefined), everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
