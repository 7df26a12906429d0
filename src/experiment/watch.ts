/** How a caller follows and stops long work. */
export interface Watch {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (step: string, done: number, total: number, note?: string) => void;
}
