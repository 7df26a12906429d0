#!/usr/bin/env bash
# Runs the experiments of this folder on RAVDESS, and on EMO-DB if it is given, and puts their scores into docs and
# README.md:
#   npm run results -- path/to/ravdess/train [path/to/emodb]
# All that is computed is kept in runs/cache: a stopped run goes on where it was when it is started again. To begin from
# nothing, remove the folder runs.
set -euo pipefail
corpus=$(realpath "${1:?usage: npm run results -- path/to/ravdess/train [path/to/emodb]}")
emodb=${2:+$(realpath "$2")}
cd "$(dirname "$0")/.."
export PROSODIA_CACHE=$PWD/runs/cache

measure() { # experiment, protocol
  measure_as "$1-$2" "$1" "$2"
}

measure_as() { # result, experiment, protocol, further options
  local result=$1 experiment=$2 protocol=$3 name=${1//\//-}
  shift 3
  node dist/cli/main.js train "results/$experiment.yaml" --corpus "$corpus" "$@" --no-final -o "runs/$name" \
    --set "split.protocol=$protocol" --set "name=$name"
  cp "runs/$name/scores.json" "results/$result.scores.json"
}

for experiment in svm-mfcc-stats first-light svm-unrolled mlp-unrolled trees; do
  for protocol in random speaker; do measure $experiment $protocol; done
done
for protocol in random sentence speaker leaky; do measure leak-premium $protocol; done
for protocol in random speaker; do measure multimodal-cnn $protocol; done
measure wigglenet random
measure wigglenet-designs random
for experiment in enrolment sex sentence; do measure $experiment speaker; done
for protocol in random speaker; do measure encoder $protocol; done
for protocol in random speaker; do measure networks $protocol; done
for experiment in adversary attention se-resnet; do measure $experiment speaker; done
measure wide speaker
measure classical speaker
measure forests speaker
for protocol in random speaker; do measure descriptors $protocol; done
measure descriptors-search speaker
measure routes speaker
# The folds of actors that others have published: 1 to 4, 5 to 8, and so on.
actors='[["01","02","03","04"],["05","06","07","08"],["09","10","11","12"],["13","14","15","16"],["17","18","19","20"],["21","22","23","24"]]'
measure best speaker
measure_as best-named best speaker --set "split.folds=$actors"
measure_as best-random best random --set split.folds=5
measure_as best-networks-random best-networks random
measure_as best-networks-named best-networks speaker --set "split.folds=$actors"
measure best-pairs random
measure_as best-pairs-named best-pairs speaker --set "split.folds=$actors"
measure_as best-aligned-named best-aligned speaker --set "split.folds=$actors"
measure_as best-tuned-named best-tuned speaker --set "split.folds=$actors"
measure best-seeds random
# The sides drawn ten times: 879 clips to train on, 245 to test, as many as a contest of the same kind would have.
mkdir -p results/drawn
for draw in 1 2 3 4 5 6 7 8 9 10; do
  measure_as drawn/$draw best random --set split.folds=1 --set split.testShare=0.218 --set seed=$draw
done
measure tuned speaker
measure derived-dimensions speaker
for experiment in breeding breeding-encoder bred; do measure $experiment speaker; done
node dist/cli/main.js ensemble breed runs/breeding-speaker --json > results/breeding-speaker.json
node dist/cli/main.js ensemble breed runs/breeding-speaker runs/breeding-encoder-speaker --json > results/breeding-encoder-speaker.json
for experiment in report/networks report/multimodal-cnns report/wigglenets report/wishes report/channels report/hht report/ensembles report/maps; do
  for protocol in random speaker; do measure $experiment $protocol; done
done
for experiment in report/svm report/gabor; do
  for protocol in leaky random speaker; do measure $experiment $protocol; done
done
if [ -n "$emodb" ]; then
  corpus=$emodb measure emodb-svm speaker
  corpus=$emodb measure emodb-encoder speaker
  corpus=$emodb measure emodb-wide speaker
  corpus=$emodb measure emodb-forests speaker
  corpus=$emodb measure emodb-best speaker
  measure_as cross-corpus-corpus cross-corpus corpus --corpus "$emodb"
  measure_as cross-corpus-within cross-corpus speaker --corpus "$emodb" --set split.within=corpus
  measure_as cross-corpus-speaker cross-corpus speaker --corpus "$emodb"
fi
node dist/cli/main.js results results/*.scores.json --write docs/results.md
node dist/cli/main.js results results/descriptors-*.scores.json --write docs/descriptors.md
node dist/cli/main.js results results/drawn --draws --write docs/draws.md
node dist/cli/main.js results results/routes-*.scores.json --write docs/routes.md
npm run replay
npm run ensembles
node dist/cli/main.js results results/*.scores.json --best 1 --write README.md

# The contest csv comes from the same file, fitted on all its clips:
#   prosodia train results/first-light.yaml --corpus path/to/ravdess/train
#   prosodia submit runs/first-light --test path/to/ravdess/test --rows 315 -o results/contest/first-light.csv
# The bet, with the encoder, and the best from scratch: chosen by their accuracy under the protocol random, fitted on all clips.
#   prosodia train results/best-seeds.yaml --corpus path/to/ravdess/train -o runs/best-seeds-random --set name=best-seeds-random --set final=true
#   prosodia submit runs/best-seeds-random --contest results/contest --recogniser with-encoder -o results/contest/final.csv
# Files of before: from scratch, by best-networks (88.3 %) and by best-pairs (89.2 %; best-seeds has 89.3 %).
#   prosodia train results/best-networks.yaml --corpus path/to/ravdess/train -o runs/best-networks-random --set name=best-networks-random --set final=true
#   prosodia submit runs/best-networks-random --contest results/contest --recogniser scratch -o results/contest/from-scratch.csv
#   prosodia train results/best-pairs.yaml --corpus path/to/ravdess/train -o runs/best-pairs-random --set name=best-pairs-random --set final=true
#   prosodia submit runs/best-pairs-random --contest results/contest --recogniser scratch -o results/contest/pairs.csv
# The ready-made weights carry the scores of the protocol speaker, which their experiment measures before it fits all clips; the card
# is made by prosodia check --corpus path/to/ravdess/test --json > check.json, prosodia card --check check.json -o weights/ravdess.md (of
# the tiny one with weights/tiny.onnx as first argument of both):
#   prosodia train results/ready-made.yaml --corpus path/to/ravdess/train -o runs/ready-made
#   cp runs/ready-made/recognisers/ready-made.onnx weights/ravdess.onnx
# The tiny recogniser of pages that listen, and what it gains by ten clips of a speaker:
#   prosodia train results/tiny.yaml --corpus path/to/ravdess/train -o runs/tiny
#   cp runs/tiny/recognisers/tiny.onnx weights/tiny.onnx
#   prosodia train results/tiny.yaml --corpus path/to/ravdess/train --no-final -o runs/tiny-known --set split.enrol=20 \
#     --set learners.unknown.clips=10
