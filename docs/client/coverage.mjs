// Says in which countries Business Talk is to be had.
//   BT_CLIENT_ID=… BT_CLIENT_SECRET=… BT_API_KEY=… node docs/client/coverage.mjs FR DE KP
// Without these variables it asks the simulator: npm run simulator.
import { connect } from '@switchboard-flows/node-red-telephony/client';

const { BT_CLIENT_ID, BT_CLIENT_SECRET, BT_API_KEY, SIMULATOR = 'http://127.0.0.1:18080' } = process.env;
const countries = process.argv.slice(2);

const simulated = {
  clientId: 'switchboard-demo',
  clientSecret: 'demo_secret-1.x',
  apiKey: 'sim0readwrite000000000000000000000000000',
  baseUrl: `${SIMULATOR}/btalk/beta/v1`,
  tokenUrl: `${SIMULATOR}/oauth/v3/token`,
};
const real = { clientId: BT_CLIENT_ID, clientSecret: BT_CLIENT_SECRET, apiKey: BT_API_KEY };

const bt = await connect({ system: 'business-talk', ...(BT_CLIENT_ID ? real : simulated) });
try {
  for (const iso2 of countries.length > 0 ? countries : ['FR', 'DE', 'KP']) {
    const { name, coverage } = await bt.checkCoverage({ iso2 });
    const { businessTalkOnline = 'unknown', comment = '' } = coverage ?? {};
    process.stdout.write(`${iso2} ${name}: ${businessTalkOnline} ${comment}`.trimEnd().concat('\n'));
  }
} finally {
  await bt.close();
}
