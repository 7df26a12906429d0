/** The figures of `npm run bench -- peers --json`: bench/results/peers.json. */
import { z } from "zod";

const rowSchema = z.strictObject({
  tool: z.enum(["prosodia", "nkululeko", "scikit-learn"]),
  features: z.string(),
  /** In bench/peers: what a person writes. */
  file: z.string(),
  lines: z.int(),
  /** From the start of the command to its end, with nothing computed before. */
  seconds: z.int(),
  /** Of all processes; what other work the machine has lengthens it little. */
  processorSeconds: z.int(),
  /** Per cent, pooled over the folds, with a 95 % interval over speakers. */
  uar: z.number(),
  low: z.number(),
  high: z.number(),
  n: z.int(),
});
export type PeerRow = z.infer<typeof rowSchema>;

export const peersFile = z.strictObject({
  corpus: z.string(),
  clips: z.int(),
  folds: z.int(),
  rows: z.array(rowSchema),
  /** What was planted, and the line in which each tool told of it: null where none did. */
  planted: z.array(z.strictObject({ fault: z.string(), told: z.record(z.string(), z.string().nullable()) })),
});
export type Peers = z.infer<typeof peersFile>;
