/** How a contest's ids name clips: as they are, or as files in folders ("test/sample000.wav"). */
import { ConfigError } from "../base/errors.ts";
import { nameSome } from "../dataset/split/units.ts";

/**
 * The clip of every id.
 *
 * @param where - for the error
 * @throws ConfigError with the ids that name no clip, or the clips that no id names
 */
export function clipsByName(
  where: string,
  ids: readonly string[],
  clipIds: readonly string[],
): ReadonlyMap<string, string> {
  const known = new Set(clipIds);
  const clipOf = new Map(ids.map((id) => [id, known.has(id) ? id : stemOf(id)]));
  const strange = ids.filter((id) => !known.has(clipOf.get(id) ?? ""));
  if (strange.length > 0) {
    throw new ConfigError(
      `${where}: no clip has the name of ${strange.length} of its ids (${nameSome(strange)}).`,
    );
  }
  const asked = new Set(clipOf.values());
  if (asked.size < ids.length) throw new ConfigError(`${where}: two of its ids name the same clip.`);
  const without = clipIds.filter((id) => !asked.has(id));
  if (without.length > 0) {
    throw new ConfigError(
      `${where}: asks for nothing about ${without.length} of the clips (${nameSome(without)}).`,
    );
  }
  return clipOf;
}

/** File name without folders and ending. */
function stemOf(id: string): string {
  return id.replace(/^.*[/\\]/, "").replace(/(?<=.)\.[^.]*$/, "");
}
