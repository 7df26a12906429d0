/** `npm run bench -- <what> [--json]`: times our work against reference packages on the same machine. */
import { benchFeatures } from "./features.ts";
import { benchTrain } from "./train.ts";

const BENCHES: Record<string, (args: readonly string[]) => Promise<void>> = {
  features: benchFeatures,
  train: benchTrain,
};

const [what = "", ...args] = process.argv.slice(2);
const bench = BENCHES[what];
if (bench === undefined) {
  console.error(`usage: npm run bench -- <${Object.keys(BENCHES).join("|")}> [--json]`);
  process.exitCode = 2;
} else await bench(args);
