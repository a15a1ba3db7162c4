import { teaming } from '../../catalogue/teaming/index.ts';
import type { System } from '../../catalogue/types.ts';
import { type Origin, TelephonyError, unreachable } from '../../runtime/errors.ts';
import type { Connection } from '../../runtime/operation/connection.ts';
import { type PerformOptions, perform } from '../../runtime/operation/perform.ts';
import { withoutSecrets } from '../../runtime/redact.ts';
import { inDialect, operationsOf } from '../../schema/describe.ts';
import type { Json } from '../../schema/json.ts';
import type { Values } from '../../schema/values.ts';

/** Whose errors those of notifications are. */
export const webhookOrigin: Origin = { system: 'teaming', operation: 'webhook' };

const system: System = teaming;
const operations = new Map(operationsOf(system).map((operation) => [operation.type, operation]));

/** The operations of Teaming, carried out for an account. */
export class TeamingApi {
  readonly #connection: Connection;
  readonly #secret: string;

  /** @param secret no error may show it, whatever a server says */
  constructor(connection: Connection, secret: string) {
    this.#connection = connection;
    this.#secret = secret;
  }

  /** What the operation answers; an empty object where that is no object. */
  async ask(type: string, values: Values, manner: PerformOptions): Promise<Json> {
    const payload = await this.#perform(type, values, manner);
    return isObject(payload) ? payload : {};
  }

  /** All items of a list, and what is no item left out. */
  async list(type: string, values: Values, signal: AbortSignal): Promise<Json[]> {
    const payload = await this.#perform(type, values, { signal, wholeList: true });
    return (Array.isArray(payload) ? payload : [payload]).filter(isObject);
  }

  async #perform(type: string, values: Values, manner: PerformOptions): Promise<unknown> {
    const operation = operations.get(type);
    if (!operation) throw new Error(`${system.name} has no operation ${type}`);
    const connection = this.#connection;
    try {
      return (await perform(connection, inDialect(operation, connection.dialects), values, manner)).payload;
    } catch (error) {
      throw this.#discreet(error);
    }
  }

  #discreet(error: unknown): unknown {
    if (!(error instanceof TelephonyError)) return error;
    const { code, message, cause } = error;
    const { helpMessage: help, innerMessage: inner, ...rest } = cause;
    const [helpMessage, innerMessage] = [withoutSecrets(help, [this.#secret]), withoutSecrets(inner, [this.#secret])];
    return new TelephonyError(code, withoutSecrets(message, [this.#secret]) ?? code, {
      ...rest,
      ...(helpMessage && { helpMessage }),
      ...(innerMessage && { innerMessage }),
    });
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whatever went wrong, as the one error of this package. */
export function problemOf(error: unknown): TelephonyError {
  return error instanceof TelephonyError ? error : unreachable(webhookOrigin, error);
}

/** Whether the server says that there is no such thing. */
export function isGone(error: unknown): boolean {
  return error instanceof TelephonyError && error.cause.status === 404;
}

/** An answer without what it was asked for. */
export function unreadable(what: string): TelephonyError {
  const message = `the answer does not mention ${what}`;
  return new TelephonyError('BAD_ANSWER', message, { ...webhookOrigin, canRetry: true });
}
