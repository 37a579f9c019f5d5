/** What was stored, read as well as it can be: a run with broken or unknown facts breaks no list and no page. */
export * from './cards.ts'
export * from './fact.ts'
export * from './run.ts'
export { readableTransition } from './transition.ts'
