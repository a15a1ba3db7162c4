import type { KeptGroup, Membership } from './model.ts';

const supervisor: Membership = { rights: ['SUPERVISOR'], roles: ['SUPERVISOR'] };
const supervised: Membership = { rights: ['SUPERVISED'], roles: ['SUPERVISED'] };
const agent = (on: boolean): Membership => ({ rights: ['AGENT'], roles: on ? ['AGENT'] : [] });

/** Dave and Erin are in two groups, Alice, Bob, Carol, Frank and Quentin in one, the others in none. */
export const seedGroups: readonly KeptGroup[] = [
  {
    identifier: 'SUP-2001',
    name: 'Sales team',
    props: { type: 'SUPERVISION', mode: 'REGULAR' },
    members: new Map([
      ['alice', supervisor],
      ['bob', supervised],
      ['dave', supervised],
      ['erin', { rights: ['SUPERVISOR', 'SUPERVISED'], roles: ['SUPERVISED'] }],
    ]),
  },
  {
    identifier: 'HG-1850',
    name: 'Support line',
    props: { type: 'HUNTING_GROUP' },
    // What nobody takes rings at the reception.
    hunting: { pilot: '1850', order: 'cyclic', overflow: '1007' },
    members: new Map([
      ['carol', agent(true)],
      ['dave', agent(false)],
      ['erin', agent(false)],
      ['frank', agent(false)],
      ['quentin', agent(false)],
    ]),
  },
];
