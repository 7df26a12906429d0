"""Reads the tables that `prosodia features table` wrote, as others do, and compares them.

    prosodia features table clips --feature functionals -o f.csv   (and f.parquet, f.arff, f.npz)
    python tools/read_tables.py f

pandas 3.1.1, pyarrow 26.0.1, scipy 1.17.1, numpy 2.4.6
"""
import sys

import numpy as np
import pandas as pd
from scipy.io import arff

stem = sys.argv[1]
npz = np.load(f"{stem}.npz")
names = list(npz["columns"])
tables = {"csv": pd.read_csv(f"{stem}.csv"), "parquet": pd.read_parquet(f"{stem}.parquet")}
rows, meta = arff.loadarff(f"{stem}.arff")
tables["arff"] = pd.DataFrame({name: rows[name] for name in meta.names()})
for format, table in tables.items():
    error = np.nanmax(np.abs(table[names].to_numpy().astype("f4") - npz["x"]))
    print(f"{format}: {len(table)} rows, {len(names)} numbers, largest difference to npz {error}")
