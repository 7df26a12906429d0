/** A recogniser tested by its behaviour on a corpus: clips as they are, and changed in every way of the table. */
import { basename } from "node:path";
import { counted } from "../base/counted.ts";
import { digestOf } from "../base/digest.ts";
import { CorpusError } from "../base/errors.ts";
import { createRandom } from "../base/random.ts";
import { buildCheck, type CheckReport } from "../check/check.ts";
import { PERTURBATIONS } from "../check/perturbations.ts";
import type { Clip } from "../corpus/corpus.ts";
import { readCorpus } from "../corpus/index.ts";
import { createHeardBefore, type Recogniser } from "../recogniser/index.ts";
import { gatherFacts, separateReadable } from "./clips/facts.ts";
import { answerCopies } from "./fit/answer-clips.ts";
import type { Services } from "./work/services.ts";

/** Which clips are drawn: always the same ones. */
const SAMPLE_SEED = 1;

export interface CheckedCorpus {
  readonly path: string;
  /** Found by the layout if absent. */
  readonly reader?: string | undefined;
  /** So many, drawn from all; all if absent. */
  readonly clips?: number | undefined;
}

/**
 * @throws CorpusError if there is nothing to check by
 */
export async function checkRecogniser(
  recogniser: Recogniser,
  { path, reader, clips: wanted }: CheckedCorpus,
  services: Services,
): Promise<CheckReport> {
  const { info } = recogniser;
  const warnings: string[] = [];
  const found = await readCorpus(path, { reader, warn: (message) => warnings.push(message) });
  const drawn = wanted === undefined ? found.clips : sampleOf(found.clips, wanted);
  const facts = await gatherFacts(drawn, services);
  const { readable, skipped } = separateReadable(facts, "skip", "");
  const clips = drawn.filter(({ id }) => readable.has(id));
  if (clips.length === 0) throw new CorpusError(`${path}: holds no clip that can be read.`);
  const digests = new Map([...readable].map(([id, { digest }]) => [id, digest]));
  const { heard = "" } = info.trainedOn;
  const isHeard = createHeardBefore(heard);
  const trainedOn = new Set(clips.flatMap(({ id }) => (isHeard(digests.get(id) ?? "") ? [id] : [])));
  const fingerprint = await digestOf(clips.map(({ id, label }) => [id, label ?? null, digests.get(id)]));
  const changes = PERTURBATIONS.map(({ augment }) => augment);
  const [answers, ...changed] = await answerCopies(recogniser, clips, digests, changes, services);
  return buildCheck({
    recogniser: info.name,
    fit: info.fit,
    corpus: `${found.corpus.id} (${basename(path)})`,
    clips,
    trainedOn,
    labels: [...new Set(found.clips.flatMap(({ label }) => label ?? []))].toSorted(),
    answers,
    changed: PERTURBATIONS.map((perturbation, i) => ({ perturbation, answers: changed[i] })),
    notes: [
      ...warnings,
      ...(drawn.length < found.clips.length
        ? [`A sample of ${drawn.length} of the ${found.clips.length} clips.`]
        : []),
      ...(trainedOn.size > 0
        ? [
            trainedOn.size === clips.length
              ? `It was trained on all of the ${counted(clips.length, "clip")}: how often it is right is judged on none of them.`
              : `It was trained on ${trainedOn.size} of the ${counted(clips.length, "clip")}: how often it is right is judged on the others.`,
          ]
        : []),
      ...(trainedOn.size === 0 && fingerprint === info.trainedOn.fingerprint
        ? [
            "The recogniser was trained on these very clips: how often it is right is memory, not recognition.",
          ]
        : []),
      ...(skipped.length === 0
        ? []
        : [`Left out, since they cannot be read: ${counted(skipped.length, "clip")} (${skipped[0].error})`]),
    ],
  });
}

/** Drawn clips in their own order. */
function sampleOf(clips: readonly Clip[], count: number): readonly Clip[] {
  const drawn = new Set(
    createRandom(SAMPLE_SEED)
      .shuffle([...clips])
      .slice(0, count),
  );
  return clips.filter((clip) => drawn.has(clip));
}
