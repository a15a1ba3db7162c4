import { randomBytes } from 'node:crypto';

/** One login of an application. Whom it belongs to is kept by name, for what is known of a user may change meanwhile. */
export interface SimulatedSession {
  readonly token: string;
  /** Who authenticated. */
  readonly account: string;
  /** Whom the session acts as: the supervised user in a supervised session. */
  readonly loginName: string;
  readonly admin: boolean;
  readonly application: string;
  readonly opened: Date;
}

interface Token {
  readonly account: string;
  readonly expires: number;
}

/** Tokens and the sessions that were opened with them: one session per token, and a token that has served is void. */
export class Sessions {
  readonly #timeToLive: number;
  readonly #onClosed: (session: SimulatedSession) => void;
  readonly #tokens = new Map<string, Token>();
  readonly #sessions = new Map<string, { session: SimulatedSession; timer: NodeJS.Timeout }>();

  /** @param timeToLive seconds that a session lives without a request */
  constructor(timeToLive: number, onClosed: (session: SimulatedSession) => void) {
    this.#timeToLive = timeToLive;
    this.#onClosed = onClosed;
  }

  get all(): readonly SimulatedSession[] {
    return [...this.#sessions.values()].map(({ session }) => session);
  }

  /** A new token for somebody whose password was right. */
  issue(account: string): string {
    const now = Date.now();
    for (const [token, { expires }] of this.#tokens) if (expires < now) this.#tokens.delete(token);
    const token = randomBytes(24).toString('hex');
    this.#tokens.set(token, { account, expires: now + this.#timeToLive * 1000 });
    return token;
  }

  /** Whose token it is, as long as no session was opened with it. */
  holder(token: string): string | undefined {
    const known = this.#tokens.get(token);
    return known && known.expires >= Date.now() ? known.account : undefined;
  }

  open(session: SimulatedSession): void {
    this.#tokens.delete(session.token);
    const timer = setTimeout(() => this.close(session), this.#timeToLive * 1000);
    this.#sessions.set(session.token, { session, timer });
  }

  /** The session of a token. Asking for it restarts its timer. */
  of(token: string): SimulatedSession | undefined {
    const open = this.#sessions.get(token);
    open?.timer.refresh();
    return open?.session;
  }

  close(session: SimulatedSession): void {
    const open = this.#sessions.get(session.token);
    if (!open) return;
    clearTimeout(open.timer);
    this.#sessions.delete(session.token);
    this.#onClosed(session);
  }

  /** Ends all sessions; with `tokens`, also the logins that have not opened one yet. */
  closeAll(tokens = false): void {
    for (const session of this.all) this.close(session);
    if (tokens) this.#tokens.clear();
  }
}
