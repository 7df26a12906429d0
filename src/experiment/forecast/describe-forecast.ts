/** How long a run will take, in a sentence for terminal and page. */
import { formatSeconds } from "../../base/duration.ts";
import type { Forecast } from "../work/events.ts";

/** "about 3 min 20 s: features 40 s, measuring 2 min 30 s, …". */
export function describeForecast({ seconds, stages, unknown }: Forecast): string {
  const parts = stages
    .filter((one) => one.seconds >= 0.5)
    .map((one) => `${one.name} ${formatSeconds(one.seconds)}`);
  const each = parts.length < 2 ? "" : `: ${parts.join(", ")}`;
  if (unknown.length === 0) return `about ${formatSeconds(seconds)}${each}.`;
  const more = unknown.length > SHOWN ? ` and ${unknown.length - SHOWN} more` : "";
  const rest = `how long ${unknown.slice(0, SHOWN).join(", ")}${more} ${unknown.length === 1 ? "takes is known once the first" : "take is known once the first of each"} is done`;
  return seconds < 0.5 ? `not known yet: ${rest}.` : `more than ${formatSeconds(seconds)}${each}; ${rest}.`;
}

/** Of what is unknown, so many are named. */
const SHOWN = 4;
