import { randomUUID } from 'node:crypto';
import { json, type Reply } from '../../server/system.ts';

interface Known {
  readonly status: number;
  readonly message: string;
  readonly description: string;
}

const known = (status: number, message: string, description: string): Known => ({ status, message, description });

/** What Orange's gateway says by its codes: status, message, and what it says if nobody has anything better to say. */
export const codes: Readonly<Record<number, Known>> = {
  1: known(500, 'Internal error', 'Something went wrong behind the API.'),
  5: known(503, 'The service is temporarily unavailable', 'Come back later.'),
  6: known(503, 'Orange API is over capacity, retry later !', 'Too much is going on at the moment.'),
  20: known(400, 'Invalid URL parameter value', 'A part of the path is not valid.'),
  21: known(400, 'Missing body', 'The request needs a body.'),
  22: known(400, 'Invalid body', 'The body is not well formed.'),
  23: known(400, 'Missing body field', 'The body lacks a field.'),
  24: known(400, 'Invalid body field', 'A field of the body is not valid.'),
  25: known(400, 'Missing header', 'The request lacks a header.'),
  26: known(400, 'Invalid header value', 'A header is not valid.'),
  27: known(400, 'Missing query-string parameter', 'The query lacks a parameter.'),
  28: known(400, 'Invalid query-string parameter value', 'A parameter of the query is not valid.'),
  40: known(401, 'Missing credentials', 'The requested service needs credentials, but none were provided.'),
  41: known(401, 'Invalid credentials', 'The requested service needs credentials, but the ones provided were invalid.'),
  42: known(
    401,
    'Expired credentials',
    'The requested service needs credentials, and the ones provided were out-of-date.',
  ),
  50: known(403, 'Access denied', 'The application may not do this.'),
  51: known(403, 'Forbidden requester', 'The application is blocked.'),
  52: known(403, 'Forbidden user', 'The user is blocked.'),
  53: known(403, 'Too many requests', 'The application has spent what it is allowed.'),
  60: known(404, 'Resource not found', 'There is nothing at this address.'),
  61: known(405, 'Method not allowed', 'The address does not take this method.'),
  62: known(406, 'Not acceptable', 'Nothing that the request accepts can be answered.'),
  63: known(408, 'Request time-out', 'The request took too long to arrive.'),
  64: known(411, 'Length required', 'The request must tell the length of its body.'),
  65: known(412, 'Precondition failed', 'A condition of the request does not hold.'),
  66: known(413, 'Request entity too large', 'The body is too long.'),
  67: known(414, 'Request-URI too long', 'The address is too long.'),
  68: known(415, 'Unsupported Media Type', 'The body is of a type that is not read here.'),
  69: known(409, 'Conflict', 'The resource is in another state.'),
  100: known(422, 'Functional error', 'The API understood, and cannot do it.'),
};

/** The code that goes with a status when nothing else is said. */
const byStatus: Readonly<Record<number, number>> = {
  400: 24,
  401: 41,
  403: 50,
  429: 53,
  500: 1,
  502: 1,
  503: 5,
  504: 6,
};

function codeFor(status: number): number {
  const found = byStatus[status] ?? Object.keys(codes).find((code) => codes[Number(code)]?.status === status);
  return Number(found ?? 1);
}

/** What a refusal may say otherwise than its code does. */
export interface RefusalDetails {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that an API behind the gateway does not carry out. */
export class OrangeRefusal extends Error {
  readonly code: number;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  /** @param more headers, and a status where it is not the usual one of the code */
  constructor(code: number, description?: string, more: RefusalDetails = {}) {
    const { status = 500, description: usual = '' } = codes[code] ?? {};
    super(description ?? usual);
    this.code = code;
    this.status = more.status ?? status;
    this.headers = more.headers ?? {};
  }
}

/** How the body of a refusal is written: Business Talk's reference shows a list of errors. */
export type ErrorForm = 'object' | 'array';

/** The answer to a request that failed; whatever is no refusal is an error of the simulator itself. */
export function gatewayErrorReply(error: unknown, form: ErrorForm = 'object'): Reply {
  const refusal = error instanceof OrangeRefusal ? error : new OrangeRefusal(1, String(error));
  return write(refusal.status, refusal.code, refusal.message, form, refusal.headers);
}

/** The refusal of a status, with the code that is named, or the usual one. */
export function refusalReply(status: number, code?: string, form: ErrorForm = 'object'): Reply {
  const number = code && /^\d+$/.test(code) ? Number(code) : codeFor(status);
  return write(status, number, codes[number]?.description ?? 'Switched on in the simulator.', form);
}

function write(
  status: number,
  code: number,
  description: string,
  form: ErrorForm,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  const { message = codes[100]?.message } = codes[code] ?? {};
  const body = { code, message, description };
  return stamped(json(status, form === 'array' ? [body] : body, headers));
}

/** Every answer of the gateway carries an identifier of the request. */
export function stamped(reply: Reply): Reply {
  return { ...reply, headers: { 'x-oapi-request-id': randomUUID(), ...reply.headers } };
}
