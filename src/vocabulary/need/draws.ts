import { defineNeed } from './define.ts'

/** An ensemble of functions, to be compared with a Gaussian process. */
export const draws = defineNeed('outputs of networks drawn from prior or posterior, one row a draw')
