import { defineNeed } from './define.ts'

/** That an answer is one of several classes, so that it is right or wrong; a regression has none, and no accuracy. */
export const classes = defineNeed('how many classes the answers have')
