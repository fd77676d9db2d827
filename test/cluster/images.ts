import type { ImageArchive } from './pauseImage.ts';
import type { Progress } from './progress.ts';
import type { WaitOptions } from './wait.ts';
export const LICENSE_NODE_IMAGE = 'localhost/lmtriad-node:dev';
export const OPERATOR_IMAGE = 'localhost/lmtriad-operator:dev';
export async function ensureImages(_progress: Progress, _options: WaitOptions = {}): Promise<ImageArchive[]> { return []; }
