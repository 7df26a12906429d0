/** What browsers play as it is. */

const PLAYED: Readonly<Record<string, string>> = {
  wav: "audio/wav",
  flac: "audio/flac",
  mp3: "audio/mpeg",
  ogg: "audio/ogg",
  oga: "audio/ogg",
  opus: "audio/ogg",
};

/** The media type of a file that browsers play, by the ending of its name; undefined of others. */
export function playedType(path: string): string | undefined {
  const ending = /\.(\w+)$/.exec(path)?.[1].toLowerCase() ?? "";
  return Object.hasOwn(PLAYED, ending) ? PLAYED[ending] : undefined;
}
