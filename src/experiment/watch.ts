/** How a caller follows and stops long work. */
export interface Watch {
  readonly signal?: AbortSignal | undefined;
  /** Something that a person should know although the work goes on. */
  readonly onWarning?: (message: string) => void;
  readonly onProgress?: (step: string, done: number, total: number, note?: string) => void;
}
