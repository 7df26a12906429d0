/** Frames as Praat lays them: as many whole ones as fit, with what is left over shared between both ends. */

export interface EvenFrames {
  readonly count: number;
  /** Middle of frame 0, seconds. */
  readonly firstS: number;
  readonly stepS: number;
}

/** At least one frame: of a sound that is shorter than a frame, the one in its middle. */
export function evenFrames(
  durationS: number,
  frameS: number,
  stepS: number,
  middleS: number = durationS / 2,
): EvenFrames {
  const whole = Math.floor((durationS - frameS) / stepS) + 1;
  const count = Math.max(1, whole);
  return { count, firstS: middleS - 0.5 * count * stepS + 0.5 * stepS, stepS };
}
