/** The studio's routes, put together: the page, and what it asks for. */
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { setCookie } from "hono/cookie";
import { z } from "zod";
import { ProsodiaError } from "../base/errors.ts";
import type { Refusal } from "./answers.ts";
import { YamlError } from "./experiments.ts";
import { assertHost, CHANGING, guard, isSame, secureHeaders } from "./guard.ts";
import type { PageFile } from "./page-files.ts";
import { audioRoutes } from "./routes/audio.ts";
import { corpusRoutes } from "./routes/corpora.ts";
import { dropRoutes } from "./routes/drop.ts";
import { jobRoutes } from "./routes/jobs.ts";
import { labelRoutes } from "./routes/labels.ts";
import { liveRoutes } from "./routes/live.ts";
import { mapRoutes } from "./routes/maps.ts";
import { runRoutes } from "./routes/runs.ts";
import type { Studio } from "./studio.ts";
import { StudioError, sentenceOf } from "./trouble.ts";

export interface AppOptions {
  readonly hosts: () => ReadonlySet<string>;
  readonly token: string;
  /** Cookies know no ports: two studios on one machine need two names. */
  readonly cookie: string;
  readonly page: ReadonlyMap<string, PageFile>;
}

/** Of a question that is no recording: an experiment file, a list of clips. */
const MOST_BYTES = 2 ** 20;

function tooLarge(): never {
  throw new StudioError(413, "what was sent is larger than 1 MB.");
}

const entrySchema = z.object({ token: z.string() });

export function createApp(studio: Studio, { hosts, token, cookie, page }: AppOptions): Hono {
  const app = new Hono();
  app.use(secureHeaders());
  app.onError((error, c) => {
    const status = error instanceof StudioError ? error.status : error instanceof ProsodiaError ? 400 : 500;
    const isExpected = status !== 500;
    if (!isExpected) studio.report(error);
    const refusal: Refusal = {
      error:
        error instanceof ProsodiaError
          ? sentenceOf(error, "do it again")
          : "something broke that should not have; the terminal says more.",
      ...(error instanceof YamlError && error.line !== undefined ? { line: error.line } : {}),
    };
    return c.json(refusal, status);
  });
  app.notFound((c) => c.json({ error: "there is nothing here." } satisfies Refusal, 404));

  // the address that the terminal shows: lets this browser in, and leaves the secret out of the address
  app.get("/enter", (c) => {
    assertHost(c, hosts());
    const asked = entrySchema.safeParse(c.req.query());
    if (!asked.success || !isSame(asked.data.token, token)) {
      throw new StudioError(
        403,
        "the address holds another start's secret.",
        "Open the address that the terminal shows.",
      );
    }
    setCookie(c, cookie, token, { httpOnly: true, sameSite: "Strict", path: "/" });
    return c.redirect("/");
  });
  app.use(guard({ hosts, token, cookie }));
  app.use(async (c, next) => {
    const other = CHANGING.has(c.req.method) ? await studio.lock.other() : null;
    if (other !== null) throw new StudioError(409, other);
    await next();
  });
  app.get("/", (c) => {
    const index = page.get("index.html");
    if (index === undefined) throw new StudioError(404, "the page was not built.", "Run npm run build.");
    const html = new TextDecoder()
      .decode(index.bytes)
      .replace('name="prosodia-token" content=""', `name="prosodia-token" content="${token}"`);
    return c.html(html);
  });
  app.get("/assets/:name", (c) => {
    const file = page.get(`assets/${c.req.param("name")}`);
    if (file === undefined) return c.notFound();
    // names hold what is in them
    return c.body(file.bytes, 200, {
      "content-type": file.type,
      "cache-control": "private, max-age=31536000, immutable",
    });
  });
  app.get("/live", (c) => c.redirect("/live/"));
  app.route("/live/", liveRoutes());
  app.get("/api/about", async (c) => c.json(await studio.about()));
  app.route("/api", dropRoutes(studio));
  app.use("/api/*", bodyLimit({ maxSize: MOST_BYTES, onError: tooLarge }));
  app.route("/api", corpusRoutes(studio));
  app.route("/api", audioRoutes(studio));
  app.route("/api", runRoutes(studio));
  app.route("/api", jobRoutes(studio));
  app.route("/api", labelRoutes(studio));
  app.route("/api", mapRoutes(studio));
  return app;
}
