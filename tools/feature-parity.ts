/** How far our features lie from their reference packages, by the golden values of the tests. */
import { runFeature } from "../src/features/recipe.ts";
import { packagedNetworks } from "../test/encoders.ts";
import { goldenFiles } from "../test/golden-features.ts";

export interface Parity {
  /** Below test/golden. */
  readonly file: string;
  /** Package -> version. */
  readonly versions: Readonly<Record<string, string>>;
  readonly cases: number;
  /** The largest of all cases. */
  readonly absolute: number;
  /** The largest error of a case over the case's largest value; errors of up to ROUNDING do not count. */
  readonly relative: number;
}

/** What float64 leaves of a value that is 0. */
const ROUNDING = 1e-12;

/** One entry per golden file that has cases of the feature. */
export async function parityOf(id: string): Promise<Parity[]> {
  const networks = packagedNetworks();
  const rows: Parity[] = [];
  for (const { name, versions, cases } of goldenFiles()) {
    const own = cases.filter(({ step }) => step.id === id);
    if (own.length === 0) continue;
    let [absolute, relative] = [0, 0];
    for (const { step, audio, data: expected } of own) {
      const { data } = await runFeature(audio(), step, networks);
      let [error, largest] = [0, 0];
      expected.forEach((value, i) => {
        error = Math.max(error, Math.abs(value - data[i]));
        largest = Math.max(largest, Math.abs(value));
      });
      absolute = Math.max(absolute, error);
      if (error > ROUNDING) relative = Math.max(relative, error / largest);
    }
    rows.push({ file: name, versions, cases: own.length, absolute, relative });
  }
  await networks.release();
  return rows;
}
