/** Pictures of ensembles as inline SVG: a tree of who is like whom, a map, a family tree. */
import { html, Markup } from "../report/markup.ts";
import { type Join, leafOrder, type MemberMap } from "./diversity.ts";

const LINE = 22;
const TEXT = 'font-size="12" fill="var(--ink)"';
const SOFT = 'font-size="11" fill="var(--soft)"';

/** An SVG that takes the width it is given, up to its own. */
function svg(width: number, height: number, label: string, content: readonly Markup[]): Markup {
  return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}"${new Markup(
    ` style="width:100%;min-width:min(${width}px,var(--least,0px));max-width:${width}px;height:auto"`,
  )}>${content}</svg>`;
}

function text(x: number, y: number, words: string, more = TEXT): Markup {
  return html`<text x="${round(x)}" y="${round(y)}" ${new Markup(more)}>${words}</text>`;
}

function line(points: readonly (readonly [number, number])[], more: string): Markup {
  const path = points.map(([x, y], i) => `${i === 0 ? "M" : "L"}${round(x)} ${round(y)}`).join("");
  return html`<path d="${path}" fill="none" ${new Markup(more)}/>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Lying on its side: names on the left, groups join to the right where their answers differ that much. */
export function dendrogramSvg(names: readonly string[], joins: readonly Join[]): Markup {
  const [left, right, top] = [190, 30, 8];
  const width = 760;
  const height = top + names.length * LINE + 34;
  const most = Math.max(0.05, ...joins.map((join) => join.height));
  const x = (value: number): number => left + ((width - left - right) * value) / most;
  const order = leafOrder(names.length, joins);
  const middleOf = new Map(order.map((member, place) => [member, top + (place + 0.5) * LINE]));
  const heightOf = new Map<number, number>(names.map((_, i) => [i, 0]));
  const lines = joins.map(({ a, b, height: at }, i) => {
    const [ya, yb] = [middleOf.get(a) ?? 0, middleOf.get(b) ?? 0];
    middleOf.set(names.length + i, (ya + yb) / 2);
    heightOf.set(names.length + i, at);
    return line(
      [
        [x(heightOf.get(a) ?? 0), ya],
        [x(at), ya],
        [x(at), yb],
        [x(heightOf.get(b) ?? 0), yb],
      ],
      'stroke="var(--accent)" stroke-width="1.5"',
    );
  });
  const ticks = [0, 1, 2, 3, 4].map((i) => (most * i) / 4);
  const bottom = top + names.length * LINE + 6;
  return svg(width, height, "Tree of members by how often they answer differently", [
    ...ticks.flatMap((tick) => [
      line(
        [
          [x(tick), top],
          [x(tick), bottom],
        ],
        'stroke="var(--line)"',
      ),
      text(x(tick), bottom + 14, `${Math.round(100 * tick)} %`, `${SOFT} text-anchor="middle"`),
    ]),
    ...lines,
    ...order.map((member) =>
      text(left - 8, (middleOf.get(member) ?? 0) + 4, names[member], `${TEXT} text-anchor="end"`),
    ),
  ]);
}

/** Members as points: near ones answer alike. Larger points are right more often. */
export function mapSvg(
  names: readonly string[],
  { places }: MemberMap,
  accuracies: readonly (number | null)[],
): Markup {
  const [width, height, margin] = [760, 460, 26];
  const [xs, ys] = [0, 1].map((axis) => places.map((place) => place[axis]));
  const scale = Math.min(
    (width - 2 * margin - 150) / Math.max(1e-9, Math.max(...xs) - Math.min(...xs)),
    (height - 2 * margin) / Math.max(1e-9, Math.max(...ys) - Math.min(...ys)),
  );
  const x = (value: number): number => margin + (value - Math.min(...xs)) * scale;
  const y = (value: number): number => margin + (Math.max(...ys) - value) * scale;
  const labels = apart(
    places.map(([px, py], i) => ({ i, x: x(px), y: y(py) })),
    13,
  );
  return svg(width, height, "Map of members: near ones answer alike", [
    ...places.map(([px, py], i) => {
      const radius = 3 + 6 * (accuracies[i] ?? 0.5);
      return html`<circle cx="${round(x(px))}" cy="${round(y(py))}" r="${round(radius)}" fill="var(--accent)" opacity="0.65"><title>${names[i]}</title></circle>`;
    }),
    ...labels.flatMap(({ i, x: px, y: py, at }) => [
      ...(Math.abs(at - py) > 3
        ? [
            line(
              [
                [px + 6, py],
                [px + 13, at],
              ],
              'stroke="var(--soft)" stroke-width="0.7"',
            ),
          ]
        : []),
      text(px + 14, at + 4, names[i]),
    ]),
  ]);
}

interface Label {
  readonly i: number;
  readonly x: number;
  readonly y: number;
}

/** Labels moved down where they would stand on others. */
function apart(labels: readonly Label[], least: number): (Label & { readonly at: number })[] {
  const placed: (Label & { readonly at: number })[] = [];
  for (const label of labels.toSorted((a, b) => a.y - b.y)) {
    const near = placed.filter((other) => Math.abs(other.x - label.x) < 150);
    let at = label.y;
    while (near.some((other) => Math.abs(other.at - at) < least)) at += 1;
    placed.push({ ...label, at });
  }
  return placed;
}

/** One of a family: who it is, in a few lines, and its parents. */
export interface Relative {
  readonly id: number;
  readonly parents: readonly number[];
  readonly title: string;
  readonly lines: readonly string[];
}

/** Ancestors above, the last child below; `levels`: oldest first. */
export function familySvg(levels: readonly (readonly Relative[])[], names: readonly string[]): Markup {
  const [boxWidth, gap, left] = [188, 14, 42];
  const most = Math.max(...levels.flatMap((level) => level.flatMap(({ lines }) => lines.length)));
  const boxHeight = 24 + 14 * most;
  const step = boxHeight + 46;
  const width = left + Math.max(...levels.map((level) => level.length)) * (boxWidth + gap);
  const place = new Map<number, { x: number; y: number }>();
  levels.forEach((level, row) => {
    const start = left + (width - left - level.length * (boxWidth + gap) + gap) / 2;
    level.forEach(({ id }, i) => void place.set(id, { x: start + i * (boxWidth + gap), y: 4 + row * step }));
  });
  const boxes = levels.flatMap((level) =>
    level.flatMap(({ id, title, lines }) => {
      const { x, y } = place.get(id) ?? { x: 0, y: 0 };
      return [
        html`<rect x="${round(x)}" y="${round(y)}" width="${boxWidth}" height="${boxHeight}" rx="7" fill="var(--accent-soft)" stroke="var(--line)"/>`,
        text(x + 9, y + 17, title, `${TEXT} font-weight="600"`),
        ...lines.map((words, i) => text(x + 9, y + 33 + 14 * i, words, SOFT)),
      ];
    }),
  );
  const lines = levels.flatMap((level, row) =>
    level.flatMap(({ id, parents }) => {
      const child = place.get(id);
      return [...new Set(parents)].flatMap((parent) => {
        const from = place.get(parent);
        // who lived on stands higher up only
        if (child === undefined || from === undefined || !levels[row - 1]?.some((one) => one.id === parent))
          return [];
        const [x1, y1] = [from.x + boxWidth / 2, from.y + boxHeight];
        const [x2, y2] = [child.x + boxWidth / 2, child.y];
        const path = `M${round(x1)} ${round(y1)}C${round(x1)} ${round(y1 + 24)} ${round(x2)} ${round(y2 - 24)} ${round(x2)} ${round(y2)}`;
        return [html`<path d="${path}" fill="none" stroke="var(--accent)" stroke-width="1.5"/>`];
      });
    }),
  );
  return svg(width, levels.length * step - 38, "Family tree of the bred ensemble", [
    ...lines,
    ...boxes,
    ...levels.map((_, row) =>
      text(0, 4 + row * step + boxHeight / 2 + 5, names[row], `${TEXT} font-weight="650"`),
    ),
  ]);
}
