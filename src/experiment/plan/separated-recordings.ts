/** Warnings of one recording, changed, on two sides of a fold. */
import { counted } from "../../base/counted.ts";
import { nearTwins } from "../../dataset/near-twins.ts";
import { splits } from "../../dataset/split/index.ts";
import type { ClipSet } from "../clips/clips.ts";
import { nearIdentical } from "../clips/near-identical.ts";
import type { Experiment } from "../config/config.ts";
import type { Services } from "../work/services.ts";
import type { Plan } from "./plan.ts";

/** Folds that train on a recording which they test, changed: told, since what is alike to the ear is the corpus's to judge. */
export async function separatedRecordings(
  { split }: Pick<Experiment, "split">,
  set: ClipSet,
  { folds }: Plan,
  services: Services,
): Promise<string[]> {
  if (splits.find(split.protocol).leaky) return [];
  const pairs = await nearIdentical(set.clips, [...set.facts.values()], services);
  return nearTwins(folds, pairs, set.digests).map(({ fold, twins }) => {
    const some = twins.slice(0, 3).map(({ clipId, twinOf }) => `${clipId} of ${twinOf}`);
    const more = twins.length > 3 ? ", …" : "";
    return (
      `${fold}: ${counted(twins.length, "clip")} trained on ${twins.length === 1 ? "is" : "are"} the recording of a test clip at another level or rate, ` +
      `out of a codec, cut short, or with noise (${some.join(", ")}${more}): leave one of each out (corpus.exclude).`
    );
  });
}
