/** Makes THIRD_PARTY_NOTICES.md: `npm run notices`. */
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { noticesPage } from "./notices-page.ts";

const ROOT = resolve(import.meta.dirname, "..");
writeFileSync(join(ROOT, "THIRD_PARTY_NOTICES.md"), noticesPage(ROOT));
