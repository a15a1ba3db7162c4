import type { Stage } from '../support/examples.ts';
import * as apps from './business-apps.ts';
import * as talk from './business-talk.ts';
import * as jobs from './jobs.ts';
import * as calls from './opentouch-calls.ts';
import * as people from './opentouch-people.ts';
import * as teaming from './teaming.ts';
import * as techniques from './techniques.ts';

/** What each example does when its buttons are pressed, by the example's title. */
export const scenarios: Readonly<Record<string, (on: Stage) => Promise<void>>> = {
  '1 - Click to call from a web page': jobs.clickToCallPage,
  '2 - Missed calls to a chat': jobs.missedCallToChat,
  '3 - Voice message to e-mail': jobs.voiceMessageToMail,
  '4 - Forward my telephone by the clock': jobs.forwardByTheClock,
  '01 - Click to call': calls.clickToCall,
  '02 - Answer automatically and announce': calls.answerAndAnnounce,
  '03 - Hold, consult, transfer': calls.consultAndTransfer,
  '04 - Call log from events': calls.callLog,
  '05 - Supervise several users': calls.supervise,
  '06 - Voicemail to e-mail': calls.voicemailToMail,
  '07 - Missed calls to a list': people.missedCalls,
  '08 - Screen pop': people.screenPop,
  '09 - Forward out of office hours': people.officeHours,
  '10 - Call recording on demand': people.recordOnDemand,
  '11 - One node for any operation': people.anyOperation,
  '12 - Presence from a calendar': people.presenceFromCalendar,
  '13 - Instant message when a call is missed': people.messageWhenMissed,
  '14 - Hunting group log-in': people.logInToGroup,
  '15 - Weekly conference with invitation': people.weeklyConference,
  '16 - Teaming - Click to call': teaming.clickToCall,
  '17 - Teaming - Call pop-up': teaming.callPopUp,
  '18 - Teaming - Voicemail to e-mail': teaming.voicemailToMail,
  '19 - Teaming - Do not disturb from a calendar': teaming.doNotDisturb,
  '20 - Teaming - Call forwarding by schedule': teaming.forwarding,
  '21 - Business Talk - Coverage of countries': talk.coverage,
  '22 - Business Talk - Order a voicesite': talk.order,
  '23 - Business Apps - Partner that answers at once': apps.atOnce,
  '24 - Business Apps - Approval by a human': apps.approval,
  '25 - Business Apps - Licence portal': apps.portal,
  '26 - Business Apps - End users from a CRM': apps.crm,
  '27 - Link call': techniques.linkCall,
  '28 - Subflow with an account of its own': techniques.subflow,
  '29 - Complete and status': techniques.completeAndStatus,
  '30 - Counts that survive a restart': techniques.contextStore,
  '31 - Calls over MQTT': techniques.mqtt,
};
