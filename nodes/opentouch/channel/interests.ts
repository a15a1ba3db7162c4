import { invalidInput, type TelephonyError } from '../../runtime/errors.ts';
import type { Session } from '../session/login.ts';
import type { ServerSettings } from '../session/settings.ts';
import { type EventInterest, type Filter, subscriptionFilterFor } from './filter.ts';
import type { ChannelListener } from './listener.ts';
import type { Concerned } from './recovery.ts';
import { channelOrigin } from './subscription.ts';

/** What listeners ask for, as it has to be said within a session. */
export class Interests {
  readonly #settings: ServerSettings;
  readonly #report: (problem: TelephonyError) => void;
  readonly #warned = new WeakSet<ChannelListener>();

  constructor(settings: ServerSettings, report: (problem: TelephonyError) => void) {
    this.#settings = settings;
    this.#report = report;
  }

  /** Each listener with what it is about; an administrator's that names nobody is about the account's own default user. */
  of(listeners: readonly ChannelListener[], { admin }: Session): Concerned[] {
    const { loginName } = this.#settings.defaults;
    return listeners.map((listener) => {
      const interest: EventInterest =
        admin && loginName && listener.interest.loginNames.length === 0
          ? { ...listener.interest, loginNames: [loginName] }
          : listener.interest;
      return { listener, interest };
    });
  }

  /** The filter that serves them all. Who has to say whom it is about is told so once. */
  filterFor(listeners: readonly ChannelListener[], session: Session): Filter {
    const all = this.of(listeners, session);
    const unnamed = session.admin ? all.filter(({ interest }) => interest.loginNames.length === 0) : [];
    if (unnamed.some(({ listener }) => !this.#warned.has(listener))) {
      for (const { listener } of unnamed) this.#warned.add(listener);
      this.#report(invalidInput(channelOrigin, 'loginNames', 'an administrator has to say whose events are wanted'));
    }
    return subscriptionFilterFor(all.map(({ interest }) => interest));
  }
}
