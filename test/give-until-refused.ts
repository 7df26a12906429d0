/** `tsx test/give-until-refused.ts FOLDER ID`: gives labels to a clip of the studio's corpus `my corpus` until one is refused. */
import { studioOf } from "./studio.ts";

const MOST = 100;
const [folder, id] = process.argv.slice(2);
const { send } = await studioOf(folder);
for (let saved = 0; saved < MOST; saved++) {
  const given = { at: "my corpus", id, label: "sad", annotator: `annotator ${saved}`, bad: false };
  const response = await send("/api/labels", given);
  if (response.status === 200) continue;
  console.log(JSON.stringify({ saved, refusal: await response.json() }));
  break;
}
