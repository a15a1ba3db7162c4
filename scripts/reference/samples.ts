import type { StoredInput } from '../../nodes/runtime/operation/inputs.ts';
import { type DescribedOperation, isMandatory } from '../../nodes/schema/describe.ts';
import { businessAppsSamples } from './business-apps.ts';
import { businessTalkSamples } from './business-talk.ts';
import { opentouchSamples } from './opentouch.ts';
import type { Inputs, SystemSamples } from './system-samples.ts';
import { teamingSamples } from './teaming.ts';

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
    (field) => (isMandatory(field) || (field.lookup && usual[field.name])) && !defaults.includes(field.name),
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
