/**
 * A kubectl for tests: a program of its own that answers from a file, runs lmutil of this project for `exec`, and
 * "forwards" to ports that are here already.
 */
import { chmodSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** What the fake knows. */
export interface FakeKubernetes {
  /** By the words behind `get -o json`, joined by blanks. */
  objects: Readonly<Record<string, unknown>>;
  /** Ports by pod; a pod without one is gone. */
  ports: Readonly<Record<string, number>>;
  /** Where lmutil finds the servers within a pod. */
  servers: string;
}

/** Writes the program; gives its path. Each run of it adds a line with its arguments to `calls` beside it. */
export function fakeKubectl(folder: string, kubernetes: FakeKubernetes): string {
  const path = join(folder, 'kubectl');
  const lmutil = resolve(import.meta.dirname, '../lmutil.ts');
  const text = `#!${process.execPath}
const { appendFileSync } = require('node:fs');
const { spawnSync } = require('node:child_process');
const { objects, ports, servers } = ${JSON.stringify(kubernetes)};
let words = process.argv.slice(2);
appendFileSync(__dirname + '/calls', JSON.stringify(words) + '\\n');
while (['--namespace', '--context', '--kubeconfig'].includes(words[0])) words = words.slice(2);
const fail = (text) => { console.error(text); process.exit(1); };
if (words[0] === 'get') {
  const asked = words.slice(3).filter((word) => word !== '--').join(' ');
  if (!(asked in objects)) fail('Error from server (NotFound): ' + asked);
  console.log(JSON.stringify(objects[asked]));
} else if (words[0] === 'exec') {
  if (!(words[1] in ports)) fail('error: pod ' + words[1] + ' does not have a host assigned');
  const args = words.slice(words.indexOf('client/lmutil.ts') + 1);
  const env = { ...process.env, LM_LICENSE_FILE: servers };
  process.exit(spawnSync(process.execPath, [${JSON.stringify(lmutil)}, ...args], { env, stdio: 'inherit' }).status);
} else if (words[0] === 'port-forward') {
  const pod = words[3].replace('pod/', '');
  if (!(pod in ports)) fail('error: unable to forward port because pod is not running');
  console.log('Forwarding from 127.0.0.1:' + ports[pod] + ' -> 27000');
  setInterval(() => {}, 1000);
}
`;
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
}
