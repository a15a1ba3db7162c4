/** Something in a file cannot be taken over. */
export class FileFault extends Error {
  /** Where it stands: `line 7`. */
  readonly place: string;

  constructor(place: string, reason: string) {
    super(`${place}: ${reason}`);
    this.place = place;
  }
}
