import type { System } from '../catalogue/types.ts';
import { inWords, TelephonyError } from '../runtime/errors.ts';
import type { Connection } from '../runtime/operation/connection.ts';
import { complete } from '../runtime/operation/inputs.ts';
import { finderFor, forgetFound } from '../runtime/operation/lookup.ts';
import { perform } from '../runtime/operation/perform.ts';
import type { AccountLabel } from '../runtime/wording.ts';
import { type DescribedOperation, inDialect, operationsOf } from '../schema/describe.ts';
import type { Values } from '../schema/values.ts';
import { domainName, methodName } from './names.ts';
import { taskMethods } from './tasks.ts';
import type { CallOptions } from './types.ts';

/** Options of a list in pages, and of an answer that leads to a file. */
export interface MethodOptions extends CallOptions {
  readonly list?: 'page' | 'all';
  readonly attachment?: boolean;
}

/** An operation as a method of the client: inputs by field name, then options. */
export type ClientMethod = (request?: Values, options?: MethodOptions) => Promise<unknown>;

/** Methods by domain and name, those of the tasks among them; those of a set that is named like its system by name alone. */
export type ClientMethods = Readonly<Record<string, ClientMethod | Readonly<Record<string, ClientMethod>>>>;

/** Every operation of a system as a method, by domain: `methods.calls.makeCall({ callee: '1002' })`; below `tasks` the tasks. */
export function methodsOf(system: System, connection: Connection, account: AccountLabel): ClientMethods {
  const own: Record<string, ClientMethod> = {};
  const byDomain: Record<string, Record<string, ClientMethod>> = {};
  for (const operation of operationsOf(system)) {
    const domain = domainName(operation.domain.set, system);
    const methods = domain === undefined ? own : (byDomain[domain] ?? {});
    methods[methodName(operation.type, system)] = methodOf(connection, operation, account);
    if (domain !== undefined) byDomain[domain] = methods;
  }
  const tasks = taskMethods(system, { connection }, account);
  return { ...own, ...byDomain, ...(Object.keys(tasks).length > 0 && { tasks }) };
}

function methodOf(connection: Connection, described: DescribedOperation, account: AccountLabel): ClientMethod {
  const operation = inDialect(described, connection.dialects);
  return async (request = {}, { signal = new AbortController().signal, timeout, list, attachment } = {}) => {
    const options = { signal, ...(timeout && { timeout: timeout * 1000 }) };
    const sources = { defaults: connection.defaults, find: finderFor(connection, operation, options) };
    try {
      const values = await complete(operation, new Map(Object.entries(request)), sources);
      const manner = { ...options, wholeList: list === 'all', withAttachment: attachment ?? false };
      return (await perform(connection, operation, values, manner)).payload;
    } catch (error) {
      // An id that was looked up before may lead to nothing any more.
      if (!(error instanceof TelephonyError)) throw error;
      if (error.code === 'NOT_FOUND') forgetFound(connection);
      throw inWords(error, { account, licences: operation.licences });
    }
  };
}
