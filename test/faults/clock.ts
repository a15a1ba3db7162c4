/** The clock on the wall of this process, which can be set like that of a machine. */
const machine = Date;
let ahead = 0;

class SettableDate extends machine {
  constructor(...given: unknown[]) {
    if (given.length === 0) super(SettableDate.now());
    else super(...(given as [number]));
  }

  static override now(): number {
    return machine.now() + ahead;
  }
}

/** Sets the clock ahead by so many milliseconds, or back; 0: as the machine has it. */
export function setClock(milliseconds: number): void {
  ahead = milliseconds;
  globalThis.Date = milliseconds === 0 ? machine : (SettableDate as DateConstructor);
}
