import { defineNeed } from './define.ts'

/** Student and teacher of a committee, whose overlaps are the order parameters. */
export const teacher = defineNeed('the weights of student and teacher, one row a unit', {
  nulls: ['shuffled-weights', 'random-weights'],
})
