/** Two tones, a pause, as telephones ring. */
const rhythm = { on: 0.8, every: 2.4, tones: [440, 480] } as const;

let context: AudioContext | undefined;
let ringing: number | undefined;

/** Lets the telephones be heard or not. A browser only allows it after somebody has clicked. */
export function setRinging(isRinging: boolean): void {
  if (!isRinging) {
    window.clearInterval(ringing);
    ringing = undefined;
    return;
  }
  if (ringing !== undefined) return;
  ring();
  ringing = window.setInterval(ring, rhythm.every * 1000);
}

function ring(): void {
  context ??= new AudioContext();
  const { currentTime, destination } = context;
  for (const frequency of rhythm.tones) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = frequency;
    volume.gain.value = 0.05;
    tone.connect(volume).connect(destination);
    tone.start(currentTime);
    tone.stop(currentTime + rhythm.on);
  }
}
