/** One caller at a time: for decoders that keep state while they work. */

/** Runs a task with the shared instance after all tasks before it have ended. */
export type Exclusive<T> = <R>(task: (instance: T) => R | Promise<R>) => Promise<R>;

/**
 * Shares one lazily created instance among callers. An instance whose task failed is dropped: its state is
 * unknown.
 */
export function exclusive<T>(create: () => Promise<T>): Exclusive<T> {
  let instance: Promise<T> | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  return (task) => {
    const run = queue.then(async () => {
      instance ??= create();
      try {
        return await task(await instance);
      } catch (error) {
        instance = undefined;
        throw error;
      }
    });
    queue = run.catch(() => undefined);
    return run;
  };
}
