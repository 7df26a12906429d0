# Small files of the formats and header fields that change samples, and what libsndfile and ffmpeg read from them:
# soundfile 0.14.0 (libsndfile 1.2.2), numpy 2.4.6, ffmpeg 5.1.9, LAME 3.100, vorbis-tools 1.4.2, opus-tools 0.2
# (Debian 12).
import json, pathlib, struct, subprocess
import numpy as np, soundfile as sf

OUT = pathlib.Path(__file__).parents[2] / "test/golden/audio-formats"
OUT.mkdir(exist_ok=True)
RATE, STEP = 16000, 37


def tone(n, rate=RATE, channels=2):
    t = np.arange(n) / rate
    one = [0.5 * np.sin(2 * np.pi * (300 + 130 * c) * t + c) + 0.1 * np.sin(2 * np.pi * 2100 * t) for c in range(channels)]
    return np.stack(one, 1)


run = lambda *words: subprocess.run(words, check=True, capture_output=True).stdout
short = tone(700)
for name, container, subtype, channels, endian in [
    ("alaw.wav", "WAV", "ALAW", 1, "FILE"), ("ulaw.wav", "WAV", "ULAW", 2, "FILE"),
    ("ima.wav", "WAV", "IMA_ADPCM", 1, "FILE"), ("ima-stereo.wav", "WAV", "IMA_ADPCM", 2, "FILE"),
    ("ms.wav", "WAV", "MS_ADPCM", 1, "FILE"), ("ms-stereo.wav", "WAV", "MS_ADPCM", 2, "FILE"),
    ("big.wav", "WAV", "PCM_16", 2, "BIG"), ("rf64.wav", "RF64", "PCM_16", 1, "FILE"),
    ("pcm24.w64", "W64", "PCM_24", 2, "FILE"), ("ima.w64", "W64", "IMA_ADPCM", 1, "FILE"),
    ("pcm8.aiff", "AIFF", "PCM_S8", 1, "FILE"), ("pcm16.aiff", "AIFF", "PCM_16", 2, "FILE"),
    ("pcm24.aiff", "AIFF", "PCM_24", 1, "FILE"), ("sowt.aiff", "AIFF", "PCM_16", 1, "LITTLE"),
    ("float.aiff", "AIFF", "FLOAT", 1, "FILE"), ("alaw.aiff", "AIFF", "ALAW", 1, "FILE"),
    ("pcm16.au", "AU", "PCM_16", 2, "FILE"), ("ulaw.au", "AU", "ULAW", 1, "FILE"), ("alaw.au", "AU", "ALAW", 1, "FILE"),
    ("float.au", "AU", "FLOAT", 1, "FILE"), ("double.au", "AU", "DOUBLE", 1, "FILE"), ("pcm24-little.au", "AU", "PCM_24", 1, "LITTLE"),
    ("pcm16-little.sph", "NIST", "PCM_16", 2, "LITTLE"), ("pcm16-big.sph", "NIST", "PCM_16", 1, "BIG"),
    ("ulaw.sph", "NIST", "ULAW", 1, "FILE"),
]:
    sf.write(OUT / name, short[:, :channels], RATE, format=container, subtype=subtype, endian=endian)

# fields that change samples
wav = "/tmp/golden-formats.wav"
sf.write(wav, tone(4000, 32000, 1), 32000, subtype="PCM_16")
ffmpeg = lambda *words: run("ffmpeg", "-y", "-v", "error", "-i", wav, "-map_metadata", "-1", "-bitexact", *words)
run("lame", "--quiet", "-b", "64", "-m", "m", wav, OUT / "lame.mp3")
run("ffmpeg", "-y", "-v", "error", "-i", wav, "-b:a", "64k", OUT / "lavc.mp3")
ffmpeg("-c:a", "adpcm_ima_wav", OUT / "ima-ffmpeg.wav")
ffmpeg("-c:a", "adpcm_ms", OUT / "ms-ffmpeg.wav")
lame = bytearray((OUT / "lame.mp3").read_bytes())
at = lame.find(b"LAME") + 21
lame[at : at + 3] = ((700 << 12) | 900).to_bytes(3, "big")
(OUT / "delay.mp3").write_bytes(lame)
at = lame.find(b"LAME")
lame[at : at + 4] = b"GOGO"
(OUT / "other-encoder.mp3").write_bytes(lame)
sf.write(wav, tone(6000, 48000, 1), 48000, subtype="PCM_16")
run("opusenc", "--quiet", "--bitrate", "16", "--discard-comments", wav, OUT / "plain.opus")


def ogg_crc(page):
    crc = 0
    for byte in page:
        crc ^= byte << 24
        for _ in range(8):
            crc = ((crc << 1) ^ (0x04C11DB7 if crc & 0x80000000 else 0)) & 0xFFFFFFFF
    return crc


def repaired(data):
    at = 0
    while at < len(data):
        end = at + 27 + data[at + 26]
        end += sum(data[at + 27 : end])
        data[at + 22 : at + 26] = bytes(4)
        data[at + 22 : at + 26] = struct.pack("<I", ogg_crc(data[at:end]))
        at = end
    return bytes(data)


opus = bytearray((OUT / "plain.opus").read_bytes())
head = opus.find(b"OpusHead")
for name, offset, value in [("gain.opus", 16, -1536), ("pre-skip.opus", 10, 1000)]:
    changed = bytearray(opus)
    changed[head + offset : head + offset + 2] = struct.pack("<h", value)
    (OUT / name).write_bytes(repaired(changed))
last = opus.rfind(b"OggS")
changed = bytearray(opus)
changed[last + 6 : last + 14] = struct.pack("<q", struct.unpack("<q", opus[last + 6 : last + 14])[0] - 500)
(OUT / "end.opus").write_bytes(repaired(changed))
run("ffmpeg", "-y", "-v", "error", "-i", OUT / "plain.opus", "-c", "copy", "-metadata", "R128_TRACK_GAIN=-2560", OUT / "r128.opus")

sf.write(wav, tone(6000, 48000, 6), 48000, subtype="PCM_16")
run("ffmpeg", "-y", "-v", "error", "-channel_layout", "5.1", "-i", wav, "-c:a", "libopus", "-b:a", "128k", "-mapping_family", "1", OUT / "surround.opus")
run("ffmpeg", "-y", "-v", "error", "-channel_layout", "5.1", "-i", wav, "-c:a", "libopus", "-b:a", "128k", "-mapping_family", "255", OUT / "discrete.opus")
run("oggenc", "-Q", "-q", "1", "--discard-comments", "-o", OUT / "surround.ogg", wav)
sf.write(wav, tone(9000, 16000, 1), 16000, subtype="PCM_16")
run("oggenc", "-Q", "-q", "1", "--discard-comments", "-o", OUT / "tone.ogg", wav)
run("flac", "-s", "-f", "--blocksize=192", "-o", OUT / "blocks.flac", wav)

# PCM with a "fact" of fewer and of more samples: both readers pay no heed to it
sf.write(wav, tone(300, 16000, 1), 16000, subtype="PCM_16")
plain = pathlib.Path(wav).read_bytes()
for name, count in [("fact-less.wav", 100), ("fact-more.wav", 1000)]:
    fact = b"fact" + struct.pack("<II", 4, count)
    riff = b"RIFF" + struct.pack("<I", len(plain) - 8 + len(fact)) + plain[8:36] + fact + plain[36:]
    (OUT / name).write_bytes(riff)
# the same for ADPCM, though its last block is filled up: encoders write wrong counts
ima = bytearray((OUT / "ima.wav").read_bytes())
at = ima.find(b"fact") + 8
ima[at : at + 4] = struct.pack("<I", 600)
(OUT / "ima-fact.wav").write_bytes(ima)


def mean_of(data):
    return data.astype(np.float64).mean(1).astype(np.float32)


def by_ffmpeg(file):
    probe = json.loads(run("ffprobe", "-v", "error", "-show_streams", "-of", "json", file))["streams"][0]
    data = np.frombuffer(run("ffmpeg", "-v", "error", "-i", file, "-f", "f32le", "-"), np.float32)
    return data.reshape(-1, probe["channels"]), int(probe["sample_rate"])


def by_libsndfile(file):
    return sf.read(file, dtype="float32", always_2d=True)


expected = {}
for file in sorted(OUT.iterdir()):
    # MP3: how much of the ends is cut off follows ffmpeg
    reader, read = ("ffmpeg", by_ffmpeg) if file.suffix == ".mp3" else ("libsndfile", by_libsndfile)
    data, rate = read(file)
    mean = mean_of(data)
    expected[file.name] = {"reader": reader, "sampleRate": rate, "channels": data.shape[1], "length": len(mean),
                           "samples": [float(f"{v:.7g}") for v in mean[::STEP]]}
golden = {"libsndfile": sf.__libsndfile_version__, "ffmpeg": "5.1.9", "step": STEP, "files": expected}
(OUT.parent / "audio-formats.json").write_text(json.dumps(golden))
