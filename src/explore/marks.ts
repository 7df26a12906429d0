/** How values look on a map: eight colours that colour-blind people can tell apart, and as many shapes, for those who see none. */

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
  // square
  [
    [-0.9, -0.9],
    [0.9, -0.9],
    [0.9, 0.9],
    [-0.9, 0.9],
  ],
  // triangle
  [
    [0, -1.25],
    [1.15, 0.8],
    [-1.15, 0.8],
  ],
  // diamond
  [
    [0, -1.3],
    [1.05, 0],
    [0, 1.3],
    [-1.05, 0],
  ],
  // cross
  [
    [-0.42, -1.2],
    [0.42, -1.2],
    [0.42, -0.42],
    [1.2, -0.42],
    [1.2, 0.42],
    [0.42, 0.42],
    [0.42, 1.2],
    [-0.42, 1.2],
    [-0.42, 0.42],
    [-1.2, 0.42],
    [-1.2, -0.42],
    [-0.42, -0.42],
  ],
  // triangle on its head
  [
    [0, 1.25],
    [-1.15, -0.8],
    [1.15, -0.8],
  ],
  // star
  [
    [0, -1.3],
    [0.32, -0.44],
    [1.24, -0.4],
    [0.52, 0.17],
    [0.76, 1.05],
    [0, 0.55],
    [-0.76, 1.05],
    [-0.52, 0.17],
    [-1.24, -0.4],
    [-0.32, -0.44],
  ],
  // saltire
  [
    [0.55, -1.15],
    [1.15, -0.55],
    [0.59, 0],
    [1.15, 0.55],
    [0.55, 1.15],
    [0, 0.59],
    [-0.55, 1.15],
    [-1.15, 0.55],
    [-0.59, 0],
    [-1.15, -0.55],
    [-0.55, -1.15],
    [0, -0.59],
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
 * One mark per value that occurs: of up to eight every one has a colour and a shape of its own, of up to 64 their pair is.
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
    shape: (i + Math.floor(i / COLOURS.length)) % SHAPES.length,
  }));
}

/** The marks of answers. */
export function answerMarks(): Mark[] {
  return [
    { value: "right", colour: ANSWER_COLOURS.right, shape: 0 },
    { value: "wrong", colour: ANSWER_COLOURS.wrong, shape: 2 },
  ];
}
