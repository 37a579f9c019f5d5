import { defineNeed } from './define.ts'

/** The dynamics of a hidden state: whether it forgets, or is chaotic. */
export const recurrence = defineNeed('the recurrent weights of a network with a hidden state', {
  nulls: ['shuffled-weights', 'random-weights'],
})
