#!/usr/bin/env bash
# Runs the experiments of this folder on RAVDESS and puts their scores into README.md:
#   npm run results -- path/to/ravdess/train
# A stopped run goes on where it was when it is started again.
set -euo pipefail
corpus=${1:?usage: npm run results -- path/to/ravdess/train}
cd "$(dirname "$0")/.."

measure() { # experiment, protocol
  local name=$1-$2
  node dist/cli/main.js train "results/$1.yaml" --corpus "$corpus" --no-final -o "runs/$name" \
    --set "split.protocol=$2" "name=$name"
  cp "runs/$name/scores.json" "results/$name.scores.json"
}

for experiment in svm-mfcc-stats first-light svm-unrolled mlp-unrolled; do
  for protocol in random speaker; do measure $experiment $protocol; done
done
for protocol in random sentence speaker leaky; do measure leak-premium $protocol; done
measure wigglenet random
measure wigglenet-designs random
node dist/cli/main.js results results --write README.md
