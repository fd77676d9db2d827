/** The end of the process: what is open is closed first, but nothing that hangs may keep it from ending. */

/** How long closing may take. */
const CLOSE_MS = 3_000;

export interface EndingProcess {
  exit(code: number): void;
  /** SIGKILL to this process. */
  kill(): void;
}

const thisProcess: EndingProcess = {
  exit: (code) => process.exit(code),
  kill: () => process.kill(process.pid, 'SIGKILL'),
};

/**
 * Closes, and ends the process with that code. If closing hangs, as it does on a disk that does not answer, the
 * process kills itself: an ordinary exit would wait for the hanging operation (libuv joins its threads).
 */
export function endProcess(code: number, close: () => Promise<void>, ending = thisProcess): void {
  const limit = setTimeout(() => ending.kill(), CLOSE_MS);
  close().finally(() => {
    clearTimeout(limit);
    ending.exit(code);
  });
}
