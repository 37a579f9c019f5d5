export { trainRun, type RunContext } from './train-run.ts'
