/** A stop that reaches work which never pauses. */
import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";

/**
 * Aborted by the port's first message. Messages arrive when the thread's event loop turns, which loops that compute do not let
 * it: so `throwIfAborted` looks into the port itself.
 */
export function stopSignal(port: MessagePort): AbortSignal {
  const controller = new AbortController();
  const { signal } = controller;
  const stop = (): void => controller.abort(new Error("stopped"));
  port.on("message", stop);
  const throwIfAborted = signal.throwIfAborted.bind(signal);
  return Object.assign(signal, {
    throwIfAborted(): void {
      if (!signal.aborted && receiveMessageOnPort(port) !== undefined) stop();
      throwIfAborted();
    },
  });
}
