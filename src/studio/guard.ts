/**
 * What keeps other pages and other people out of a studio on this machine: the name it is asked by (a stranger's domain that
 * leads here is refused), the page that asks, a secret of this start, and what the browser may do with an answer.
 */
import { timingSafeEqual } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import { getCookie } from "hono/cookie";
import { StudioError } from "./trouble.ts";

export interface GuardOptions {
  /** `127.0.0.1:4747`, …: what a browser may know the studio by. */
  readonly hosts: () => ReadonlySet<string>;
  /** New with every start. */
  readonly token: string;
  readonly cookie: string;
}

export const TOKEN_HEADER = "x-prosodia-token";

/** Methods that change something, or may. */
export const CHANGING = new Set(["POST", "PUT", "PATCH", "DELETE"]);

/** What the browser may do with a page of the studio. @param scripts - what may run, in workers too */
export function pagePolicy(scripts = "'self'"): string {
  return [
    "default-src 'none'",
    `script-src ${scripts}`,
    "style-src 'self'",
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

const POLICY = pagePolicy();

/** A picture is drawn, and nothing in it runs. */
export const PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";

export function guard({ hosts, token, cookie }: GuardOptions): MiddlewareHandler {
  return async (c, next) => {
    assertHost(c, hosts());
    assertOrigin(c, hosts());
    if (!isSame(getCookie(c, cookie) ?? "", token)) {
      throw new StudioError(
        403,
        "this page is not, or no longer, let in: the studio has a new secret with every start.",
        "Open the address that the terminal shows.",
      );
    }
    if (CHANGING.has(c.req.method) && !isSame(c.req.header(TOKEN_HEADER) ?? "", token)) {
      throw new StudioError(403, "a change was asked for without this start's secret.", "Reload the page.");
    }
    await next();
  };
}

/** On every answer, refusals too. */
export function secureHeaders(): MiddlewareHandler {
  return async (c, next) => {
    await next();
    const { headers } = c.res;
    if (!headers.has("content-security-policy")) headers.set("content-security-policy", POLICY);
    headers.set("x-content-type-options", "nosniff");
    headers.set("x-frame-options", "DENY");
    headers.set("referrer-policy", "no-referrer");
    headers.set("cross-origin-opener-policy", "same-origin");
    headers.set("cross-origin-resource-policy", "same-origin");
    if (!headers.has("permissions-policy"))
      headers.set("permissions-policy", "camera=(), geolocation=(), microphone=()");
    if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
  };
}

/** @throws StudioError if the studio is asked by a name that is not its own */
export function assertHost(c: Context, hosts: ReadonlySet<string>): void {
  const host = c.req.header("host") ?? "";
  if (hosts.has(host)) return;
  throw new StudioError(
    403,
    "this studio is asked by a name that is not its own.",
    "Open the address that the terminal shows.",
  );
}

function assertOrigin(c: Context, hosts: ReadonlySet<string>): void {
  const origin = c.req.header("origin");
  const site = c.req.header("sec-fetch-site") ?? "same-origin";
  const isOwn = origin === undefined || [...hosts].some((host) => origin === `http://${host}`);
  if (isOwn && (site === "same-origin" || site === "none")) return;
  throw new StudioError(403, "another page asked; only the studio's own page may.");
}

/** @returns whether the texts are the same; how long it takes tells nothing */
export function isSame(given: string, secret: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(secret)];
  return a.length === b.length && timingSafeEqual(a, b);
}
