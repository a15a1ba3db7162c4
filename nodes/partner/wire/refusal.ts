/** An answer that refuses a request of Orange, in the words of Orange's own interfaces. */
export interface RefusalBody {
  readonly code: number;
  readonly message: string;
  readonly description: string;
}

const refusals = {
  invalidPath: [400, 20, 'Invalid URL parameter value'],
  missingBody: [400, 21, 'Missing body'],
  invalidBody: [400, 22, 'Invalid body'],
  missingField: [400, 23, 'Missing body field'],
  invalidField: [400, 24, 'Invalid body field'],
  missingQuery: [400, 27, 'Missing query-string parameter'],
  missingCredentials: [401, 40, 'Missing credentials'],
  invalidCredentials: [401, 41, 'Invalid credentials'],
  notFound: [404, 60, 'Resource not found'],
  methodNotAllowed: [405, 61, 'Method not allowed'],
  tooLarge: [413, 66, 'Request entity too large'],
  unsupportedMediaType: [415, 68, 'Unsupported Media Type'],
  internal: [500, 1, 'Internal error'],
  unavailable: [503, 5, 'The service is temporarily unavailable'],
} as const;

/** The refusals that Orange's interfaces have a number for. */
export type RefusalName = keyof typeof refusals;

/** A request that gets no further than its refusal. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: RefusalBody;
  readonly headers: Readonly<Record<string, string>>;

  constructor(name: RefusalName, description: string, headers: Readonly<Record<string, string>> = {}) {
    const [status, code, message] = refusals[name];
    super(description);
    this.status = status;
    this.body = { code, message, description };
    this.headers = headers;
  }
}
