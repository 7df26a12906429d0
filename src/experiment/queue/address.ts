/** Where a queue is: redis://[user:password@]host[:port][/database], or rediss:// by TLS. */
import { ConfigError } from "../../base/errors.ts";

export interface QueueAddress {
  readonly url: string;
  /** Without user and password, for people. */
  readonly shown: string;
}

/** @throws ConfigError if it is no such address */
export function parseQueueAddress(text: string): QueueAddress {
  const wrong = new ConfigError(
    "--queue: expected the address of a Redis or Valkey server, such as redis://localhost:6379.",
  );
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw wrong;
  }
  if (!["redis:", "rediss:"].includes(url.protocol) || url.hostname === "") throw wrong;
  if (!/^\/?\d*$/.test(url.pathname)) throw wrong;
  return { url: text, shown: `${url.protocol}//${url.host}${url.pathname}` };
}
