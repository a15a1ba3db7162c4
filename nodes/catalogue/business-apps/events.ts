import type { Domain, Field, Fields } from '../types.ts';

const state = { type: 'string', required: true, values: ['completed', 'failed'], at: 'resource.state' } as const;
const note = { type: 'string', at: 'resource.note.text' } as const satisfies Field;

const licence = 'resource.userService.0';
/** Where every change of the partner's own begins. */
const changed = {
  licenceId: { type: 'string', required: true, at: `${licence}.id` },
  fleetId: { type: 'string', at: `${licence}.relatedProductRefId` },
} as const satisfies Fields;

const user = `${licence}.endUserOperation.0`;
const resource = `${licence}.realizingResourceOperation.0`;
const right = `${licence}.rightOperation.0`;

/**
 * What a partner tells Orange by itself: how an order or an update ended, and what changed on the partner's side. All of it is
 * kept first and delivered when Orange takes it, so the answer is an id in the outbox.
 */
export const partnerEvents = {
  set: 'business-apps',
  system: 'business-apps',
  chapter: 'Business Applications',
  category: 'Business Applications',
  icon: 'telephony-event.svg',
  representations: {
    OrderEvent: {
      orderId: { type: 'string', required: true, at: 'resource.id' },
      state,
      fleetId: { type: 'string', at: 'resource.orderItem.0.productRef.id', beside: { state: ['completed'] } },
      note,
    },
    LicenceEvent: {
      licences: { type: 'LicenceRef', many: true, required: true, at: 'resource.userService' },
      state,
      note,
    },
    LicenceRef: {
      id: { type: 'string', required: true },
    },
    EndUserEvent: {
      ...changed,
      action: { type: 'string', required: true, values: ['add', 'modify', 'delete'], at: `${user}.action` },
      endUserId: { type: 'string', at: `${user}.endUser.id` },
      givenName: { type: 'string', at: `${user}.endUser.givenName` },
      familyName: { type: 'string', at: `${user}.endUser.familyName` },
      email: { type: 'string', at: `${user}.endUser.email` },
      phone: { type: 'string', at: `${user}.endUser.fixedTelephoneNumber` },
      mobile: { type: 'string', at: `${user}.endUser.mobileNumber` },
    },
    ResourceEvent: {
      ...changed,
      resourceType: {
        type: 'string',
        required: true,
        values: ['mobile', 'email', 'url', 'phone', 'imei'],
        free: true,
        at: `${resource}.realizingResource.type`,
      },
      characteristics: {
        type: 'map<string,string>',
        required: true,
        at: `${resource}.realizingResource.characteristic`,
      },
    },
    LoginEvent: {
      ...changed,
      // How the resets are spelled is written nowhere.
      action: {
        type: 'string',
        required: true,
        values: ['add', 'modify', 'resetLogin', 'resetPassword'],
        free: true,
        at: `${right}.action`,
      },
      loginType: { type: 'string', values: ['login', 'organizationCode'], at: `${right}.loginKeyValue.key` },
      login: { type: 'string', at: `${right}.loginKeyValue.value` },
      email: { type: 'string', at: `${right}.email` },
    },
    Kept: {
      eventId: { type: 'string' },
      event: { type: 'Event' },
    },
    Event: {
      type: { type: 'string' },
      time: { type: 'dateTime' },
      resource: { type: 'Resource' },
    },
    // An order with its id, or licences; what else is in it depends on the event.
    Resource: {
      id: { type: 'string' },
      state: { type: 'string' },
      userService: { type: 'LicenceRef', many: true },
    },
  },
  operations: {
    'business-apps-order-event': {
      method: 'POST',
      path: '/productordering/v2/event',
      body: 'OrderEvent',
      result: 'Kept',
      rules: { requiredWhen: [{ fields: ['note'], when: { state: ['failed'] } }] },
    },
    'business-apps-licence-event': {
      method: 'POST',
      path: '/userservice/v2/event',
      body: 'LicenceEvent',
      result: 'Kept',
      rules: { requiredWhen: [{ fields: ['note'], when: { state: ['failed'] } }] },
    },
    'business-apps-end-user': {
      method: 'POST',
      path: '/userservice/v2/event',
      body: 'EndUserEvent',
      result: 'Kept',
    },
    'business-apps-resource': {
      method: 'POST',
      path: '/userservice/v2/event',
      body: 'ResourceEvent',
      result: 'Kept',
    },
    'business-apps-login': {
      method: 'POST',
      path: '/userservice/v2/event',
      body: 'LoginEvent',
      result: 'Kept',
      fallbacks: { loginType: 'login' },
      rules: { requiredWhen: [{ fields: ['login'], when: { action: ['add', 'modify'] } }] },
    },
  },
  events: {},
} as const satisfies Domain;
