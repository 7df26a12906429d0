/** What the sides had not in common when a file's scores were measured. */
import { type Apart, keepsPeopleApart, splits } from "../dataset/split/index.ts";
import type { RecogniserInfo } from "./info.ts";

/** As the file says; files from before they said so by their protocol. */
export function measuredApart({ measured }: Pick<RecogniserInfo, "measured">): Apart | null {
  if (measured?.apart !== undefined) return measured.apart;
  return splits.list.find(({ id }) => id === measured?.protocol)?.apart ?? null;
}

/** Whether its scores are of people that it was not trained on. */
export function isOfNewSpeakers(info: Pick<RecogniserInfo, "measured">): boolean {
  return keepsPeopleApart(measuredApart(info));
}
