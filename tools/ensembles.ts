/** Makes docs/ensembles.md: `npm run ensembles`. */
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { ensemblesPage } from "./ensembles-page.ts";

const ROOT = resolve(import.meta.dirname, "..");
writeFileSync(join(ROOT, "docs/ensembles.md"), ensemblesPage(join(ROOT, "results")));
