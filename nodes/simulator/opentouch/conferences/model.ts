import type { OpenTouch } from '../../../catalogue/static.ts';

/** A conference, as the reference has it. */
export type Conference = OpenTouch<'opentouch-conferences', 'Conference'>;

/** What is asked for when a conference is made or changed. */
export type ConferenceRequest = OpenTouch<'opentouch-conferences', 'ConferenceRequest'>;

/** A document of a conference, as the reference has it. */
export type ConferenceDocument = OpenTouch<'opentouch-conferences', 'ConferenceDocument'>;

/** Who takes part in a conference, as the reference has it. */
export type ConferenceParticipant = OpenTouch<'opentouch-conferences', 'ConferenceParticipant'>;

/** How a conference repeats, as the reference has it. */
export type Recurrence = OpenTouch<'opentouch-conferences', 'Recurrence'>;

/** What is asked for when somebody joins. */
export type JoinRequest = OpenTouch<'opentouch-conferences', 'JoinConferenceRequest'>;

/** A conference as the server keeps it: what it shows of it, and who has made it. */
export interface StoredConference {
  readonly conferenceId: string;
  readonly owner: string;
  /** Login name of the delegate or the owner. He keeps the right to manage it. */
  readonly creator: string;
  readonly shown: Conference;
}
