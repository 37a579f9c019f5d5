import { defineNeed } from './define.ts'

/** What representations are compared with; a second network stands in where one is given. */
export const referenceHidden = defineNeed(
  'hidden activations on the same batch of the reference: this network at step 0, the one given by --with, or a twin',
)
