type Message = Record<string, unknown>;

/** Messages in the order in which they came, and those who wait for one. */
export class Inbox {
  readonly #messages: Message[] = [];
  readonly #takers: ((message: Message) => void)[] = [];

  put(message: Message): void {
    const taker = this.#takers.shift();
    if (taker) taker(message);
    else this.#messages.push(message);
  }

  take(): Promise<Message> {
    const message = this.#messages.shift();
    return message ? Promise.resolve(message) : new Promise((resolve) => this.#takers.push(resolve));
  }

  content(): readonly Message[] {
    return this.#messages;
  }
}
