/** A text as an error shows it: its beginning, where it is long. */
export function shortened(text: string, most = 60): string {
  return text.length > most ? `${text.slice(0, most - 3)}...` : text;
}

/** A value as an error shows it. */
export function shownValue(value: unknown): string {
  return value === undefined ? "nothing" : shortened(JSON.stringify(value) ?? String(value));
}
