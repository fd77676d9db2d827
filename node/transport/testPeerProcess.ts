/** A peer in a process of its own, to be killed: `testPeerProcess.ts PORT`. Dials the member at that port. */
import { heartbeat, TestMember } from './testMember.ts';

const member = new TestMember({ server: 'fitis', incarnation: 22 });
await member.start();
member.transport.setPeers([{ server: 'azuurmees', host: '127.0.0.1', port: Number(process.argv[2]), incarnation: 11 }]);
setInterval(() => member.transport.send('azuurmees', { messages: [heartbeat(22, 11)], date: 1 }), 10);
process.stdout.write(`${member.port}\n`);
