/** What a microphone has taken up, as a WAV file that is made when somebody wants it. */
export class Sound {
  /** Whole seconds, at least 1. */
  readonly seconds: number;
  readonly #make: () => Buffer;
  #file: Buffer | undefined;

  constructor(seconds: number, make: () => Buffer) {
    this.seconds = Math.max(1, Math.round(seconds));
    this.#make = make;
  }

  get file(): Buffer {
    this.#file ??= this.#make();
    return this.#file;
  }
}

/** Samples per second; one channel of 16 bits each, as telephones have it. */
const rate = 8000;
const headerLength = 44;

/** Somebody speaks: syllables of a voice that depends on the seed, with breaks between words. The same for the same seed. */
export function speech(seed: number, seconds: number): Sound {
  return new Sound(seconds, () => wav(spoken(seed, Math.max(1, Math.round(seconds)) * rate)));
}

/** One sound after the other. */
export function joinedSounds(first: Sound, second: Sound): Sound {
  const data = () => Buffer.concat([first, second].map(({ file }) => samplesOf(file)));
  return new Sound(first.seconds + second.seconds, () => wav(data()));
}

/** A WAV file from elsewhere, in whatever format; undefined when it is none. */
export function soundIn(file: Buffer): Sound | undefined {
  if (file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WAVE') return undefined;
  const format = chunk(file, 'fmt ');
  const data = chunk(file, 'data');
  if (!format || !data || format.length < 16) return undefined;
  const bytesPerSecond = format.readUInt32LE(8);
  return bytesPerSecond > 0 ? new Sound(data.length / bytesPerSecond, () => file) : undefined;
}

function samplesOf(file: Buffer): Buffer {
  return chunk(file, 'data') ?? Buffer.alloc(0);
}

function chunk(file: Buffer, name: string): Buffer | undefined {
  for (let at = 12; at + 8 <= file.length; ) {
    const length = file.readUInt32LE(at + 4);
    if (file.toString('latin1', at, at + 4) === name) return file.subarray(at + 8, at + 8 + length);
    at += 8 + length + (length % 2);
  }
  return undefined;
}

function wav(samples: Buffer): Buffer {
  const header = Buffer.alloc(headerLength);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(headerLength - 8 + samples.length, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(samples.length, 40);
  return Buffer.concat([header, samples]);
}

/** Resonances of a few vowels in hertz, which is what makes a hum sound like a voice. */
const vowels = [
  [730, 1090],
  [270, 2290],
  [530, 1840],
  [570, 840],
  [300, 870],
] as const;
const overtones = 12;

function spoken(seed: number, length: number): Buffer {
  const random = generator(seed);
  const samples = Buffer.alloc(length * 2);
  const pitch = 95 + 110 * random();
  for (let at = Math.round(rate * 0.1); at < length; ) {
    const syllable = Math.round(rate * (0.11 + 0.12 * random()));
    const vowel = vowels[Math.floor(random() * vowels.length)] ?? vowels[0];
    sing(samples, at, Math.min(syllable, length - at), pitch * (0.9 + 0.2 * random()), vowel);
    const pause = random() < 0.25 ? 0.18 + 0.2 * random() : 0.02;
    at += syllable + Math.round(rate * pause);
  }
  return samples;
}

function sing(samples: Buffer, start: number, length: number, pitch: number, vowel: readonly [number, number]): void {
  const partials = Array.from({ length: overtones }, (_, index) => {
    const frequency = pitch * (index + 1);
    const near = (resonance: number) => 1 / (1 + ((frequency - resonance) / 120) ** 2);
    return { turn: (2 * Math.PI * frequency) / rate, strength: near(vowel[0]) + 0.6 * near(vowel[1]) + 0.08 };
  });
  for (let index = 0; index < length; index += 1) {
    const swell = Math.sin((Math.PI * index) / length);
    const value = partials.reduce((sum, { turn, strength }) => sum + strength * Math.sin(turn * index), 0);
    samples.writeInt16LE(Math.round(Math.max(-1, Math.min(1, value * swell * 0.25)) * 30_000), (start + index) * 2);
  }
}

/** Numbers from 0 to 1 that look random and are the same in every run. */
function generator(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
}
