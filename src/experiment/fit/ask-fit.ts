/** Fits that are asked for: of trees of learners, and of estimators. */
import type { Job } from "../jobs/job.ts";
import type { Answer, Expected, Services } from "../work/services.ts";

/** Asks for a fit, and tells of it: that it waits and has begun, its epochs and warnings, that it is done. */
export async function askFit<I, R extends { readonly seconds: number }>(
  job: Job<I, R>,
  input: I,
  {
    learner,
    scope,
    ...expected
  }: Omit<Expected<R>, "name" | "took"> & {
    readonly learner: string;
    readonly scope: string;
  },
  { ask, tell }: Pick<Services, "ask" | "tell">,
): Promise<Answer<R>> {
  const event = { learner, scope };
  tell?.({ kind: "fit", ...event, state: "waiting" });
  const answer = await ask(job, input, {
    expected: { name: learner, ...expected, took: ({ seconds }) => seconds },
    onBegin: () => tell?.({ kind: "fit", ...event, state: "begun" }),
    tell: (one) =>
      tell?.(
        one.kind === "epoch"
          ? { ...one, ...event }
          : { kind: "warning", message: `${learner}, ${scope}: ${one.message}` },
      ),
  });
  const { known, result } = answer;
  tell?.({ kind: "fit", ...event, state: "done", known, seconds: result.seconds });
  return answer;
}
