/** The validation side: training rows that are looked at after each epoch and never learnt from. */
import { ConfigError, ModelError } from "../base/errors.ts";
import type { Random } from "../base/random.ts";
import type { Dataset } from "../dataset/dataset.ts";
import { dealClips, dealUnits, type LabelledClip } from "../dataset/split/units.ts";

/** Rows of the dataset, ascending; together all of them. */
export interface Sides {
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
}

/**
 * Draws a validation side of whole clips, stratified by label: copies of a clip stay together. With groups, whole
 * groups at random.
 *
 * @param share - of the clips, or of the groups; 0 for no validation side
 * @param groups - [row], such as the speakers
 * @throws ModelError if there are too few clips or groups, or if a label would not be trained on
 */
export function drawSides(
  data: Pick<Dataset, "clipIds" | "labels" | "y">,
  share: number,
  groups: readonly string[] | undefined,
  random: Random,
): Sides {
  const rows = Uint32Array.from(data.clipIds, (_, row) => row);
  if (share === 0) return { train: rows, validation: new Uint32Array(0) };
  const clips = new Map<string, LabelledClip>();
  for (const [row, id] of data.clipIds.entries()) {
    const label = data.labels[data.y[row]];
    clips.set(id, { id, path: "", corpus: "", label, ...(groups ? { speaker: groups[row] } : {}) });
  }
  const byId = [...clips.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const held = new Set(deal(byId, share, groups !== undefined, random));
  return {
    train: rows.filter((row) => !held.has(data.clipIds[row])),
    validation: rows.filter((row) => held.has(data.clipIds[row])),
  };
}

/** Ids of the clips held out. */
function deal(
  clips: readonly LabelledClip[],
  share: number,
  grouped: boolean,
  random: Random,
): readonly string[] {
  const options = { folds: 1, testShare: share, copies: 0 };
  try {
    const [fold] = grouped
      ? dealUnits("speaker", clips, options, random)
      : dealClips("validation", clips, options, random);
    return fold.test;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ModelError(`training: no validation side can be drawn: ${error.message}`);
  }
}
