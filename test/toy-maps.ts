/** Maps of 24 clips that were never computed: enough of everything for a page. */
import type { Exploration, Measures } from "../src/explore/index.ts";
import type { MapsPage } from "../src/explore/page.ts";

const ROWS = 24;
const rows = Array.from({ length: ROWS }, (_, row) => row);

const measures: Measures = {
  trustworthiness: 0.91,
  hits: { label: { share: 0.5, chance: 0.48 }, speaker: { share: 0.75, chance: 0.3 } },
  clusters: { purity: 0.6, adjustedRandIndex: -0.02, adjustedRandIndexOfSpeakers: 0.4 },
  nearest: 0.55,
  svm: 0.5,
  svmOnTraining: 0.9,
};

export function toyMaps(change: Partial<Exploration> = {}): MapsPage {
  const places = (dimensions: number): Float64Array =>
    Float64Array.from({ length: ROWS * dimensions }, (_, i) => Math.sin(1 + i * i));
  return {
    corpus: "ravdess (train)",
    features: "functionals",
    protocol: "speaker",
    folds: 3,
    seed: 7,
    exploration: {
      clipIds: rows.map((row) => `clip ${row}`),
      labels: ["neutral", "</script><b>"],
      traits: {
        label: rows.map((row) => ["neutral", "</script><b>"][row % 2]),
        speaker: rows.map((row) => (row === 5 ? undefined : `speaker ${row % 12}`)),
      },
      numbers: 1342,
      perplexity: 8,
      explained: [0.3, 0.2, 0.1],
      divergence: 0.5,
      features: { ...measures, trustworthiness: null, nearest: 0.7 },
      maps: [
        { id: "pca", name: "PCA, two components", dimensions: 2, places: places(2), measures },
        { id: "pca3", name: "PCA, three components", dimensions: 3, places: places(3), measures },
        { id: "tsne", name: "t-SNE", dimensions: 2, places: places(2), measures: { ...measures, svm: 0.6 } },
        { id: "umap", name: "UMAP", dimensions: 2, places: places(2), measures },
      ],
      ...change,
    },
    sounds: rows.map((row) => `../corpus/clip%20${row}.wav`),
  };
}
