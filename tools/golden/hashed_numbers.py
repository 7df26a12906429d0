"""Numbers in [-1, 1) from an integer hash, float64; test/hashed.ts has the same."""
import numpy as np


def hashed(salt, count):
    i = np.arange(count, dtype=np.uint64)
    m = np.uint64(0xFFFFFFFF)
    h = ((i + np.uint64(1)) * np.uint64(2654435761) + np.uint64(salt) * np.uint64(40503)) & m
    h ^= h >> np.uint64(15)
    h = (h * np.uint64(2246822519)) & m
    h ^= h >> np.uint64(13)
    h = (h * np.uint64(3266489917)) & m
    h ^= h >> np.uint64(16)
    return h.astype(np.float64) / 2**31 - 1
