/** `prosodia predict`: label and probabilities of recordings. */
import type { Command } from "commander";
import type { PredictOptions } from "../actions/predict.ts";
import { addAssignment, addWord } from "../assignment.ts";

export function addPredictCommand(program: Command): void {
  program
    .command("predict <file...>")
    .description(
      "label and probabilities of recordings, by a recogniser file; - reads one from standard input",
    )
    .option("--model <file>", "recogniser (.onnx); the ready-made one by default")
    .option(
      "--given <column=value>",
      "what is known of the clips, such as sex=female; once per column",
      addAssignment,
    )
    .option(
      "--enrol <file...>",
      "clips of the same speaker, for recognisers whose features are normalised by speaker",
    )
    .option("--any-sound", "answer sounds that are no speech, too")
    .option("--plugin <file>", "a module that the recogniser's features come from; once per file", addWord)
    .option(
      "--json",
      "print an array of {file, newSpeakers, label, probabilities, sure, bandwidthHz, trainedHz, levelDb, warnings}, or {file, label: null, reason, why} where nobody speaks, or too little",
    )
    .addHelpText(
      "after",
      "\nExamples:\n  prosodia predict talk.wav\n  prosodia predict clips/*.wav --model runs/mine/recognisers/svm.onnx --json" +
        "\n  prosodia predict talk.wav --model by-sex.onnx --given sex=female" +
        "\n  ffmpeg -v error -i talk.m4a -f wav - | prosodia predict -",
    )
    .action(async (files: string[], options: PredictOptions) =>
      (await import("../actions/predict.ts")).predict(files, options),
    );
}
