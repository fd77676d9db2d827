/**
 * Reading license files: 10,000 signed lines read and verified (target: 1 s), and 10 MB of them read, beside a
 * tenth of that, to see that time grows with the size only.
 */
import { generateKeyPairSync, sign } from 'node:crypto';
import { parseLicense, pools, printLicense, signFile } from '../../license/index.ts';
import { verifyEd25519 } from '../../node/member/licenseFiles.ts';

const LINES = 10_000;
const MEGABYTES = 10;
const HEAD = `SERVER azuurmees ANY 2830
SERVER fitis ANY 2831
SERVER buulbuul ANY 2832
VENDOR usoft
`;

function milliseconds(work: () => void): number {
  const since = performance.now();
  work();
  return performance.now() - since;
}

function linesOf(count: number): string {
  return Array.from({ length: count }, (_, at) => `INCREMENT f${at % 500} usoft 1.0 permanent 1 SN=${at}\n`).join('');
}

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const key = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64');
const unsigned = parseLicense(HEAD + linesOf(LINES)).file;
const signed = printLicense(signFile(unsigned, { vendor: 'usoft', sign: (bytes) => sign(null, bytes, privateKey) }));
const verified = milliseconds(() => {
  const result = pools(parseLicense(signed).file, { allowUnsigned: false, publicKey: key, verify: verifyEd25519 });
  if (result.refused.length > 0 || result.pools.length !== 500) throw new Error('the lines were not taken');
});
process.stdout.write(`${LINES} signed lines read and verified: ${verified.toFixed(0)} ms (target 1,000 ms)\n`);

const line = linesOf(1);
const whole = HEAD + line.repeat(Math.ceil((MEGABYTES * 1024 * 1024) / line.length));
const tenth = HEAD + line.repeat(Math.ceil((MEGABYTES * 1024 * 1024) / 10 / line.length));
const short = milliseconds(() => parseLicense(tenth));
const long = milliseconds(() => parseLicense(whole));
process.stdout.write(
  `${MEGABYTES} MB of lines read: ${long.toFixed(0)} ms, ${(long / short).toFixed(1)} times a tenth of it\n`,
);
process.stdout.write(`${JSON.stringify({ verified, long, short })}\n`);
