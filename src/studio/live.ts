/** Server-sent events: what happens, told to every page that is open. */
import type { LiveMessage } from "./jobs/job.ts";

export interface Live {
  tell(message: LiveMessage): void;
  /** A stream for one page, which begins with what there is. */
  open(first: LiveMessage): ReadableStream<Uint8Array>;
  close(): void;
}

/** So that what stands between does not take the line for dead. */
const HEARTBEAT_MS = 20_000;
/** A page that is so far behind is let go of: it comes back, and begins with what there is then. */
const MOST_WAITING = 2000;

export function openLive(): Live {
  const open = new Set<ReadableStreamDefaultController<Uint8Array>>();
  const encoder = new TextEncoder();
  const send = (bytes: Uint8Array): void => {
    for (const controller of open) {
      if ((controller.desiredSize ?? 0) < -MOST_WAITING) end(controller);
      else controller.enqueue(bytes);
    }
  };
  const end = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    if (open.delete(controller)) controller.close();
  };
  const heartbeat = setInterval(() => send(encoder.encode(":\n\n")), HEARTBEAT_MS);
  heartbeat.unref();
  const bytesOf = (message: LiveMessage): Uint8Array =>
    encoder.encode(`data: ${JSON.stringify(message)}\n\n`);
  return {
    // written once for all pages
    tell: (message) => send(bytesOf(message)),
    open(first) {
      let own: ReadableStreamDefaultController<Uint8Array>;
      return new ReadableStream({
        start(controller) {
          own = controller;
          open.add(controller);
          controller.enqueue(bytesOf(first));
        },
        cancel: () => {
          open.delete(own);
        },
      });
    },
    close() {
      clearInterval(heartbeat);
      for (const controller of open) end(controller);
    },
  };
}
