import { TelephonyError, unreachable } from '../../runtime/errors.ts';
import { channelOrigin } from './subscription.ts';

/** Whatever went wrong with the channel, as its error. */
export function channelProblem(error: unknown): TelephonyError {
  return unreachable(channelOrigin, error);
}

/** The channel ended where it should have gone on. */
export function channelEnded(): TelephonyError {
  return channelProblem(new Error('the channel ended'));
}

/** Nothing came for longer than the server promised. */
export function channelSilent(milliseconds: number): TelephonyError {
  const message = `nothing came for ${milliseconds / 1000} s, not even a sign of life; it is opened again`;
  return new TelephonyError('CHANNEL_SILENT', message, { ...channelOrigin, canRetry: true });
}

/** The server is there, but what it writes to the channel does not arrive. */
export function channelHeldBack(): TelephonyError {
  const message =
    'the server answers, but no event comes through, not even the first; a proxy in between may be holding them back: let it pass them on at once (nginx: proxy_buffering off)';
  return new TelephonyError('CHANNEL_BUFFERED', message, { ...channelOrigin, canRetry: true });
}

/** A web page stands where the events should. */
export function webPageForEvents(status: number): TelephonyError {
  const message = 'a web page came instead of events; is something else at the address of the events?';
  return new TelephonyError('BAD_ANSWER', message, { ...channelOrigin, status, canRetry: true });
}

/** Whether waiting will hardly help, so that a person has to hear of it at once. */
export function needsPerson({ code }: TelephonyError): boolean {
  return code === 'BAD_ANSWER' || code === 'CHANNEL_BUFFERED';
}

/** Whether the server no longer knows the channel or its session. */
export function isChannelGone({ cause: { status = 0, operation } }: TelephonyError): boolean {
  return status >= 300 && status < 500 && operation === channelOrigin.operation;
}

/** Whether the server refuses what listeners ask for, so that asking for less may help. */
export function isRefusal({ code, cause: { status = 0, canRetry } }: TelephonyError): boolean {
  return code === 'SUBSCRIPTION_REFUSED' || (status >= 400 && status < 500 && !canRetry);
}
