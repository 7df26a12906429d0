/** The first thread of the pool ends a moment after it began; those after it do not. */
import { openSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

if (!isMainThread) {
  try {
    // one thread makes the file, and is the one
    openSync(process.env.FAULT_FLAG, "wx");
    setTimeout(() => process.exit(1), 300);
  } catch {}
}
