/** How far annotators agree beyond what chance would give: 1 for always, 0 for chance. */

/**
 * Cohen's kappa of two annotators on the clips that both have judged.
 *
 * @param pairs - what the two say of each clip
 * @returns NaN if there is no clip, or both always say the same one thing
 * @see Cohen 1960, A coefficient of agreement for nominal scales
 */
export function cohenKappa(pairs: readonly (readonly [string, string])[]): number {
  const n = pairs.length;
  const shares = (side: 0 | 1): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const pair of pairs) counts.set(pair[side], (counts.get(pair[side]) ?? 0) + 1 / n);
    return counts;
  };
  const [first, second] = [shares(0), shares(1)];
  const agreed = pairs.filter(([a, b]) => a === b).length / n;
  const byChance = [...first].reduce((sum, [label, share]) => sum + share * (second.get(label) ?? 0), 0);
  return (agreed - byChance) / (1 - byChance);
}

/**
 * Fleiss' kappa of any number of annotators. Clips may have been judged by different numbers of them: every clip counts as much
 * as it has judgements; clips with one are left out.
 *
 * @param clips - what was said of each
 * @returns NaN if no clip was judged twice, or everybody always says the same one thing
 * @see Fleiss 1971, Measuring nominal scale agreement among many raters
 */
export function fleissKappa(clips: readonly (readonly string[])[]): number {
  const judged = clips.filter((said) => said.length > 1);
  const total = judged.reduce((sum, said) => sum + said.length, 0);
  const overall = new Map<string, number>();
  let agreed = 0;
  for (const said of judged) {
    const counts = new Map<string, number>();
    for (const label of said) counts.set(label, (counts.get(label) ?? 0) + 1);
    for (const [label, count] of counts) overall.set(label, (overall.get(label) ?? 0) + count);
    // pairs of judgements that are the same
    const same = [...counts.values()].reduce((sum, count) => sum + count * (count - 1), 0);
    agreed += same / (said.length - 1);
  }
  const byChance = [...overall.values()].reduce((sum, count) => sum + (count / total) ** 2, 0);
  return (agreed / total - byChance) / (1 - byChance);
}
