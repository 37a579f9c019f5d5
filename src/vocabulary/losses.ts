/** The series of the losses of a run: where one of these is no finite number, nothing is learned any more. */
export const LOSS_SERIES: readonly string[] = ['train-loss', 'test-loss']

/** The same of a run that another program logs: what scripts call theirs. */
export function foreignLossSeries(): readonly string[] {
  const splits = ['train', 'val', 'eval', 'test']
  return [...LOSS_SERIES, 'loss', ...splits.flatMap((split) => [`${split}/loss`, `${split}_loss`])]
}
