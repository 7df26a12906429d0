/** How much memory work may take. */
import { totalmem } from "node:os";

/** Half of what this process can have: that of the machine, or of its container. */
export function halfOfMemory(): number {
  const constrained = process.constrainedMemory();
  return (constrained > 0 ? Math.min(constrained, totalmem()) : totalmem()) / 2;
}

/** "1.6 GB", "38 MB": never 0. */
export function gigabytes(bytes: number): string {
  return bytes < 1e8 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
