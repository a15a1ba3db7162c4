import type { Response } from 'express';
import type { NodeAPI } from 'node-red';
import { invalidInput, type Origin } from '../../runtime/errors.ts';
import { bodyOf, TooLarge } from '../../runtime/inbound/body.ts';
import { type AdminRequest, type AdminRoute, serveAdminRoutes } from '../../runtime/nodes/admin-routes.ts';
import { noAccount } from '../../runtime/nodes/used-account.ts';
import type { ImportReport } from '../ledger/import/imported.ts';
import type { Register } from '../ledger/register.ts';
import { partnerOf, system } from '../nodes/partner.ts';
import { exportFrom, importInto, registerOf } from './register-file.ts';

/** What the account's dialog shows of an import. */
export interface ShownImport extends Pick<ImportReport, 'imported' | 'counts'> {
  /** The first of them, and how many there are. */
  readonly problems: readonly string[];
  readonly problemCount: number;
}

const origin: Origin = { system, operation: 'business-apps-register' };
const megabytes = 50;
const shown = 100;

/**
 * Lets the dialog of every deployed account check and import a file, and export the register: for those who may deploy flows,
 * since all that it holds is personal.
 */
export function offerRegisterFiles(RED: NodeAPI): void {
  const path = '/telephony/register/:account';
  const registerFor = async ({ params }: AdminRequest): Promise<Register> => {
    const partner = partnerOf(RED, params['account']);
    if (!partner) throw noAccount(origin);
    return registerOf(await partner.ledger);
  };
  const taking = (action: 'check' | 'import'): AdminRoute => ({
    method: 'post',
    path: `${path}/${action}`,
    permission: 'flows.write',
    async handle(request): Promise<ShownImport> {
      const register = await registerFor(request);
      const report = await importInto(register, await fileIn(request), { dryRun: action === 'check' });
      const { imported, counts, problems } = report;
      const first = problems.slice(0, shown).map(({ message }) => message);
      return { imported, counts, problems: first, problemCount: problems.length };
    },
  });
  serveAdminRoutes(RED, 'register', () => [
    taking('check'),
    taking('import'),
    {
      method: 'get',
      path: `${path}/export/:format`,
      permission: 'flows.write',
      async handle(request, response: Response) {
        const register = await registerFor(request);
        const format = request.params['format'] === 'json' ? 'json' : 'csv';
        response.type(format).send(await exportFrom(register, format));
        return undefined;
      },
    },
  ]);
}

/** @throws INVALID_INPUT */
async function fileIn(request: AdminRequest): Promise<Buffer> {
  try {
    return await bodyOf(request, megabytes * 1024 * 1024);
  } catch (error) {
    if (error instanceof TooLarge) throw invalidInput(origin, 'file', `must not be larger than ${megabytes} MB`);
    throw error;
  }
}
