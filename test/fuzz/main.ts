/** `npm run fuzz -- [--items 20000] [--seed 7] [--kind audio] [--from 0]`: a count of what went wrong, which must be 0. */
import { parseArgs } from "node:util";
import { KIND_NAMES } from "./all.ts";
import { runFuzz } from "./run-fuzz.ts";

const { values } = parseArgs({
  options: {
    items: { type: "string", default: "2000" },
    seed: { type: "string", default: "1" },
    from: { type: "string", default: "0" },
    kind: { type: "string" },
  },
});
const asked = KIND_NAMES.filter((name) => values.kind === undefined || name === values.kind);
let findings = 0;
for (const kind of asked) {
  const [items, seed, from] = [values.items, values.seed, values.from].map(Number);
  const fuzzed = await runFuzz({
    ...{ kind, items, seed, from },
    onFinding: ({ index, what, problem }) => console.log(`${kind} ${index} (${what}): ${problem}`),
  });
  const { accepted, refused, seconds, slowestSeconds, mostBytes } = fuzzed;
  findings += fuzzed.findings.length;
  console.log(
    `${kind}: ${items} items, seed ${seed}: ${accepted} read, ${refused} refused, ${fuzzed.findings.length} wrong; ` +
      `${seconds.toFixed(0)} s, the slowest ${slowestSeconds.toFixed(1)} s, at most ${(mostBytes / 1e6).toFixed(0)} MB`,
  );
}
process.exitCode = findings === 0 ? 0 : 1;
