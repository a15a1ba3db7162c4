import { codeOf } from '../error-code.ts';

/**
 * How far a request got: `no`, the other side cannot have carried it out; `maybe`, it can have; `yes`, it had the whole
 * request and answered.
 */
export type Sent = 'no' | 'maybe' | 'yes';

/** What is known of a request that came to no answer, or to no readable one. */
export interface FailureDetails {
  /** Code of the error: `CONNECTION`, `CERTIFICATE`, `ANSWER_CUT`, … */
  readonly code: string;
  /** One clause that says what failed, why, and what to do. Holds no secret. */
  readonly text: string;
  readonly sent: Sent;
  /** Node.js's name of the failure (`ECONNREFUSED`), or ours where it has none (`PROXY_407`). */
  readonly type?: string | undefined;
  /** Whether it cannot pass by itself: somebody has to correct a setting. */
  readonly lasting?: boolean;
}

/** A request without a usable answer, in words. */
export class HttpFailure extends Error {
  readonly details: FailureDetails;

  constructor(details: FailureDetails) {
    super(details.text);
    this.details = details;
  }
}

/** Marks what went wrong between here and a proxy, so that the server is not blamed for it. */
export class ProxyFailure extends Error {
  readonly code: string;
  /** `host:port` of the proxy. */
  readonly proxy: string;
  /** Status of the proxy's answer, where it gave one instead of a tunnel. */
  readonly status: number | undefined;
  /** Whether it speaks TLS, and was spoken to in clear. */
  readonly wantsTls: boolean;

  constructor(proxy: string, problem: number | unknown) {
    const status = typeof problem === 'number' ? problem : undefined;
    super(status === undefined ? 'the proxy cannot be used' : `the proxy answers ${status}`);
    this.proxy = proxy;
    this.status = status;
    this.wantsTls = status === undefined && isTlsAnswer(problem);
    this.code = status === undefined ? (codeOf(problem) ?? 'PROXY') : `PROXY_${status}`;
  }
}

/** How far an exchange had come when it failed. */
export interface Progress {
  /** Address asked, without credentials. */
  readonly url: string;
  /** `host:port` of the proxy that passes single requests on, where there is one. */
  readonly proxy: string | undefined;
  /** Whether any of the request may have been written. */
  readonly started: boolean;
  /** Status of the answer, when its head had come. */
  readonly status: number | undefined;
}

/** Says in words what became of an exchange. */
export function explain(error: unknown, progress: Progress): HttpFailure {
  if (error instanceof HttpFailure) return error;
  return new HttpFailure(detailsOf(error, progress));
}

function detailsOf(error: unknown, progress: Progress): FailureDetails {
  if (error instanceof ProxyFailure) return ofProxy(error);
  const type = codeOf(error);
  const url = new URL(progress.url);
  const server = `${url.hostname}:${url.port || (url.protocol === 'https:' ? 443 : 80)}`;
  if (type && certificateProblems.test(type)) return ofCertificate(type, url.hostname);
  if (!progress.started && isOwnCertificateProblem(error, type)) return ofOwnCertificate(error);
  if (!progress.started) {
    const via = progress.proxy;
    if (via) return ofProxy(new ProxyFailure(via, error));
    return { code: 'CONNECTION', sent: 'no', ...beforeRequest(type, server, url), type };
  }
  if (progress.status !== undefined) {
    const text = `the answer of ${server} (${progress.status}) was cut off; read the state before trying again`;
    return { code: 'ANSWER_CUT', text, sent: 'yes', type };
  }
  if (isUnreadable(error)) return unreadable(error, type ?? 'HPE_INVALID', { ...progress, server, url });
  const text = `${server} ended the connection before it answered${named(type)}; whether the request was carried out is not known`;
  return { code: 'CONNECTION', text, sent: 'maybe', type: type === 'UND_ERR_SOCKET' ? 'ECONNRESET' : type };
}

/** What undici calls an answer that breaks the rules of HTTP: contradictory lengths, headers without end. */
const brokenRules: ReadonlySet<string | undefined> = new Set([
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'UND_ERR_HEADERS_OVERFLOW',
]);

/** Whether undici could not read what came as HTTP; it does not always say by a code why. */
function isUnreadable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    error.name === 'HTTPParserError' ||
    brokenRules.has(codeOf(error)) ||
    /^bad (?:response|upgrade)$/.test(error.message)
  );
}

/** Something that is no HTTP came back. */
function unreadable(
  error: unknown,
  type: string,
  { server, url, proxy }: Pick<Progress, 'proxy'> & { server: string; url: URL },
): FailureDetails {
  if (url.protocol === 'http:' && isTlsAnswer(error)) {
    return proxy ? ofProxy(new ProxyFailure(proxy, error)) : wantsTls(type, server, url);
  }
  const named = type.replace(/^UND_ERR_(?:RES_)?/, '');
  const text = `${server} answers with something that is not HTTP (${named}); is the address that of the server?`;
  return { code: 'BAD_ANSWER', text, sent: 'maybe', type: named };
}

/** Whether what could not be read as HTTP is a TLS alert, or a handshake's record. */
function isTlsAnswer(error: unknown): boolean {
  const { data } = error as { data?: unknown };
  return isTlsRecord(String(data ?? ''));
}

/** Whether bytes are the beginning of an alert or a handshake of TLS: type 21 or 22, version 3. */
function isTlsRecord(bytes: string): boolean {
  const [type, version] = [bytes.charCodeAt(0), bytes.charCodeAt(1)];
  return (type === 21 || type === 22) && version === 3;
}

/** A port that speaks TLS was spoken to in clear. Nothing of it can have been understood. */
export function wantsTls(type: string | undefined, server: string, url: URL): FailureDetails {
  const text = `${server} speaks TLS; did you mean https://${url.host}? Correct the address in the account`;
  return { code: 'CONNECTION', text, sent: 'no', type, lasting: true };
}

const certificateProblems =
  /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w*(?:ISSUER|VERIFY|CERT)\w*|CERT_\w+|ERR_TLS_CERT_\w+|HOSTNAME_MISMATCH)$/;

function ofCertificate(type: string, host: string): FailureDetails {
  const said = (problem: string, advice: string): FailureDetails => ({
    code: 'CERTIFICATE',
    text: `${host}: its certificate is not trusted: ${problem} (${type}); ${advice}`,
    sent: 'no',
    type,
    lasting: true,
  });
  switch (type) {
    case 'CERT_HAS_EXPIRED':
      return said('it has expired', 'have it renewed on the server, or correct the clock of this machine');
    case 'CERT_NOT_YET_VALID':
      return said('it is not valid yet', 'correct the clock of this machine, or of the server');
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
    case 'HOSTNAME_MISMATCH':
      return said(
        'it was issued for another host',
        'type the name that it was issued for, or give that name in a TLS configuration in the account',
      );
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return said('it is self-signed', 'choose a TLS configuration in the account that holds it as its authority');
    default:
      return said('its authority is unknown', 'choose a TLS configuration in the account that holds the authority');
  }
}

/** Whether certificate, key or PFX file of the account's own configuration cannot be read. */
function isOwnCertificateProblem(error: unknown, type = ''): boolean {
  const unreadable = /mac verify failure|bad decrypt|no start line|key values mismatch|not enough data|asn1/i;
  return /^ERR_OSSL_|^ERR_CRYPTO_/.test(type) || (error instanceof Error && unreadable.test(error.message));
}

function ofOwnCertificate(error: unknown): FailureDetails {
  const reason = error instanceof Error ? error.message.replace(/^error:\w*:/, '').slice(0, 100) : 'unknown reason';
  const text = `certificate or key of the TLS configuration cannot be read (${reason}); check its files and its passphrase`;
  return { code: 'CERTIFICATE', text, sent: 'no', type: codeOf(error) ?? 'UNREADABLE', lasting: true };
}

function ofProxy({ code: type, proxy, status, wantsTls: secure }: ProxyFailure): FailureDetails {
  const said = (text: string, lasting = false): FailureDetails => ({
    code: 'CONNECTION',
    text,
    sent: 'no',
    type,
    lasting,
  });
  if (status === 407 || status === 401)
    return said(
      `the proxy ${proxy} refuses login or password (${status}); correct them in the proxy's configuration`,
      true,
    );
  if (status !== undefined)
    return said(
      `the proxy ${proxy} does not let requests through to the server (${status}); ask its administrator to allow them`,
    );
  if (certificateProblems.test(type)) return ofCertificate(type, `the proxy ${proxy}`);
  if (secure) return said(`the proxy ${proxy} speaks TLS; give its address with https://`, true);
  if (noTls.has(type))
    return said(`the proxy ${proxy} does not speak TLS (${type}); give its address with http://`, true);
  return said(`the proxy ${proxy} cannot be reached (${type}); check its address, and whether it runs`);
}

/** Failures of look-up, connection and handshake: nothing was sent. */
function beforeRequest(type: string | undefined, server: string, url: URL): { text: string; lasting?: boolean } {
  switch (type) {
    case 'ENOTFOUND':
      return { text: `the name ${url.hostname} is not known (${type}); correct the address in the account` };
    case 'EAI_AGAIN':
      return { text: `the name ${url.hostname} cannot be looked up now (${type}); check this machine's DNS server` };
    case 'ECONNREFUSED':
      return { text: `${server} refuses the connection (${type}); check the port, and whether the server runs` };
    default:
      break;
  }
  if (type && noTls.has(type)) {
    return {
      text: `${server} does not speak TLS (${type}); did you mean http://${url.host}? Correct the address in the account`,
      lasting: true,
    };
  }
  return { text: `${server} cannot be reached${named(type)}; check address and network` };
}

/** What OpenSSL says of a peer that answers a handshake in clear. */
const noTls: ReadonlySet<string> = new Set([
  'EPROTO',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
]);

function named(type: string | undefined): string {
  return type && !type.startsWith('UND_') ? ` (${type})` : '';
}
