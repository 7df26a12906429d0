/** Seconds of breeding: 100 members, 1125 clips of 8 labels, 200 generations. There is no package to compare with. */
import { createRandom } from "../src/base/random.ts";
import { createPredictions } from "../src/dataset/predictions-table.ts";
import { breed } from "../src/ensemble/breed.ts";
import { breedOptions } from "../src/ensemble/breed-options.ts";

const MEMBERS = 100;
const CLIPS = 1125;
const LABELS = 8;

export async function benchBreeding(args: readonly string[]): Promise<void> {
  const random = createRandom(3);
  const truth = Int32Array.from({ length: CLIPS }, () => random.integer(LABELS));
  const hardness = Float64Array.from(truth, () => random.normal());
  const members = Array.from({ length: MEMBERS }, (_, member) => {
    const skill = 0.5 + random.uniform();
    const rows = [...truth].flatMap((label, clip) => {
      const odds = Array.from({ length: LABELS }, (_, other) =>
        Math.exp(1.5 * random.normal() + (other === label ? 1.5 * skill - hardness[clip] : 0)),
      );
      const total = odds.reduce((a, b) => a + b);
      return odds.map((one) => one / total);
    });
    return createPredictions({
      source: `member ${member}`,
      labels: Array.from({ length: LABELS }, (_, label) => `label ${label}`),
      clipIds: Array.from(truth, (_, clip) => `clip ${clip}`),
      probabilities: Float32Array.from(rows),
    });
  });
  const before = process.cpuUsage();
  const started = performance.now();
  const { tried } = breed(members, truth, breedOptions.parse({ patience: 200 }));
  const seconds = (performance.now() - started) / 1000;
  const { user } = process.cpuUsage(before);
  const found = {
    members: MEMBERS,
    clips: CLIPS,
    generations: 200,
    tried,
    seconds,
    processorSeconds: user / 1e6,
  };
  if (args.includes("--json")) console.log(JSON.stringify(found));
  else {
    console.log(
      `${MEMBERS} members, ${CLIPS} clips, 200 generations: ${seconds.toFixed(2)} s ` +
        `(${(user / 1e6).toFixed(2)} s of the processor), ${tried} ensembles tried`,
    );
  }
}
