/** Makes docs/peers.md: `npm run peers`. */
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { peersPage } from "./peers-page.ts";

const ROOT = resolve(import.meta.dirname, "..");
writeFileSync(join(ROOT, "docs/peers.md"), peersPage(join(ROOT, "bench/results")));
