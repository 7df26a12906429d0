/** The process that takes items of one kind, and tells of each when it begins and how it ended: it may hang or die of one. */
import { z } from "zod";
import { KIND_NAMES, KINDS } from "./all.ts";
import type { Outcome } from "./kind.ts";

const orderSchema = z.strictObject({
  kind: z.enum(KIND_NAMES),
  folder: z.string(),
  seed: z.int(),
  from: z.int(),
  until: z.int(),
});
export type Order = z.output<typeof orderSchema>;

export type Told =
  | { readonly kind: "open" }
  | { readonly kind: "begin"; readonly index: number; readonly what: string }
  | { readonly kind: "end"; readonly index: number; readonly outcome: Outcome; readonly mostBytes: number };

function tell(told: Told): Promise<void> {
  return new Promise((done, fail) => {
    process.send?.(told, undefined, undefined, (error) => (error ? fail(error) : done()));
  });
}

/** Decoders print what they stumble over. */
console.error = () => undefined;

async function work({ kind, folder, seed, from, until }: Order): Promise<void> {
  const { item, judge } = await KINDS[kind](folder);
  await tell({ kind: "open" });
  for (let index = from; index < until; index++) {
    const one = await item(seed, index);
    await tell({ kind: "begin", index, what: one.what });
    const outcome = await judge(one);
    await tell({ kind: "end", index, outcome, mostBytes: 1024 * process.resourceUsage().maxRSS });
  }
  process.disconnect();
}

process.once("message", (order) => void work(orderSchema.parse(order)));
