/** `npm run bench -- <what> [--json]`: times our work against reference packages on the same machine. */
import { benchBreeding } from "./breeding.ts";
import { benchExperiment } from "./experiment.ts";
import { benchFeatures } from "./features.ts";
import { benchForecast } from "./forecast.ts";
import { benchKnownPitch } from "./known-pitch.ts";
import { benchLive } from "./live.ts";
import { benchLivePage } from "./live-page.ts";
import { benchModels } from "./models.ts";
import { benchOutsiders } from "./outsiders.ts";
import { benchPeers } from "./peers.ts";
import { benchQueue } from "./queue.ts";
import { benchQueueProof } from "./queue-proof.ts";
import { benchScale } from "./scale.ts";
import { benchStoredFit } from "./stored-fit.ts";
import { benchTrain } from "./train.ts";

const BENCHES: Record<string, (args: readonly string[]) => Promise<void>> = {
  breeding: benchBreeding,
  experiment: benchExperiment,
  features: benchFeatures,
  forecast: benchForecast,
  "known-pitch": benchKnownPitch,
  live: benchLive,
  "live-page": benchLivePage,
  outsiders: benchOutsiders,
  peers: benchPeers,
  models: benchModels,
  queue: benchQueue,
  "queue-proof": benchQueueProof,
  scale: benchScale,
  "stored-fit": benchStoredFit,
  train: benchTrain,
};

const [what = "", ...args] = process.argv.slice(2);
const bench = BENCHES[what];
if (bench === undefined) {
  console.error(`usage: npm run bench -- <${Object.keys(BENCHES).join("|")}> [options]

  train       ms of a training step against PyTorch
              --network mlp,wigglenet  --batch 4,16,64  --threads 1  --rounds 7  --json
  features    ms of a feature of one clip against its Python reference
              --features mfcc,mel  --threads 1,2  --rounds 7  --clips folder  --json
  forecast    s that a run was told to take, and took
              --corpus folder, and others  --recipe "svm on functionals"  --json
  known-pitch errors of pitch trackers on synthetic voices of known F0, clean and in noise, against swift-f0
              --json
  live        ms of work per hop of listening in a page, MB of memory, difference from Node; more than one thread needs special headers
              --model tiny,ravdess  --threads 1,2  --minutes 60  --json
  live-page   MB of memory, minute by minute, of the built live page at a microphone in real time
              --minutes 60  --page folder
  outsiders   UAR for new speakers of our models and of scikit-learn's, on the same features and folds
              --corpus folder  --features functionals  --json
  peers       UAR and seconds of nkululeko, scikit-learn and the built prosodia on EMO-DB in the same folds, and planted leaks
              --corpus folder of EMO-DB  --json; nkululeko by the Python of PROSODIA_NKULULEKO
  models      processor s of a fit of a model without epochs, or of a step, against scikit-learn
              --model random-forest,svm,pca  --rows 1125,4500  --cols 1342,9900  --rounds 3  --json
  breeding    s of breeding from 100 members on 1125 clips for 200 generations
              --json
  experiment  s of a whole experiment by the built prosodia train against a script of librosa and PyTorch
              --network mlp,wigglenet,timnet  --features serial,pooled  --rounds 3  --clips folder of RAVDESS  --json
  queue       ms that a queue adds to a job, with a redis-server or valkey-server that it starts
              --workers 1,2,3,4  --jobs 100,1000,10000,50000  --json
  queue-proof whether killed workers and a killed server change a bit of an experiment (its file with final: false)
              --experiment file.yaml  --rounds 5  --seed 1
  scale       s and MB of peak memory of the built command line on corpora of many clips
              --clips 1000,20000,200000  --commands inspect,features,linear,landmarks,network,images  --folder kept  --json

The references are run by the Python of PROSODIA_PYTHON, or python3; rows have no reference where it is missing.`);
  process.exitCode = 2;
} else await bench(args);
