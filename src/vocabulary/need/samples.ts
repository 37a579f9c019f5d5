import { defineNeed } from './define.ts'

/** A generative model judged by what it makes: whether it copies what it has seen. */
export const samples = defineNeed('samples that a generative model made, beside those it was trained on')
