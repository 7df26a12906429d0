/**
 * Training on pairs (Bromley et al. 1993; Hadsell, Chopra & LeCun 2006): each row stands beside a partner of the same
 * or of another label, half of them each, and a network's outputs are embeddings that are near or far apart.
 */
import { createRandom, type Random } from "../base/random.ts";
import { widthOf } from "../dataset/dataset.ts";
import { type AnyDataset, copyRows } from "../dataset/stored-dataset.ts";
import { pairLoss } from "../engine/ops/loss.ts";
import { fillPairTargets } from "../engine/targets.ts";
import { type Batches, fillFrames } from "./batches.ts";
import type { Judge } from "./evaluator.ts";
import type { Task } from "./train-network.ts";

export interface PairOptions {
  /** Numbers of an embedding. */
  readonly embedding: number;
  /** The distance that embeddings of different labels should have; half of it tells same from different. */
  readonly margin: number;
  /** Standard deviation of noise added to the inputs. */
  readonly inputNoise: number;
}

/** Each row has its turn in an epoch; its partner is drawn anew, from the rows that are learnt from. */
export function pairTask(data: AnyDataset, options: PairOptions): Task {
  return {
    batchesOf: (learnt) => createPairs(data, options, learnt),
    judge: judgePairs(data.y, options),
  };
}

function createPairs(
  data: AnyDataset,
  { embedding, margin, inputNoise }: PairOptions,
  learnt: Uint32Array,
): Batches {
  const width = widthOf(data.shape);
  const draw = createPartners(data.y, learnt);
  return {
    rowsEach: 2,
    columns: 1,
    loss: pairLoss(margin),
    fill({ features, targets, rowMask, frames }, rows, random) {
      const partners = draw(rows, random);
      const end = 2 * rows.length;
      const members = Array.from({ length: end }, (_, i) =>
        i % 2 === 0 ? rows[i / 2] : partners[(i - 1) / 2],
      );
      copyRows(data, members, features);
      if (inputNoise > 0) {
        for (let i = 0; i < end * width; i++) features[i] += inputNoise * random.normal();
      }
      features.fill(0, end * width);
      rowMask.fill(1, 0, end).fill(0, end);
      if (frames !== undefined) fillFrames(frames, data, members);
      fillPairTargets(
        targets,
        Array.from(rows, (row, i) => data.y[row] === data.y[partners[i]]),
      );
      return { rows, partners, share: 1 };
    },
    countRight({ rows, partners }, embeddings) {
      let right = 0;
      for (let i = 0; i < rows.length; i++) {
        const near = distance(embeddings, 2 * i, 2 * i + 1, embedding) < margin / 2;
        if (near === (data.y[rows[i]] === data.y[partners[i]])) right += 1;
      }
      return right;
    },
  };
}

/** Each row beside a partner among the others, the same ones every time. */
function judgePairs(y: Int32Array, { embedding, margin }: PairOptions): Judge {
  return (embeddings, rows) => {
    const labels = Int32Array.from(rows, (row) => y[row]);
    const places = rows.map((_, place) => place);
    const partners = createPartners(labels, places)(places, createRandom(0));
    let loss = 0;
    let right = 0;
    for (const [i, partner] of partners.entries()) {
      const apart = distance(embeddings, i, partner, embedding);
      const same = labels[i] === labels[partner];
      loss += (same ? apart ** 2 : Math.max(0, margin - apart) ** 2) / 2;
      if (apart < margin / 2 === same) right += 1;
    }
    return { loss: loss / rows.length, accuracy: right / rows.length };
  };
}

/**
 * Draws partners for rows: in turns one of the same label and one of another, both evenly among the given rows. A row
 * that is alone with its label always has one of another, and the other way round.
 *
 * @param y - labels of all rows of the dataset
 * @param among - rows of the dataset
 */
export function createPartners(
  y: Int32Array,
  among: Uint32Array,
): (rows: Uint32Array, random: Random) => Uint32Array {
  const labels = Array.from({ length: y.reduce((a, b) => Math.max(a, b), -1) + 1 }, (_, label) => label);
  const alike = labels.map((label) => among.filter((row) => y[row] === label));
  const unlike = labels.map((label) => among.filter((row) => y[row] !== label));
  return (rows, random) => {
    const first = random.integer(2);
    return rows.map((row, i) => {
      const same = alike[y[row]];
      const others = unlike[y[row]];
      const wantsSame = (first + i) % 2 === 0;
      if (same.length > 1 && (wantsSame || others.length === 0)) {
        const drawn = same[random.integer(same.length - 1)];
        return drawn === row ? same[same.length - 1] : drawn;
      }
      return others.length === 0 ? row : others[random.integer(others.length)];
    });
  };
}

/** Euclidean, of two rows of a table of so many columns. */
function distance(table: Float32Array, a: number, b: number, columns: number): number {
  let sum = 0;
  for (let i = 0; i < columns; i++) sum += (table[a * columns + i] - table[b * columns + i]) ** 2;
  return Math.sqrt(sum);
}
