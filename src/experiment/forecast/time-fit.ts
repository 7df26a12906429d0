/** How long a fit takes: told before it ends where it has epochs, all of which take alike. */
import type { TrainingContext } from "../../training/context.ts";

export interface TimedFit {
  /** s, of the whole fit. */
  readonly seconds: number;
  /** s of it that do not grow with the epochs. */
  readonly begin: number;
  /** Whether it has epochs. */
  readonly hasEpochs: boolean;
  /** s of a fit that goes on no longer than it has to. */
  readonly cost: number;
}

/** The first epoch compiles: so many show what the others take. */
const EPOCHS = 3;

/**
 * @param enough - s after which a fit with epochs is ended, once three of them are done
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
        if (ends.length >= EPOCHS && ends.length < epochs && now() > enough) told.abort();
      },
    });
  } catch (error) {
    if (signal.aborted || !told.signal.aborted) throw error;
  }
  const spent = now();
  const last = ends.at(-1);
  if (last === undefined || ends.length < 2) {
    return { seconds: spent, begin: spent, hasEpochs: false, cost: spent };
  }
  const each = (last - ends[0]) / (ends.length - 1);
  const after = told.signal.aborted ? 0 : spent - last;
  const begin = Math.max(0, ends[0] - each) + after;
  return { seconds: begin + epochs * each, begin, hasEpochs: true, cost: begin + EPOCHS * each };
}
