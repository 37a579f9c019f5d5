import { defineNeed } from './define.ts'

/** The slope one step ago: whether it turns. */
export const previousGradients = defineNeed('the gradient that the last update followed, by layer', {
  isOfWeights: false,
})
