/** `npm run faults -- [--kills 100] [--seed 7] [--rounds 1]`: disturbs runs in every way, and tells what became of them. */
import { parseArgs } from "node:util";
import { createRandom } from "../../src/base/random.ts";
import { allFaults } from "./all.ts";
import { openBench } from "./bench.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "40" },
    seed: { type: "string", default: "1" },
    only: { type: "string", default: "" },
  },
});
const bench = await openBench();
let count = 0;
for (const { name, disturb } of allFaults(Number(values.kills), createRandom(Number(values.seed)))) {
  if (!name.includes(values.only)) continue;
  const began = performance.now();
  const verdict = await disturb(bench);
  if (verdict.kind === "broken") count++;
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const told =
    verdict.kind === "held" ? verdict.how : verdict.kind === "skipped" ? verdict.why : verdict.problem;
  console.log(`${verdict.kind.padEnd(7)} ${name} (${seconds} s): ${told}`);
}
bench.close();
console.log(`${count} broken; an undisturbed run takes ${bench.seconds.toFixed(1)} s`);
process.exitCode = count === 0 ? 0 : 1;
