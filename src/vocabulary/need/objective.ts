import { defineNeed } from './define.ts'

/** The landscape itself: curvature, noise and slices are computed from nothing else. */
export const objective = defineNeed(
  'the training loss as a function of all parameters, with its gradient and Hessian-vector product',
)
