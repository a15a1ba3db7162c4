import { type DescribedOperation, mustBeGiven } from '../../nodes/runtime/describe.ts';
import type { StoredInput } from '../../nodes/runtime/inputs.ts';
import { businessAppsSamples } from './business-apps.ts';
import { businessTalkSamples } from './business-talk.ts';
import { opentouchSamples } from './opentouch.ts';
import { teamingSamples } from './teaming.ts';

export interface SampleAccount {
  /** @param server address of the simulator */
  readonly properties: (server: string) => Readonly<Record<string, unknown>>;
  readonly credentials: Readonly<Record<string, string>>;
}

type Inputs = Readonly<Record<string, StoredInput>>;

/** With what the reference flows of one system are filled in. */
export interface SystemSamples {
  readonly accounts: Readonly<Record<string, SampleAccount>>;
  /** The account that an operation is carried out with. */
  accountFor(operation: DescribedOperation): string;
  /** Environment variable `PASSWORD` of flows that need one. */
  readonly password?: string;
  /** What a field of that name holds, wherever it is required. The account fills in the rest. */
  readonly usual: Inputs;
  /** Fields of one operation that are not required but make it worth trying, or are to be others than usual. */
  readonly special: Readonly<Record<string, Inputs>>;
  /** Results that other operations of the chapter need are kept in the flow context, under these names. */
  readonly kept: Readonly<Record<string, string>>;
}

const samples: Readonly<Record<string, SystemSamples>> = {
  opentouch: opentouchSamples,
  teaming: teamingSamples,
  'business-talk': businessTalkSamples,
  'business-apps': businessAppsSamples,
};

/** @throws when there are none */
export function samplesOf({ name }: { readonly name: string }): SystemSamples {
  const found = samples[name];
  if (!found) throw new Error(`no samples for ${name}`);
  return found;
}

/** @throws when a required field has no sample */
export function fieldsOf(operation: DescribedOperation): Inputs {
  const { special, usual } = samplesOf(operation.system);
  const own = special[operation.type] ?? {};
  const { defaults } = operation.system;
  const required = operation.fields.filter(
    (field) => (mustBeGiven(field) || (field.lookup && usual[field.name])) && !defaults.includes(field.name),
  );
  const fields = required.map(({ name }) => {
    const sample = own[name] ?? usual[name];
    if (!sample) throw new Error(`no sample for the field ${name} of ${operation.type}`);
    return [name, sample] as const;
  });
  return { ...Object.fromEntries(fields), ...own };
}

export function outputOf({ type, system }: DescribedOperation): StoredInput {
  const key = samplesOf(system).kept[type];
  return key ? { type: 'flow', value: key } : { type: 'msg', value: 'payload' };
}
