/** A status as three servers give it, for tests. */
import { Role, type StatusInit } from '../../proto/index.ts';

/** Where the servers of the status are. */
export interface StatusServer {
  name: string;
  host: string;
  port: number;
}

/** Two features: one in use by two and one waiting, one idle; local times are in October 2017. */
export function sampleStatus(server: string, master: string, servers: readonly StatusServer[]): StatusInit {
  const at = (month: number, day: number, hour: number, minute: number) =>
    new Date(2017, month - 1, day, hour, minute).getTime() / 1000;
  const pool = { pool: 'p2', version: '31.0', expiry: 'permanent', count: 144, used: 17 };
  return {
    server,
    master,
    quorum: master !== '',
    quorumText: master ? '2 of 3 up' : 'quorum lost: 1 of 3 up',
    appliedIndex: 100,
    version: '0.1.0',
    members: servers.map((one) => ({
      server: one.name,
      host: one.host,
      port: one.port,
      up: true,
      version: '0.1.0',
      role: one.name === master ? Role.ROLE_MASTER : Role.ROLE_STANDBY,
    })),
    license: { path: '/opt/usoft/license.dat', vendors: ['usoft'] },
    features: [
      { feature: 'feature1', vendor: 'usoft', issued: 1, used: 0, pools: [{ ...pool, pool: 'p1', used: 0 }] },
      {
        feature: 'feature2',
        vendor: 'usoft',
        issued: 144,
        used: 17,
        pools: [pool],
        users: [
          {
            ...{ user: 'user1', host: 'server034', display: ':0', version: '31.0', lease: 5226, pid: 77, pool: 'p2' },
            ...{ count: 1, start: at(10, 20, 16, 40) },
          },
          {
            ...{ user: 'user2', host: 'server0161', display: '/dev/tty', version: '31.0', lease: 16949, pool: 'p2' },
            ...{ count: 16, start: at(10, 1, 4, 5) },
          },
          {
            ...{ user: 'user3', host: 'server6', display: '/dev/tty', version: '31.0', lease: 0, pool: 'p2' },
            ...{ count: 1, queued: true },
          },
        ],
      },
    ],
  };
}
