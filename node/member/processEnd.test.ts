import { expect, test, vi } from 'vitest';
import { endProcess } from './processEnd.ts';

function recorder() {
  const said: (number | 'killed')[] = [];
  return { said, exit: (code: number) => said.push(code), kill: () => said.push('killed') };
}

test('the process ends with its code once everything is closed', async () => {
  vi.useFakeTimers();
  const ending = recorder();
  endProcess(0, async () => undefined, ending);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ending.said).toEqual([0]);
  vi.useRealTimers();
});

test('what cannot be closed, such as a disk that hangs, does not keep the process from ending', async () => {
  vi.useFakeTimers();
  const ending = recorder();
  endProcess(74, () => new Promise(() => undefined), ending);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ending.said).toEqual(['killed']);
  vi.useRealTimers();
});
