/** A message that lies in a mailbox when the server starts. */
export interface SeedVoiceMessage {
  /** Login name of a colleague, or a number outside; absent: the caller withheld his number. */
  readonly from?: string;
  readonly minutesAgo: number;
  readonly seconds: number;
  readonly unread?: true;
  readonly highPriority?: true;
}

const hour = 60;
const day = 24 * hour;

/** By login name, the newest first. */
export const seedMessages: Readonly<Record<string, readonly SeedVoiceMessage[]>> = {
  alice: [
    { from: '+33478550101', minutesAgo: 35, seconds: 6, unread: true, highPriority: true },
    { from: 'bob', minutesAgo: 3 * hour, seconds: 4, unread: true },
    { minutesAgo: day, seconds: 3 },
    { from: 'frank', minutesAgo: 2 * day, seconds: 8 },
    { from: '+33140205000', minutesAgo: 6 * day, seconds: 5 },
  ],
  bob: [
    { from: 'alice', minutesAgo: 20, seconds: 3, unread: true },
    { from: '+33478550142', minutesAgo: 2 * hour, seconds: 7, unread: true },
    { from: 'carol', minutesAgo: 5 * hour, seconds: 4 },
    { from: '+4930901820', minutesAgo: day, seconds: 9 },
    { from: 'dave', minutesAgo: 3 * day, seconds: 2 },
    { from: '+33478550142', minutesAgo: 4 * day, seconds: 5 },
    { from: 'erin', minutesAgo: 9 * day, seconds: 3 },
  ],
  carol: [
    { from: '+33199001020', minutesAgo: 50, seconds: 8, unread: true, highPriority: true },
    { from: '+33199001021', minutesAgo: 70, seconds: 5, unread: true },
    { from: 'grace', minutesAgo: 4 * hour, seconds: 3, unread: true },
    { from: 'alice', minutesAgo: 2 * day, seconds: 6 },
  ],
  dave: [
    { from: '+33199001030', minutesAgo: 90, seconds: 5, unread: true },
    { from: 'frank', minutesAgo: day, seconds: 4 },
  ],
  erin: [{ from: 'dave', minutesAgo: 8 * hour, seconds: 3 }],
  frank: [
    { from: 'grace', minutesAgo: 15, seconds: 4, unread: true },
    { from: 'grace', minutesAgo: 45, seconds: 5, unread: true },
    { from: '+41225550100', minutesAgo: 7 * hour, seconds: 10 },
  ],
  paula: [
    { from: '+33199001091', minutesAgo: 25, seconds: 4, unread: true },
    { from: 'marc', minutesAgo: 80, seconds: 3, unread: true },
    { from: '+33199001092', minutesAgo: 2 * day, seconds: 6 },
  ],
};
