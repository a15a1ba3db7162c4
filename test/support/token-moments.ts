import type { Reply } from './scripted.ts';

const html = '<html><body>Please wait</body></html>';
const slow = (error: string): Reply => ({ status: 429, body: { error } });

/** Ways in which a token endpoint, or something before it, fails for a moment. */
export const momentaryFailures: Readonly<Record<string, Reply>> = {
  '429 temporarily_unavailable': slow('temporarily_unavailable'),
  '429 slow_down': slow('slow_down'),
  '429 quota_exceeded': slow('quota_exceeded'),
  '429 invalid_request': slow('invalid_request'),
  '429 invalid_client': slow('invalid_client'),
  '408': { status: 408, body: '' },
  '425': { status: 425, body: '' },
  '404 as a web page': { status: 404, headers: { 'Content-Type': 'text/html' }, body: html },
  '403 as a web page': { status: 403, headers: { 'Content-Type': 'text/html' }, body: html },
  '401 as a web page': { status: 401, headers: { 'Content-Type': 'text/html' }, body: html },
  '500': { status: 500, body: { error: 'server_error' } },
  '502': { status: 502, body: html },
  '503 with Retry-After': { status: 503, headers: { 'Retry-After': '1' }, body: '' },
  '504': { status: 504, body: '' },
  '200 as a web page': { status: 200, headers: { 'Content-Type': 'text/html' }, body: html },
  '200 with nothing in it': { status: 200, body: {} },
  '200 without a body': { status: 200, body: '' },
  '302': { status: 302, headers: { Location: '/login' }, body: '' },
  'a reset': { status: 200, reset: true },
  'a cut body': { status: 200, headers: { 'Content-Length': '500' }, body: '{"access_token":"cut' },
};
