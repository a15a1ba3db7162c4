import type { Domain } from '../types.ts';
import { comlogChoices } from './choices.ts';
import { comlogTypes } from './comlog.types.ts';

const LICENCES = ['TELEPHONY_ADVANCED'] as const;

/** Chapter "Communication log" of the OpenTouch REST API reference. */
export const comlog = {
  set: 'opentouch-comlog',
  system: 'opentouch',
  chapter: 'Communication log',
  category: 'OpenTouch call log',
  icon: 'telephony-log.svg',
  representations: comlogTypes,
  ids: { recordId: { type: 'string', required: true, from: 'record.recordId' } },
  choices: comlogChoices,
  operations: {
    'opentouch-acknowledge-com-records': {
      method: 'PUT',
      path: '/comlog/records',
      query: { acknowledge: { type: 'boolean' }, loginName: { type: 'string' } },
      body: 'UpdateComRecordsRequest',
      licences: LICENCES,
    },
    'opentouch-get-com-records': {
      pages: { items: 'comHistoryRecords', total: 'totalCount' },
      method: 'GET',
      path: '/comlog/records',
      query: {
        recordIdList: { type: 'string', many: true },
        unanswered: { type: 'boolean' },
        unacknowledged: { type: 'boolean' },
        withAttachment: { type: 'boolean' },
        afterDate: { type: 'dateTime' },
        beforeDate: { type: 'dateTime' },
        role: { type: 'Role' },
        comRef: { type: 'string' },
        remotePartyId: { type: 'string' },
        offset: { type: 'int', min: 0, unit: 'items' },
        limit: { type: 'int', min: 0, unit: 'items' },
        optimized: { type: 'boolean' },
        loginName: { type: 'string' },
      },
      result: 'ComHistoryRecords',
      licences: LICENCES,
    },
    'opentouch-delete-com-records': {
      method: 'DELETE',
      path: '/comlog/records',
      query: {
        // Without it all would go: an event about certain records means these.
        recordIdList: { type: 'string', many: true, from: ['record.recordId', 'recordIds'] },
        unanswered: { type: 'boolean' },
        unacknowledged: { type: 'boolean' },
        withAttachment: { type: 'boolean' },
        afterDate: { type: 'dateTime' },
        beforeDate: { type: 'dateTime' },
        role: { type: 'Role' },
        comRef: { type: 'string' },
        remotePartyId: { type: 'string' },
        loginName: { type: 'string' },
      },
      licences: LICENCES,
    },
    'opentouch-get-com-record-ids': {
      method: 'GET',
      path: '/comlog/records/recordIds',
      query: { loginName: { type: 'string' } },
      result: 'ComHistoryRecordIds',
      licences: LICENCES,
    },
    'opentouch-get-com-record': {
      method: 'GET',
      path: '/comlog/records/{recordId}',
      query: { loginName: { type: 'string' } },
      result: 'ComHistoryRecord',
      licences: LICENCES,
    },
    'opentouch-delete-com-record': {
      method: 'DELETE',
      path: '/comlog/records/{recordId}',
      query: { loginName: { type: 'string' } },
      licences: LICENCES,
    },
    'opentouch-get-com-record-im': {
      method: 'GET',
      path: '/comlog/records/{recordId}/im',
      query: { loginName: { type: 'string' } },
      result: 'ImHistoryRecord',
      licences: LICENCES,
      since: '2.3',
    },
  },
  events: {
    OnComRecordCreated: { package: 'unifiedComLog', type: 'OnComRecordCreated' },
    OnComRecordModified: { package: 'unifiedComLog', type: 'OnComRecordModified' },
    OnComRecordsAck: { package: 'unifiedComLog', type: 'OnComRecordsAck' },
    OnComRecordsDeleted: { package: 'unifiedComLog', type: 'OnComRecordsDeleted' },
    OnComRecordsUnAck: { package: 'unifiedComLog', type: 'OnComRecordsUnAck' },
  },
} as const satisfies Domain;
