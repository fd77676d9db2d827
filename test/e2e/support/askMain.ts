/**
 * One unary call to a server, from wherever the test starts this program: prints {"answer"} or {"refusal"}.
 * `askMain.ts ADDRESS SERVER CA CERTIFICATE KEY SERVICE METHOD REQUEST`
 */
import { MemberClient } from './members.ts';
import { refusalOf } from './refusal.ts';

const [, , address = '', server = '', ca = '', certificate = '', key = '', service = '', method = '', request = '{}'] =
  process.argv;
const client = await MemberClient.open(address, server, { ca, certificate, key });
const call = client.call<object>(service, method, JSON.parse(request), 5_000);
const said = await call.then(
  (answer) => ({ answer }),
  async () => ({ refusal: await refusalOf(call) }),
);
process.stdout.write(`${JSON.stringify(said)}\n`);
client.close();
