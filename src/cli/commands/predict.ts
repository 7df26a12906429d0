/** `prosodia predict`: label and probabilities of recordings, long ones over time. */
import type { Command } from "commander";
import type { PredictOptions } from "../actions/predict.ts";
import { addAssignment, addWord } from "../assignment.ts";

export function addPredictCommand(program: Command): void {
  program
    .command("predict <file...>")
    .description(
      "label and probabilities of recordings, of folders of them and of patterns such as 'clips/*.wav', by a recogniser file, or numbers, by an estimator's; - reads one from standard input",
    )
    .option("--model <file>", "recogniser (.onnx); the ready-made one by default")
    .option(
      "--given <column=value>",
      "what is known of the clips, such as sex=female; once per column",
      addAssignment,
    )
    .option(
      "--enrol <file>",
      "a clip of the same speaker, or a folder of them, for recognisers whose features are normalised by speaker or whose answers are aligned; once per file",
      addWord,
    )
    .option("--any-sound", "answer sounds that are no speech, too")
    .option(
      "--timeline",
      "answer over time, segment by segment (default: where a recording lasts more than 10 s)",
    )
    .option("--no-timeline", "one answer for all of a recording, however long")
    .option("--window-seconds <s>", "speech is answered in windows of this length (default: 3)", Number)
    .option("--hop-seconds <s>", "from one window to the next (default: 1.5)", Number)
    .option(
      "-o, --out <file>",
      "write the answers, once per file: .csv (of a vote the votes, else probabilities) or .json of all, with the reason where there is none; of one recording over time .TextGrid (Praat), .svg or .png",
      addWord,
    )
    .option("--plugin <file>", "a module that the recogniser's features come from; once per file", addWord)
    .option(
      "--json",
      "print an array of {file, seconds, newSpeakers, label, probabilities, votes (given in all, of a majority vote, whose probabilities are shares of them), sure, bandwidthHz, trainedHz, levelDb, farShare (of the speech, unlike what was trained on), warnings}, or {file, seconds, label: null, reason, why} where nobody speaks, or too little; over time, in place of label, probabilities and sure, timeline: [{startSeconds, endSeconds, label, probabilities, sure, far}, or {startSeconds, endSeconds, label: null, reason}]",
    )
    .addHelpText(
      "after",
      "\nExamples:\n  prosodia predict talk.wav\n  prosodia predict clips/*.wav --model runs/mine/recognisers/svm.onnx --json" +
        "\n  prosodia predict talk.wav --timeline -o talk.TextGrid -o talk.png" +
        "\n  prosodia predict clips/ -o answers.csv" +
        "\n  prosodia predict talk.wav --model by-sex.onnx --given sex=female" +
        "\n  ffmpeg -v error -i talk.m4a -f wav - | prosodia predict -",
    )
    .action(async (files: string[], options: PredictOptions) =>
      (await import("../actions/predict.ts")).predict(files, options),
    );
}
