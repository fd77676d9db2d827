/** The one gRPC listener of a member: licenses, administration, peers, health and reflection (R26). */
import { fileURLToPath } from 'node:url';
import { Server, type ServerCredentials } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import { HealthImplementation } from 'grpc-health-check';
import { AdminService, LicenseService } from '../../proto/index.ts';
import type { Daemon } from '../daemon.ts';
import {
  formatHostPort,
  type HostPort,
  peerServiceDefinition,
  rawService,
  serverOptions,
  stopServer,
} from '../transport/index.ts';
import { adminService } from './adminService.ts';
import { licenseService } from './licenseService.ts';
import { peerService } from './peerService.ts';

const PROTO_FOLDER = fileURLToPath(new URL('../../proto', import.meta.url));
const PROTO_FILES = ['lmtriad/v1/license.proto', 'lmtriad/v1/admin.proto', 'lmtriad/peer/v1/peer.proto'];
const LICENSE = 'lmtriad.v1.LicenseService';

export interface GrpcServer {
  readonly port: number;
  /** Ends all calls. */
  close(): void;
}

/**
 * Starts listening. Rejects if the address is taken. `silenceMilliseconds`: how long a silent peer counts as there.
 */
export async function startServer(
  daemon: Daemon,
  credentials: ServerCredentials,
  at: HostPort,
  silenceMilliseconds: number,
): Promise<GrpcServer> {
  const server = new Server(serverOptions(silenceMilliseconds));
  server.addService(rawService(LicenseService), licenseService(daemon));
  server.addService(rawService(AdminService), adminService(daemon));
  server.addService(peerServiceDefinition, { ...peerService(daemon), exchange: daemon.transport.exchange });
  const health = new HealthImplementation({
    '': 'NOT_SERVING',
    [LICENSE]: 'NOT_SERVING',
    'lmtriad.v1.AdminService': 'SERVING',
  });
  health.addToServer(server);
  const loaded = loadSync(PROTO_FILES, { includeDirs: [PROTO_FOLDER] });
  new ReflectionService(loaded).addToServer(server);
  const end = daemon.onNews(() => {
    const serving = daemon.news().server !== '';
    health.setStatus('', serving ? 'SERVING' : 'NOT_SERVING');
    health.setStatus(LICENSE, serving ? 'SERVING' : 'NOT_SERVING');
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(formatHostPort(at), credentials, (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return {
    port,
    close: () => {
      end();
      stopServer(server, formatHostPort({ ...at, port }));
    },
  };
}
