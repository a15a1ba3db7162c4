import type { StoredInput } from '../../nodes/runtime/operation/inputs.ts';
import type { DescribedOperation } from '../../nodes/schema/describe.ts';

/** The configuration node of an account in a reference flow. */
export interface SampleAccount {
  /** @param server address of the simulator */
  readonly properties: (server: string) => Readonly<Record<string, unknown>>;
  readonly credentials: Readonly<Record<string, string>>;
}

/** Typed inputs as a flow stores them, by field. */
export type Inputs = Readonly<Record<string, StoredInput>>;

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
