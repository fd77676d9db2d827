/** Lines that only one of two texts has, marked - and +, with the common ones between them. */
export function diff(expected: string, actual: string): string {
  const left = expected.trimEnd().split('\n');
  const right = actual.trimEnd().split('\n');
  // common[i][j] is the length of the longest common subsequence of left from i and right from j.
  const common = Array.from({ length: left.length + 1 }, () => new Array<number>(right.length + 1).fill(0));
  const at = (i: number, j: number): number => common[i]?.[j] ?? 0;
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      const row = common[i] as number[];
      row[j] = left[i] === right[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  let out = '';
  for (let i = 0, j = 0; i < left.length || j < right.length; ) {
    if (i < left.length && j < right.length && left[i] === right[j]) {
      out += `  ${left[i++]}\n`;
      j++;
    } else if (j >= right.length || (i < left.length && at(i + 1, j) >= at(i, j + 1))) {
      out += `- ${left[i++]}\n`;
    } else {
      out += `+ ${right[j++]}\n`;
    }
  }
  return out;
}
