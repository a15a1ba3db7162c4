import type { OpenTouch } from '../../../catalogue/static.ts';

export type Conference = OpenTouch<'opentouch-conferences', 'Conference'>;
export type ConferenceRequest = OpenTouch<'opentouch-conferences', 'ConferenceRequest'>;
export type ConferenceDocument = OpenTouch<'opentouch-conferences', 'ConferenceDocument'>;
export type Participant = OpenTouch<'opentouch-conferences', 'ConferenceParticipant'>;
export type Recurrence = OpenTouch<'opentouch-conferences', 'Recurrence'>;
export type JoinRequest = OpenTouch<'opentouch-conferences', 'JoinConferenceRequest'>;

/** A conference as the server keeps it: what it shows of it, and who has made it. */
export interface Kept {
  readonly conferenceId: string;
  readonly owner: string;
  /** Login name of the delegate or the owner. He keeps the right to manage it. */
  readonly creator: string;
  readonly shown: Conference;
}
