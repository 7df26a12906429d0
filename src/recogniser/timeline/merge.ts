import type { TimelinePart } from "./timeline.ts";

/**
 * Parts of the same label, sure or not, near or far, that follow each other as one, whose probabilities are their means over time;
 * so too parts without a label for the same reason.
 */
export async function* mergeParts(parts: AsyncIterable<TimelinePart>): AsyncGenerator<TimelinePart> {
  let open: TimelinePart | undefined;
  for await (const part of parts) {
    const joined: TimelinePart | undefined = open === undefined ? part : joinedWith(open, part);
    if (open !== undefined && joined === undefined) yield open;
    open = joined ?? part;
  }
  if (open !== undefined) yield open;
}

function joinedWith(a: TimelinePart, b: TimelinePart): TimelinePart | undefined {
  if (a.label === null || b.label === null) {
    const isSame = a.label === null && b.label === null && a.reason === b.reason;
    return isSame ? { ...a, endSeconds: b.endSeconds } : undefined;
  }
  if (a.label !== b.label || a.sure !== b.sure || a.far !== b.far) return undefined;
  const [mine, other] = [a, b].map(({ startSeconds, endSeconds }) => endSeconds - startSeconds);
  const probabilities = Object.fromEntries(
    Object.entries(a.probabilities).map(([label, p]) => [
      label,
      (mine * p + other * b.probabilities[label]) / (mine + other),
    ]),
  );
  return { ...a, endSeconds: b.endSeconds, probabilities };
}
