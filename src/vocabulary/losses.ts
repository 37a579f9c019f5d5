/** The series of the losses of a run: where one of these is no finite number, nothing is learned any more. */
export const LOSS_SERIES: readonly string[] = ['train-loss', 'test-loss']

/** What scripts of other frameworks call theirs. */
const LOGGED_LOSSES = [
  'loss',
  ...['train', 'val', 'eval', 'test'].flatMap((split) => [`${split}/loss`, `${split}_loss`]),
]

/** The same of a run that another program logs. */
export const FOREIGN_LOSS_SERIES: readonly string[] = [...LOSS_SERIES, ...LOGGED_LOSSES]
