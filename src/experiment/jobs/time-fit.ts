/** How long a fit takes: told before it ends where it has epochs, all of which take alike. */
import type { TrainingContext } from "../../training/context.ts";

export interface TimedFit {
  /** s of the whole fit. */
  readonly seconds: number;
  /** That are planned. */
  readonly epochs: number;
  /** s of each of them; undefined of a fit that has none, or one. */
  readonly epoch: number | undefined;
  /** s that it took here. */
  readonly spent: number;
}

/**
 * @param enough - epochs after which a fit is ended, two or more: the first one compiles, and does not tell
 * @throws whatever the fit throws; the signal's reason when aborted
 */
export async function timeFit(
  run: (watch: Required<Pick<TrainingContext, "signal" | "onEpoch">>) => Promise<unknown>,
  enough: number,
  signal: AbortSignal,
): Promise<TimedFit> {
  const told = new AbortController();
  const begun = performance.now();
  const now = (): number => (performance.now() - begun) / 1000;
  const ends: number[] = [];
  let epochs = 0;
  try {
    await run({
      signal: AbortSignal.any([signal, told.signal]),
      onEpoch(report) {
        ends.push(now());
        epochs = Math.max(epochs, report.epochs);
        if (ends.length >= enough && ends.length < epochs) told.abort();
      },
    });
  } catch (error) {
    if (signal.aborted || !told.signal.aborted) throw error;
  }
  const spent = now();
  const last = ends.at(-1);
  if (last === undefined || ends.length < 2) return { seconds: spent, epochs, epoch: undefined, spent };
  const epoch = (last - ends[0]) / (ends.length - 1);
  const seconds = (told.signal.aborted ? last : spent) + (epochs - ends.length) * epoch;
  return { seconds, epochs, epoch, spent };
}
