/** What has to be known of a system before its score is held against another's, the same in every table. */

export interface Marks {
  /** Whether weights that others trained on other speech are behind it. */
  readonly pretrained?: true;
  /** Whether answers were given with other clips of the tested speaker, without labels, at hand. */
  readonly knowsSpeakers?: true;
}

/** The marks alone. */
export function marksOf({ pretrained, knowsSpeakers }: Marks): Marks {
  return {
    ...(pretrained === undefined ? {} : { pretrained }),
    ...(knowsSpeakers === undefined ? {} : { knowsSpeakers }),
  };
}

/** `mfcc → svm; speakers known`: where what is pre-trained has a table of its own. */
export function withKnown(text: string, { knowsSpeakers }: Marks): string {
  return knowsSpeakers === undefined ? text : `${text}; speakers known`;
}

/** `mfcc → svm; speakers known; pre-trained`: where one table holds both. */
export function withMarks(text: string, marks: Marks): string {
  return withKnown(text, marks) + (marks.pretrained === undefined ? "" : "; pre-trained");
}
