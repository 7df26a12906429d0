// Removes what was built before: a file whose source is gone would be published.
import { rmSync } from "node:fs";

rmSync("dist", { recursive: true, force: true });
