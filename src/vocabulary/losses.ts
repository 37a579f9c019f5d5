/** The series of the losses of a run: where one of these is no finite number, nothing is learned any more. */
export const LOSS_SERIES: readonly string[] = ['train-loss', 'test-loss']
