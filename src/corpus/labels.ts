import { CorpusError } from "../base/errors.ts";
import { didYouMean } from "../base/registry.ts";

/**
 * @param where - file or line of the clip
 * @param labels - those that may occur; any if absent
 * @throws CorpusError if the label is another
 */
export function assertKnownLabel(
  where: string,
  label: string | undefined,
  labels: readonly string[] | undefined,
): void {
  if (label === undefined || labels === undefined || labels.includes(label)) return;
  throw new CorpusError(
    `${where}: the label "${label}" is unknown; expected one of ${labels.join(", ")}.`,
    didYouMean(label, labels) ??
      `Add it to labels, or leave its clips out: labels: { ${labels[0]}: ${labels[0]}, …, ${label}: null }.`,
  );
}
