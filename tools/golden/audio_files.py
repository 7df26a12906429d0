# Small audio files of every format, and what libsndfile reads from them: soundfile 0.14.0, numpy 2.4.6;
# encoders: flac 1.4.2, LAME 3.100, vorbis-tools 1.4.2, opus-tools 0.2 (Debian 12).
import json, pathlib, subprocess
import numpy as np, soundfile as sf

OUT = pathlib.Path(__file__).parents[2] / "test/golden/audio"
OUT.mkdir(exist_ok=True)
RATE, STEP = 16000, 23


def lcg(n, seed):
    values, state = np.empty(n), seed
    for i in range(n):
        state = (1664525 * state + 1013904223) % 2**32
        values[i] = state / 2**31 - 1
    return values


t = np.arange(4800) / RATE
mono = 0.5 * np.sin(2 * np.pi * 440 * t) + 0.2 * np.sin(2 * np.pi * 1234 * t) + 0.01 * lcg(4800, 1)
stereo = np.stack([mono, 0.3 * np.sin(2 * np.pi * 700 * t)], 1)

short = stereo[:1500]
sf.write(OUT / "pcm8.wav", short, RATE, subtype="PCM_U8")
sf.write(OUT / "pcm16.wav", short, RATE, subtype="PCM_16")
sf.write(OUT / "pcm24-extensible.wav", short[:, :1], RATE, format="WAVEX", subtype="PCM_24")
sf.write(OUT / "pcm32.wav", short[:, :1], RATE, subtype="PCM_32")
sf.write(OUT / "float32.wav", short[:, :1], RATE, subtype="FLOAT")
sf.write(OUT / "float64.wav", short[:, :1], RATE, subtype="DOUBLE")
sf.write(OUT / "mono16.flac", mono, RATE, subtype="PCM_16")
sf.write(OUT / "stereo24.flac", short, RATE, subtype="PCM_24")
sf.write(OUT / "stereo8.flac", short, RATE, subtype="PCM_S8")
sf.write(OUT / "noise.flac", 0.5 * lcg(6000, 7), RATE, subtype="PCM_16")

wav = "/tmp/golden-audio.wav"
sf.write(wav, mono, RATE, subtype="PCM_16")
run = lambda *words: subprocess.run(words, check=True, capture_output=True)
run("lame", "--quiet", "-b", "32", wav, OUT / "mono.mp3")
run("lame", "--quiet", "-b", "32", "-t", wav, OUT / "untagged.mp3")
run("oggenc", "-Q", "-q", "2", "--discard-comments", "-o", OUT / "mono.ogg", wav)
sf.write(wav, stereo, RATE, subtype="PCM_16")
run("lame", "--quiet", "-V", "6", "-m", "j", "--id3v2-only", "--tt", "tone", wav, OUT / "stereo-id3.mp3")
# Opus at its own rate: 48 kHz
t = np.arange(9600) / 48000
sf.write(wav, np.stack([0.5 * np.sin(2 * np.pi * 440 * t), 0.3 * np.sin(2 * np.pi * 700 * t)], 1), 48000)
run("opusenc", "--quiet", "--bitrate", "24", "--discard-comments", wav, OUT / "stereo.opus")

expected = {}
for file in sorted(OUT.iterdir()):
    if file.suffix == ".json":
        continue
    data, rate = sf.read(file, dtype="float32", always_2d=True)
    mean = data.astype(np.float64).mean(1).astype(np.float32)
    expected[file.name] = {
        "sampleRate": rate,
        "channels": data.shape[1],
        "length": len(mean),
        "samples": [float(f"{v:.9g}") for v in mean[::STEP]],
    }
golden = {"soundfile": sf.__version__, "libsndfile": sf.__libsndfile_version__, "numpy": np.__version__,
          "step": STEP, "files": expected}
(OUT.parent / "audio-files.json").write_text(json.dumps(golden))
