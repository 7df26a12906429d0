/** Contests: the form of their answers, a log of what was sent, and what the public board is still worth. */
export { agreementOf } from "./agreement.ts";
export { type Answers, formatAnswers, parseAnswers, parseSample } from "./answers.ts";
export { boardSvg } from "./board-svg.ts";
export { clipsByName } from "./clip-names.ts";
export {
  type AnswerForm,
  type Contest,
  formatContest,
  parseContest,
  plainForm,
  publicRowsOf,
} from "./contest.ts";
export {
  type FileEvent,
  formatEvent,
  type LocalScore,
  type LogEvent,
  parseLog,
  type Submitted,
  withoutTornLine,
} from "./log.ts";
export { type BoardReading, readBoard, type Scored } from "./overfitting.ts";
