import type { NodeAPI } from 'node-red';
import type { StoredInput } from '../../runtime/operation/inputs.ts';
import { openStatus } from '../open/open-status.ts';
import { type KeptConfig, longestList, registerKept } from './kept-node.ts';

const actions = ['list', 'handOut', 'handOutAll'] as const;

/** What a flow stores for a `business-apps-open-requests` node. */
interface OpenRequestsConfig extends KeptConfig {
  readonly request?: StoredInput;
}

/** Registers the node that shows what no flow has answered yet, and hands it out again. */
export function registerOpenRequests(RED: NodeAPI): void {
  registerKept<OpenRequestsConfig, (typeof actions)[number]>(RED, {
    type: 'business-apps-open-requests',
    actions,
    standing: async (_, { openRequests }) => openStatus(openRequests.counts()) ?? {},
    follow: (_node, _config, { partner, show }) => partner.openRequests.onChange(show),
    async perform({ request = { type: 'msg', value: 'request' } }, { action, partner: { openRequests }, ids }) {
      if (action === 'list') return openRequests.list(longestList);
      if (action === 'handOutAll') return openRequests.handOutAll();
      const wanted = await ids(
        'request',
        request,
        'is missing; give msg.request, the id of a request, or a list of ids',
      );
      return Promise.all(wanted.map((id) => openRequests.handOutAgain(id)));
    },
  });
}
