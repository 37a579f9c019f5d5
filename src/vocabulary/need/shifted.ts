import { defineNeed } from './define.ts'

/** How well it does where the questions are others than those it learned from. Few tasks have such a split. */
export const shifted = defineNeed(
  'loss on examples out of the distribution that it learned from, and accuracy where there are classes',
)
