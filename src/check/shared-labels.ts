/** Which labels of a corpus and of a recogniser mean the same. */

/** Corpora call feelings by noun or adjective. */
const ALIKE: readonly (readonly string[])[] = [
  ["neutral", "neutrality"],
  ["calm", "calmness"],
  ["happy", "happiness", "joy", "joyful"],
  ["sad", "sadness"],
  ["angry", "anger"],
  ["fearful", "fear", "afraid", "anxiety", "anxious"],
  ["disgust", "disgusted"],
  ["surprised", "surprise", "pleasant surprise"],
  ["bored", "boredom"],
];

/** One that is called the same, else one of the same meaning. */
export function sameLabel(label: string, among: readonly string[]): string | undefined {
  const plain = (one: string): string => one.toLowerCase().replaceAll(/[-_ ]+/g, " ");
  const alike = ALIKE.find((names) => names.includes(plain(label))) ?? [];
  return (
    among.find((one) => one === label) ??
    among.find((one) => plain(one) === plain(label)) ??
    among.find((one) => alike.includes(plain(one)))
  );
}
