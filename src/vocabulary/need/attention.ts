import { defineNeed } from './define.ts'

/** Where the heads look. Of transformers only. */
export const attention = defineNeed('how each head divides its attention among the positions, on the probe batch')
