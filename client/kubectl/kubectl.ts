/**
 * The kubectl that this program is a plugin of: it knows how to reach the cluster and who is calling, whatever way of
 * signing in the cluster has. Arguments never pass through a shell.
 */
import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { LicenseError } from '../errors.ts';

/** Which cluster and namespace; what is left out is the current context's. */
export interface KubeOptions {
  readonly namespace?: string;
  readonly context?: string;
  readonly kubeconfig?: string;
}

/** How a run of kubectl ended. */
export interface KubeResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Milliseconds that a port may take to be forwarded. */
const forwardLimit = 10_000;

/** Runs kubectl. */
export class Kubectl {
  readonly #program: string;
  readonly #flags: readonly string[];
  readonly #running = new Set<ChildProcess>();

  constructor(options: KubeOptions, program = process.env['KUBECTL'] || 'kubectl') {
    this.#program = program;
    this.#flags = [
      ...(options.kubeconfig === undefined ? [] : ['--kubeconfig', options.kubeconfig]),
      ...(options.context === undefined ? [] : ['--context', options.context]),
      ...(options.namespace === undefined ? [] : ['--namespace', options.namespace]),
    ];
  }

  /** Runs it to its end. Rejects with LicenseError (-42) if there is no kubectl. */
  async run(args: readonly string[]): Promise<KubeResult> {
    const child = this.#start(args);
    const [stdout, stderr, code] = await Promise.all([textOf(child.stdout), textOf(child.stderr), exitOf(child)]);
    return { code, stdout, stderr };
  }

  /** An object, or a list of them. Rejects with LicenseError (-42) and kubectl's own words if it cannot be had. */
  async get<T>(...args: string[]): Promise<T> {
    const { code, stdout, stderr } = await this.run(['get', '-o', 'json', ...args]);
    if (code !== 0) throw new LicenseError({ code: -42, detail: `kubectl: ${stderr.trim()}` });
    try {
      return JSON.parse(stdout) as T;
    } catch (error) {
      throw new LicenseError({ code: -42, detail: 'kubectl printed no JSON', cause: error });
    }
  }

  /** Runs a tool of lmutil in a license server's pod. */
  lmutil(pod: string, args: readonly string[]): Promise<KubeResult> {
    return this.run(['exec', pod, '-c', 'lmgrd', '--', 'node', 'client/lmutil.ts', ...args]);
  }

  /** Forwards a free port of this machine to one of a pod, until end(); gives its number. Rejects with LicenseError (-15). */
  async forward(pod: string, port: number): Promise<number> {
    const child = this.#start(['port-forward', '--address', '127.0.0.1', `pod/${pod}`, `:${port}`]);
    const errors = textOf(child.stderr);
    const limit = setTimeout(() => child.kill(), forwardLimit);
    try {
      let text = '';
      // It goes on telling of connections: its output stays open, or it would end at the first.
      for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
        text += chunk;
        const found = /127\.0\.0\.1:(\d+) ->/.exec(text);
        if (!found) continue;
        child.stdout.resume();
        return Number(found[1]);
      }
    } finally {
      clearTimeout(limit);
    }
    throw new LicenseError({ code: -15, detail: `kubectl port-forward ${pod}: ${(await errors).trim()}` });
  }

  /** Ends every kubectl that still runs, those that forward ports among them. */
  end(): void {
    for (const child of this.#running) child.kill();
  }

  #start(args: readonly string[]): ChildProcessByStdio<null, Readable, Readable> {
    const child = spawn(this.#program, [...this.#flags, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#running.add(child);
    child.once('close', () => this.#running.delete(child));
    return child;
  }
}

async function textOf(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      reject(new LicenseError({ code: -42, detail: `kubectl cannot be run: ${error.message}`, cause: error }));
    });
    child.once('close', (code) => resolve(code ?? 1));
  });
}
