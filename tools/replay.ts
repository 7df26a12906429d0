/** Makes docs/replay.md: `npm run replay`. */
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { replayPage } from "./replay-page.ts";

const ROOT = resolve(import.meta.dirname, "..");
writeFileSync(join(ROOT, "docs/replay.md"), replayPage(join(ROOT, "results/report")));
