// Lists a Teaming user's voice messages, calls a number from their telephone, and hangs up after some seconds.
//   TEAMING_CLIENT_ID=… TEAMING_CLIENT_SECRET=… TEAMING_REFRESH_TOKEN=… node docs/client/call-teaming.mjs <number> [seconds]
// Without these variables Alice calls Bob in the simulator: npm run simulator.
import { setTimeout as pause } from 'node:timers/promises';
import { connect } from '@switchboard-flows/node-red-telephony/client';

const { TEAMING_CLIENT_ID, TEAMING_CLIENT_SECRET, TEAMING_REFRESH_TOKEN } = process.env;
const { SIMULATOR = 'http://127.0.0.1:18080' } = process.env;
const [address = '2002', seconds = '5'] = process.argv.slice(2);

const simulated = {
  clientId: 'switchboard-demo',
  clientSecret: 'demo_secret-1.x',
  refreshToken: 'sim-refresh-alice',
  baseUrl: `${SIMULATOR}/teaming`,
  tokenUrl: `${SIMULATOR}/openidconnect/b2b/v1/token`,
};
const real = {
  clientId: TEAMING_CLIENT_ID,
  clientSecret: TEAMING_CLIENT_SECRET,
  refreshToken: TEAMING_REFRESH_TOKEN,
  // Keeps the newest refresh token, should Orange replace the first one.
  tokenFile: 'teaming-tokens.json',
};

const teaming = await connect({ system: 'teaming', ...(TEAMING_CLIENT_ID ? real : simulated) });
try {
  const { userId } = await teaming.users.getMyProfile();
  const messages = await teaming.voicemail.getVoiceMessages({ userId }, { list: 'all' });
  for (const { time, callingPartyInfo: { name, phoneNumber } = {} } of messages) {
    process.stdout.write(`message  ${time} ${name ?? phoneNumber ?? 'unknown'}\n`);
  }
  const { callId } = await teaming.calls.makeCall({ userId, address });
  process.stdout.write(`calling  ${address}\n`);
  await pause(Number(seconds) * 1000);
  // The other side may have hung up first.
  const calls = await teaming.calls.getCalls({ userId }, { list: 'all' });
  if (calls.some((call) => call.callId === callId)) await teaming.calls.releaseCall({ userId, callId });
  process.stdout.write('released\n');
} finally {
  await teaming.close();
}
