/** Clips of tested speakers that are set aside, so that a system may get to know a voice before it is tested. */
import { ConfigError } from "../../base/errors.ts";
import type { Random } from "../../base/random.ts";
import type { Clip } from "../../corpus/corpus.ts";
import type { Fold } from "./split.ts";

/**
 * The folds with `count` clips of every tested speaker moved from the test side to `enrol`, in an order by chance (so that
 * the first few are a fair choice, too). They are never scored.
 *
 * @throws ConfigError if a tested clip has no speaker, or a speaker would have no clip left
 */
export function setAside(
  folds: readonly Fold[],
  clips: readonly Clip[],
  count: number,
  random: Random,
): Fold[] {
  if (count === 0) return [...folds];
  const speakers = new Map(clips.map(({ id, speaker }) => [id, speaker]));
  return folds.map((fold) => {
    const own = new Map<string, string[]>();
    for (const id of fold.test) {
      const speaker = speakers.get(id);
      if (speaker === undefined) {
        throw new ConfigError(
          `split.enrol: the speaker of the clip ${id} is not known; expected it of all clips.`,
        );
      }
      own.set(speaker, [...(own.get(speaker) ?? []), id]);
    }
    const enrol = [...own].flatMap(([speaker, ids]) => {
      if (ids.length <= count) {
        throw new ConfigError(
          `split.enrol: ${fold.name} tests ${ids.length} clips of the speaker ${speaker}; expected more than the ${count} that are set aside.`,
          "Set fewer aside.",
        );
      }
      return random
        .fork(`${fold.name}/${speaker}`)
        .shuffle([...ids])
        .slice(0, count);
    });
    const aside = new Set(enrol);
    return { ...fold, test: fold.test.filter((id) => !aside.has(id)), enrol };
  });
}
