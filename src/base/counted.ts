/** A number with its noun: "1 sample", "2 samples", "0 samples". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
