"""What nkululeko answered: from the experiment that it saved, a table of files and labels, answers.csv.

    python -m nkululeko.nkululeko --config nkululeko.ini && python nkululeko_answers.py nkululeko.ini

nkululeko 1.14.1 writes no answers of a cross-validation; they are in the experiment that it pickles.
"""
import configparser
import sys

import pandas as pd
from nkululeko.experiment import Experiment

config = configparser.ConfigParser()
config.read(sys.argv[1])
experiment = Experiment(config)
experiment.set_module("nkululeko")
experiment.load(experiment.util.get_save_name())
model = experiment.runmgr.modelrunner.model
names = experiment.label_encoder.inverse_transform
files = model.truths.index.get_level_values("file") if model.truths.index.nlevels > 1 else model.truths.index
pd.DataFrame(
    {"file": files, "emotion": names(model.truths.astype(int)), "predicted": names(model.preds.astype(int))}
).to_csv("answers.csv", index=False)
