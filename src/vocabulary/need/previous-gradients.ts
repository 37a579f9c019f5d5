import { defineNeed } from './define.ts'

/** The slope one step ago: whether it turns. */
export const previousGradients = defineNeed('the gradient of the training loss one step ago, by layer', {
  isOfWeights: false,
})
