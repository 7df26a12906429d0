/** Rows that are images. */
import { ModelError } from "../base/errors.ts";

/**
 * @param who - "model wigglenet"
 * @throws ModelError unless the rows are [coefficient, frame]
 */
export function assertImage(who: string, shape: readonly number[]): void {
  if (shape.length === 2) return;
  throw new ModelError(
    `${who}: needs images [coefficient, frame]; the recipe gives [${shape.join(", ")}]. Use features that have frames.`,
  );
}
