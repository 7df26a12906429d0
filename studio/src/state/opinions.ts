/** What annotators say of clips, and how far they agree. */
import { cohenKappa, fleissKappa } from "../../../src/metrics/agreement.ts";
import type { GivenLabel } from "../../../src/studio/answers.ts";

/** Clip -> annotator -> what was said last. */
export type Opinions = ReadonlyMap<string, ReadonlyMap<string, GivenLabel>>;

/** The corpus itself, beside those who listen. */
export const AS_GIVEN = "the corpus";

export function withGiven(before: Opinions, given: GivenLabel): Opinions {
  const own = new Map(before.get(given.id) ?? []);
  hear(own, given);
  return new Map(before).set(given.id, own);
}

/** What is said last counts; who says nothing takes back what was said. */
function hear(own: Map<string, GivenLabel>, given: GivenLabel): void {
  if (given.label === null && !given.bad) own.delete(given.annotator);
  else own.set(given.annotator, given);
}

/** As `withGiven` of one after another, in a copy. */
export function withAll(before: Opinions, given: readonly GivenLabel[]): Opinions {
  const all = new Map([...before].map(([id, own]) => [id, new Map(own)]));
  for (const one of given) {
    const own = all.get(one.id) ?? new Map<string, GivenLabel>();
    hear(own, one);
    all.set(one.id, own);
  }
  return all;
}

export interface Agreement {
  readonly pairs: readonly {
    readonly a: string;
    readonly b: string;
    readonly clips: number;
    readonly same: number;
    readonly kappa: number;
  }[];
  /** Of all who listen; the corpus is none of them. */
  readonly fleiss: { readonly kappa: number; readonly clips: number; readonly annotators: number };
}

/** @param givenBy - what the corpus says of a clip */
export function agreementOf(opinions: Opinions, givenBy: (id: string) => string | undefined): Agreement {
  const labels = new Map<string, Map<string, string>>();
  for (const [id, all] of opinions) {
    const said = new Map(
      [...all].flatMap(([who, { label }]) => (label === null ? [] : [[who, label] as const])),
    );
    if (said.size > 0) labels.set(id, said);
  }
  const annotators = [...new Set([...labels.values()].flatMap((said) => [...said.keys()]))].sort();
  const everyone = [AS_GIVEN, ...annotators];
  const says = (who: string, id: string): string | undefined =>
    who === AS_GIVEN ? givenBy(id) : labels.get(id)?.get(who);
  const pairs = everyone.flatMap((a, i) =>
    everyone.slice(i + 1).map((b) => {
      const both = [...labels.keys()].flatMap((id) => {
        const [one, other] = [says(a, id), says(b, id)];
        return one === undefined || other === undefined ? [] : [[one, other] as const];
      });
      return {
        a,
        b,
        clips: both.length,
        same: both.filter(([one, other]) => one === other).length,
        kappa: cohenKappa(both),
      };
    }),
  );
  const several = [...labels.values()].map((said) => [...said.values()]).filter((said) => said.length > 1);
  return {
    pairs: pairs.filter(({ clips }) => clips > 0),
    fleiss: { kappa: fleissKappa(several), clips: several.length, annotators: annotators.length },
  };
}
