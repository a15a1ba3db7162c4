import { join } from 'node:path';
import type { NodeDef } from 'node-red';
import { invalidInput, type Origin, type TelephonyError } from '../../runtime/errors.ts';
import type { Credentials, HttpConfig } from '../../runtime/nodes/account-node.ts';
import type { GateSettings } from '../endpoint/authentication.ts';
import type { RequestMode, UseCase } from '../ledger/ledger.ts';
import type { ChangeForms } from '../wire/own-changes.ts';
import { system } from './partner.ts';
import { folderOf } from './store-directory.ts';

/** Whose errors those of the account are. */
export const partnerOrigin: Origin = { system, operation: 'business-apps-partner' };

/** What a flow stores for a `business-apps-partner`. Numbers are text once environment variables are filled in. */
export interface PartnerConfig extends NodeDef, HttpConfig {
  readonly path?: string;
  readonly inboundAuth?: GateSettings['way'];
  readonly keyHeader?: string;
  readonly customerMode?: RequestMode;
  readonly orderMode?: RequestMode;
  readonly changeMode?: RequestMode;
  /** Seconds. */
  readonly deadline?: string | number;
  readonly atDeadline?: 'acknowledge' | 'fail';
  /** Minutes. */
  readonly overdueAfter?: string | number;
  readonly register?: boolean;
  readonly automatic?: boolean;
  readonly unknownFleet?: 'empty' | 'not-found';
  readonly showDeleted?: boolean;
  readonly directory?: string;
  /** Days. */
  readonly keepDelivered?: string | number;
  readonly keepRequests?: string | number;
  readonly orderStatus?: string;
  readonly changeStatus?: string;
  readonly offer?: 'mba2' | 'mba2-beta';
  readonly eventUrl?: string;
  readonly tokenUrl?: string;
  readonly requestsPerSecond?: string | number;
  readonly changeType?: string;
  readonly nesting?: 'direct' | 'wrapped';
}

/** What the account's configuration comes to. */
export interface PartnerSettings {
  /** With a leading and without a trailing `/`. */
  readonly path: string;
  readonly gate: GateSettings;
  readonly modes: Readonly<Record<UseCase, RequestMode>>;
  /** Milliseconds. */
  readonly deadline: number;
  readonly atDeadline: 'acknowledge' | 'fail';
  /** Milliseconds after which an open request is overdue; never if absent. */
  readonly overdueAfter: number | undefined;
  readonly register: boolean;
  readonly automatic: boolean;
  readonly unknownFleet: 'empty' | 'not-found';
  readonly showDeleted: boolean;
  readonly directory: string;
  /** File that remembers which stores there are. */
  readonly record: string;
  /** Days. */
  readonly keepDelivered: number;
  readonly keepRequests: number;
  readonly statuses: { readonly productOrder: number; readonly userService: number };
  readonly forms: ChangeForms;
  /** What keeps the account from working. */
  readonly problem?: TelephonyError;
}

/** The path of an account, however it is written. */
export function pathOf({ path = '' }: Pick<PartnerConfig, 'path'>): string {
  return `/${path.trim()}`.replace(/\/+/g, '/').replace(/\/$/, '');
}

/** Reads the configuration; what is missing or broken stands in `problem` instead of being thrown. */
export function settingsOf(config: PartnerConfig, credentials: Credentials, userDir: string): PartnerSettings {
  const path = pathOf(config);
  const way = config.inboundAuth ?? 'basic';
  const seconds = Number(config.deadline);
  const order = config.orderMode ?? 'sync';
  const change = config.changeMode ?? 'sync';
  const gate = {
    way,
    user: credentials['inboundUser'] ?? '',
    secret: credentials['inboundSecret'] ?? '',
    header: (config.keyHeader || 'x-api-key').toLowerCase(),
  };
  const problem = problemOf(path, gate);
  return {
    path,
    gate,
    modes: {
      customer: config.customerMode ?? 'sync',
      fleet: order,
      licences: order,
      state: change,
      delete: change,
      offer: change,
    },
    deadline: (seconds > 0 ? seconds : 20) * 1000,
    atDeadline: config.atDeadline ?? 'acknowledge',
    overdueAfter: overdueAfter(config.overdueAfter),
    register: config.register !== false,
    automatic: config.automatic === true,
    unknownFleet: config.unknownFleet ?? 'empty',
    showDeleted: config.showDeleted === true,
    directory: config.directory?.trim() || join(userDir, 'business-apps', folderOf(path)),
    record: join(userDir, 'business-apps-stores.json'),
    keepDelivered: daysOf(config.keepDelivered, 30),
    keepRequests: daysOf(config.keepRequests, 400),
    statuses: { productOrder: Number(config.orderStatus ?? 201), userService: Number(config.changeStatus ?? 200) },
    forms: { type: config.changeType?.trim() ?? '', nested: config.nesting === 'wrapped' },
    ...(problem && { problem }),
  };
}

/** Milliseconds; a day in flows that were made before it could be set. */
function overdueAfter(minutes: string | number = 1440): number | undefined {
  return Number(minutes) > 0 ? Number(minutes) * 60_000 : undefined;
}

function daysOf(value: string | number | undefined, usual: number): number {
  return Number(value) > 0 ? Number(value) : usual;
}

function problemOf(path: string, { way, user, secret }: GateSettings): TelephonyError | undefined {
  if (!/^(?:\/[\w.~-]+)+$/.test(path)) {
    return invalidInput(partnerOrigin, 'path', 'expected a path such as /business-apps');
  }
  if (path.split('/').some((part) => part === '.' || part === '..')) {
    return invalidInput(partnerOrigin, 'path', 'expected a path without . and ..');
  }
  if (way !== 'none' && !secret)
    return invalidInput(partnerOrigin, 'inboundSecret', 'is missing; set it in the account');
  if (way === 'basic' && !user) return invalidInput(partnerOrigin, 'inboundUser', 'is missing; set it in the account');
  return undefined;
}
