/** A message that was left before the server started. */
export interface SeedInstantMessage {
  readonly from: string;
  readonly to: string;
  readonly date: string;
  readonly unread: boolean;
  readonly message: string;
}

/** Messages that wait for users from the start. */
export const leftMessages: readonly SeedInstantMessage[] = [
  {
    from: 'carol',
    to: 'bob',
    date: '2026-01-12T08:05:00.000Z',
    unread: false,
    message: 'The labels for Lyon are printed.',
  },
  {
    from: 'alice',
    to: 'bob',
    date: '2026-01-12T16:40:00.000Z',
    unread: true,
    message: 'Can you call the forwarder tomorrow? He waits for the papers.',
  },
];
