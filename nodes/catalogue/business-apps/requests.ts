import type { Domain, Field, Fields } from '../types.ts';

/** Where an order has its item: as Orange writes it, and as TM Forum 622 does. */
export const orderItems = ['orderItem', 'orderItems', 'productOrderItem', 'productOrderItems'] as const;

const offerOperations = ['productOfferingOperation', 'endUserConfigurationOperation.productOfferingOperation'] as const;

/** Orange's own id of a thing, beside which the partner's stands. */
const reference = {
  type: 'string',
  at: ['externalReference', 'reference'],
  codec: ['typedId', 'orange'],
} as const satisfies Field;

/** Names and values. */
const characteristics = {
  type: 'map<string,string>',
  at: ['characteristic', 'characteristics', 'partyCharacteristic'],
  codec: ['nameValues'],
} as const satisfies Field;

const person = {
  id: { type: 'string' },
  reference,
  givenName: { type: 'string', example: 'Alice' },
  familyName: { type: 'string', example: 'Martin' },
  email: { type: 'string', example: 'alice.martin@example.com' },
  phone: {
    type: 'string',
    at: ['fixedTelephoneNumber', 'phone'],
    codec: ['phoneParts', '33'],
    example: '+33123456789',
  },
  mobile: {
    type: 'string',
    at: ['mobileNumber', 'mobileTelephoneNumber', 'mobile'],
    codec: ['phoneParts', '33'],
    example: '+33612345678',
  },
  characteristics,
} as const satisfies Fields;

const state = { type: 'string' } as const;

/**
 * What Orange asks of a partner, and what the partner answers: orders (use cases UC1 to UC3), changes of licences,
 * consultations, licences. No complete reference is public: places are those of Orange's drafts, then those that other
 * senders of such orders use, TM Forum 622 among them. A flow may give licences in plain fields as well.
 */
export const partnerRequests = {
  set: 'business-apps',
  system: 'business-apps',
  chapter: 'Business Applications',
  category: 'Business Applications',
  icon: 'telephony-order.svg',
  representations: {
    /** What the source of orders sends; id and use case are the partner's. */
    OrderMessage: {
      orderId: { type: 'string', required: true },
      useCase: { type: 'OrderCase', required: true },
      order: { type: 'Order', at: '', inline: true },
    },
    OrderCase: ['customer', 'fleet', 'licences'],
    Order: {
      reference: { type: 'string', at: ['externalReference', 'externalId'], codec: ['typedId', 'orange'] },
      category: { type: 'string' },
      orderDate: { type: 'string' },
      requestedStartDate: { type: 'string' },
      customer: { type: 'Customer', at: ['customer', 'relatedParty.[role=customer]'] },
      contacts: {
        type: 'Contact',
        many: true,
        at: ['relatedContact', 'relatedContacts', 'relatedParty.[role!=customer]'],
      },
      item: { type: 'OrderItem', at: orderItems, inline: true, listed: true },
    },
    OrderItem: {
      offer: { type: 'Offer', at: 'productOffering' },
      quantity: {
        type: 'nonNegativeInteger',
        required: true,
        at: ['productRef.userServiceQuantity', 'product.userServiceQuantity', 'quantity'],
        adds: { action: 'add' },
      },
      fleetId: { type: 'string', at: ['productRef.id', 'productRef.productRefId', 'productRefId', 'product.id'] },
      characteristics: {
        type: 'map<string,string>',
        at: ['productRef.characteristic', 'product.productCharacteristic', 'product.characteristic'],
        codec: ['nameValues'],
      },
      endUsers: { type: 'EndUserSetup', many: true, at: ['endUserConfiguration', 'endUserConfigurationOperation'] },
    },
    /** What an order wants done with its item; licences are added and nothing else. */
    OrderAction: {
      action: { type: 'string', at: orderItems.map((item) => `${item}.action`), spellings: { add: ['add'] } },
    },
    Customer: {
      id: { type: 'string' },
      reference,
      name: { type: 'string', at: ['tradingName', 'name'], example: 'ACME France' },
      registrationNumber: { type: 'string', example: '55208131766522' },
      address: { type: 'Address', at: ['postalAddress', 'address'] },
      characteristics: { ...characteristics, example: { segment: 'PME' } },
    },
    Address: {
      street: { type: 'string', at: ['streetName', 'street'], example: '78 rue Olivier de Serres' },
      postcode: { type: 'string', at: ['postcode', 'postCode', 'zipCode'], example: '75015' },
      city: { type: 'string', example: 'Paris' },
      country: { type: 'string', example: 'FR' },
    },
    Contact: {
      role: { type: 'string', example: 'customerFleetManager' },
      name: { type: 'string' },
      ...person,
    },
    Person: person,
    Offer: {
      reference: { ...reference, at: ['externalReference', 'reference', 'id'], required: true, bare: true },
      name: { type: 'string', example: 'Backup' },
    },
    /** How a licence of an order is to be set up; what belongs to it may be wrapped in operations. */
    EndUserSetup: {
      endUser: { type: 'Person', at: ['endUser', 'endUserOperation.endUser'] },
      resources: {
        type: 'Resource',
        many: true,
        at: ['realizingResource', 'realizingResourceOperation.realizingResource'],
      },
      login: { type: 'Login', at: ['loginKeyValue', 'rightOperation.loginKeyValue'] },
    },
    Resource: {
      type: { type: 'string' },
      characteristics,
    },
    Login: {
      value: { type: 'string', bare: true, adds: { key: 'login' } },
      key: { type: 'string' },
    },

    /** What the source of changes sends. */
    ChangeMessage: {
      changeId: { type: 'string', required: true },
      useCase: { type: 'ChangeCase', required: true },
      change: { type: 'Change', at: '', inline: true },
    },
    ChangeCase: ['state', 'delete', 'offer'],
    Change: {
      licences: { type: 'LicenceChange', many: true, required: true, at: ['userService', 'userServices'] },
    },
    LicenceChange: {
      id: { type: 'string', required: true },
      fleetId: { type: 'string', at: ['relatedProductRefId', 'productRefId'] },
      externalState: {
        type: 'string',
        spellings: {
          active: ['active'],
          inactive: ['inactive'],
          suspended: ['suspended'],
          deleted: ['deleted'],
        },
      },
      offer: {
        type: 'Offer',
        at: offerOperations.flatMap((operation) => [`${operation}.productOffering`, operation]),
        adds: { [`${offerOperations[0]}.action`]: 'swap' },
      },
    },
    /** What a change does with an offer: `swap`, whatever it is called. */
    OfferAction: {
      action: { type: 'string', at: offerOperations.map((operation) => `${operation}.action`) },
    },

    /** Parameters of the address that asks for licences. */
    Consultation: {
      fleetId: { type: 'string', at: 'productRefId' },
      ids: { type: 'string', many: true, at: 'id' },
    },
    Licence: {
      id: { type: 'string', required: true },
      details: { type: 'LicenceDetails', at: '', inline: true },
    },
    /** As a flow gives it: the id may be missing when it is new. */
    NewLicence: {
      id: { type: 'string' },
      details: { type: 'LicenceDetails', at: '', inline: true },
    },
    NewLicences: {
      licences: { type: 'NewLicence', many: true },
    },
    LicenceDetails: {
      fleetId: { type: 'string', at: ['relatedProductRefId', 'fleetId'] },
      state,
      externalState: { type: 'string' },
      offer: { type: 'Offer', at: ['productOffering', 'offer'] },
      endUser: { type: 'Person' },
      resources: { type: 'Resource', many: true, at: ['realizingResource', 'resources'] },
      login: { type: 'Login', at: ['loginKeyValue', 'login'] },
      characteristics,
    },

    /** The answer to an order. What comes back of the order itself comes back as it was sent. */
    OrderReply: {
      orderId: { type: 'string', at: 'id' },
      state,
      category: { type: 'string' },
      orderDate: { type: 'string' },
      completionDate: { type: 'string' },
      note: { type: 'Note' },
      customer: { type: 'CustomerReply', at: ['customer', 'relatedParty.[role=customer]'] },
      contacts: {
        type: 'ContactReply',
        many: true,
        at: ['relatedContact', 'relatedContacts', 'relatedParty.[role!=customer]'],
      },
      item: { type: 'OrderItemReply', at: ['orderItem.0', ...orderItems.slice(1)] },
    },
    CustomerReply: {
      id: { type: 'string' },
      externalReference: { type: 'string', codec: ['verbatim'] },
      name: { type: 'string', at: ['tradingName', 'name'] },
    },
    ContactReply: {
      id: { type: 'string' },
      role: { type: 'string' },
      externalReference: { type: 'string', codec: ['verbatim'] },
      givenName: { type: 'string' },
      familyName: { type: 'string' },
      name: { type: 'string' },
    },
    OrderItemReply: {
      id: { type: 'string' },
      state,
      action: { type: 'string' },
      fleetId: { type: 'string', at: ['productRef.id', 'productRef.productRefId', 'productRefId', 'product.id'] },
      quantity: {
        type: 'nonNegativeInteger',
        at: ['productRef.userServiceQuantity', 'product.userServiceQuantity', 'quantity'],
      },
      offerReference: {
        type: 'string',
        at: ['productOffering.externalReference', 'productOffering.id'],
        codec: ['verbatim'],
      },
    },
    Note: {
      text: { type: 'string' },
      date: { type: 'string' },
      author: { type: 'string' },
    },
    /** The answer to a change, with the licences as they are then: what the change is about, and no personal data. */
    ChangeReply: {
      state,
      note: { type: 'Note' },
      licences: { type: 'LicenceState', many: true, at: ['userService', 'userServices'] },
    },
    LicenceState: {
      id: { type: 'string' },
      fleetId: { type: 'string', at: 'relatedProductRefId' },
      externalState: { type: 'string' },
      state,
      offer: { type: 'Offer', at: 'productOffering' },
    },
    /** The acknowledgement of a change: the change as it was sent. */
    ChangeEcho: {
      state,
      licences: { type: 'string', at: ['userService', 'userServices'], codec: ['verbatim'] },
    },
  },
  operations: {},
  events: {},
} as const satisfies Domain;
