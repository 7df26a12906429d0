import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import { WriteError } from "../../base/errors.ts";
import { differenceOf, memberOf, queueNameOf } from "./circle.ts";

test("who shares code and folder works together, wherever the folder is mounted", async () => {
  const root = temporaryFolder({});
  const first = await memberOf(join(root, "cache"));
  await rename(join(root, "cache"), join(root, "elsewhere"));
  const second = await memberOf(join(root, "elsewhere"));
  expect(queueNameOf(second)).toBe(queueNameOf(first));
  expect(differenceOf(first, { ...second, host: "b", pid: 2 })).toBeUndefined();
});

test("who has other code, or another folder, does not, and is told of in a sentence", async () => {
  const root = temporaryFolder({});
  const own = { ...(await memberOf(join(root, "a"))), host: "here", pid: 1 };
  const other = { ...own, host: "there", pid: 2, code: "0123456789abcdef", version: "9.9.9" };
  expect(queueNameOf(other)).not.toBe(queueNameOf(own));
  expect(differenceOf(own, other)).toMatch(
    /^there \(process 2\) runs other code, Prosodia 9\.9\.9 \(01234567\), than this here, .*; expected the same version/,
  );
  const apart = { ...(await memberOf(join(root, "b"))), host: "there", pid: 2 };
  expect(queueNameOf(apart)).not.toBe(queueNameOf(own));
  expect(differenceOf(own, apart)).toContain(
    `keeps results in another folder, ${join(root, "b")}, than this here`,
  );
});

test("a folder that cannot be written is told of", async () => {
  const root = temporaryFolder({ file: "" });
  await expect(memberOf(join(root, "file"))).rejects.toThrow(WriteError);
  await mkdir(join(root, "cache"));
  await expect(memberOf(join(root, "cache"))).resolves.toMatchObject({ folder: join(root, "cache") });
});
