/** Whether a recording is as loud as what a recogniser was trained on. */
import type { RecogniserInfo } from "./info.ts";

/** dB beyond the training's levels that make no difference. */
const MARGIN_DB = 6;

/**
 * One sentence where the loud sounds of a recording lie clearly beyond those of the training; undefined where they do not, or
 * where all recipes bring recordings to one level anyway.
 *
 * @param levelDb - as `loudDb`
 */
export function levelWarning(
  { name, inputs, trainedOn }: RecogniserInfo,
  levelDb: number,
): string | undefined {
  const hearsLevel = inputs.some((input) => input.from === "audio" && input.recipe.levelDb === null);
  const trained = trainedOn.levelDb;
  if (!hearsLevel || trained === undefined) return undefined;
  const { low, high } = trained;
  if (levelDb >= low - MARGIN_DB && levelDb <= high + MARGIN_DB) return undefined;
  return (
    `the recording is ${levelDb < low ? "softer" : "louder"} (${decibels(levelDb)}) than what the recogniser "${name}" was ` +
    `trained on (${decibels(low)} to ${decibels(high)}): its answer is not to be trusted.`
  );
}

function decibels(db: number): string {
  return `${db.toFixed(0)} dBFS`;
}
