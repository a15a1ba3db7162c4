import type { System } from '../catalogue/types.ts';
import type { Connection } from '../runtime/connection.ts';
import { type DescribedOperation, operationsOf, spoken } from '../runtime/describe.ts';
import { TelephonyError } from '../runtime/errors.ts';
import { complete, type Values } from '../runtime/inputs.ts';
import { finderFor, forgetFound } from '../runtime/lookup.ts';
import { perform } from '../runtime/perform.ts';
import { domainName, methodName } from './names.ts';
import type { CallOptions } from './types.ts';

/** Options of a list in pages, and of an answer that leads to a file. */
export interface MethodOptions extends CallOptions {
  readonly list?: 'page' | 'all';
  readonly attachment?: boolean;
}

export type Method = (request?: Values, options?: MethodOptions) => Promise<unknown>;
export type Methods = Readonly<Record<string, Readonly<Record<string, Method>>>>;

/** Every operation of a system as a method, by domain: `methods.calls.makeCall({ callee: '1002' })`. */
export function methodsOf(system: System, connection: Connection): Methods {
  const methods: Record<string, Record<string, Method>> = {};
  for (const operation of operationsOf(system)) {
    const domain = domainName(operation.domain.set, system);
    methods[domain] = { ...methods[domain], [methodName(operation.type, system)]: methodOf(connection, operation) };
  }
  return methods;
}

function methodOf(connection: Connection, described: DescribedOperation): Method {
  const operation = spoken(described, connection.dialects);
  return async (request = {}, { signal = new AbortController().signal, timeout, list, attachment } = {}) => {
    const options = { signal, ...(timeout && { timeout: timeout * 1000 }) };
    const sources = { defaults: connection.defaults, find: finderFor(connection, operation, options) };
    try {
      const values = await complete(operation, new Map(Object.entries(request)), sources);
      const manner = { ...options, wholeList: list === 'all', withAttachment: attachment ?? false };
      return (await perform(connection, operation, values, manner)).payload;
    } catch (error) {
      // An id that was looked up before may lead to nothing any more.
      if (error instanceof TelephonyError && error.code === 'NOT_FOUND') forgetFound(connection);
      throw error;
    }
  };
}
