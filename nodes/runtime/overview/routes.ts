import type { NodeAPI } from 'node-red';
import { serveAdminRoutes } from '../nodes/admin-routes.ts';
import { overviewOf } from './overview.ts';

/**
 * Serves what the editor's sidebar shows: `GET telephony/overview`, to those who may read flows.
 * @param version of this package
 */
export function serveOverview(RED: NodeAPI, version: string): void {
  serveAdminRoutes(RED, 'overview', () => {
    const handle = async () => {
      const nodeRed = await RED.version();
      const platform = `${process.platform} ${process.arch}`;
      return overviewOf({ package: version, nodeRed, node: process.version, platform });
    };
    return [{ method: 'get', path: '/telephony/overview', permission: 'flows.read', handle }];
  });
}
