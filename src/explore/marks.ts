/** How values look on a map: eight colours that colour-blind people can tell apart, in up to four shapes. */

/** Okabe & Ito 2008, black and yellow replaced: they are seen on white and on black paper. */
export const COLOURS = [
  "#0a84c6",
  "#e69f00",
  "#009e73",
  "#d55e00",
  "#cc79a7",
  "#56b4e9",
  "#8c6bd8",
  "#8a8f98",
] as const;

/** Corners about (0, 0), within 1.3 of it; none: a circle of radius 1. */
export const SHAPES: readonly (readonly (readonly [number, number])[])[] = [
  [],
  [
    [-0.9, -0.9],
    [0.9, -0.9],
    [0.9, 0.9],
    [-0.9, 0.9],
  ],
  [
    [0, -1.25],
    [1.15, 0.8],
    [-1.15, 0.8],
  ],
  [
    [0, -1.3],
    [1.05, 0],
    [0, 1.3],
    [-1.05, 0],
  ],
];

/** Of answers, which mean something: right and wrong. */
export const ANSWER_COLOURS = { right: "#0a84c6", wrong: "#d55e00" } as const;

export interface Mark {
  readonly value: string;
  readonly colour: string;
  /** Place in SHAPES. */
  readonly shape: number;
}

/**
 * One mark per value that occurs.
 *
 * @param order - values that come first, in this order; others follow by name
 */
export function marksOf(values: readonly (string | undefined)[], order: readonly string[] = []): Mark[] {
  const present = new Set(values.flatMap((value) => value ?? []));
  const rest = [...present].filter((value) => !order.includes(value));
  rest.sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  return [...order.filter((value) => present.has(value)), ...rest].map((value, i) => ({
    value,
    colour: COLOURS[i % COLOURS.length],
    shape: Math.floor(i / COLOURS.length) % SHAPES.length,
  }));
}

/** The marks of answers. */
export function answerMarks(): Mark[] {
  return [
    { value: "right", colour: ANSWER_COLOURS.right, shape: 0 },
    { value: "wrong", colour: ANSWER_COLOURS.wrong, shape: 2 },
  ];
}
