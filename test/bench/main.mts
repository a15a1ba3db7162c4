import { compareFraming } from './framing.ts';
import { compareLedger } from './ledger.ts';
import { compareMessages } from './messages.ts';
import { compareNotifications } from './notifications.ts';
import { comparePartner } from './partner.ts';
import { compareStart } from './start.ts';

await compareMessages();
await compareNotifications();
await compareStart();
await compareFraming();
await compareLedger();
await comparePartner();
