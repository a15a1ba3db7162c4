import type { Dialects } from '../types.ts';

const address = (as: string) => ({
  'teaming-make-call': { fields: { address: { in: 'body', as } } } as const,
});

/** What the published page leaves open, or tells in two ways. The declarations are what makes most sense. */
export const teamingDialects = {
  // The page's examples word for word, its slips included.
  profile: {
    'seed-literal': {
      'teaming-create-subscription': { path: '/users/{targetId}/calls' },
      'teaming-renew-subscription': { path: '/users/{userId}/calls' },
      'teaming-get-subscriptions': { path: '/susbcriptions' },
      'teaming-make-call': { method: 'GET' },
      'teaming-release-call': { path: '/v1/users/{userId}/calls/{callId}' },
    },
  },
  // Whom to call: the page shows a request without.
  destination: {
    'body address': address('address'),
    'body phoneNumber': address('phoneNumber'),
    'body destination': address('destination'),
  },
  // How to mark voice messages: the page only says that it can be done.
  marking: {
    'sub-paths': {
      'teaming-mark-voice-message': {
        path: '/users/{userId}/voiceMessages/{messageId}/{action}',
        fields: { action: { in: 'path', values: { READ: 'markAsRead', UNREAD: 'markAsUnread' } } },
      },
      'teaming-mark-all-voice-messages': {
        path: '/users/{userId}/voiceMessages/{action}',
        fields: { action: { in: 'path', values: { READ: 'markAllAsRead', UNREAD: 'markAllAsUnread' } } },
      },
    },
    body: {
      'teaming-mark-voice-message': {
        fields: { action: { in: 'body', as: 'read', values: { READ: true, UNREAD: false } } },
      },
      'teaming-mark-all-voice-messages': {
        fields: { action: { in: 'body', as: 'read', values: { READ: true, UNREAD: false } } },
      },
    },
  },
} as const satisfies Dialects;
