export { branching, changesOf, planOfBranch } from './fork.ts'
export { assertSameArithmetic, lastStepOf, type Origin, type RunRecord } from './origin.ts'
export { afterItsEnd, planOf, resumption } from './resume.ts'
export { networkFromFile, networkFromRun, type PastRun } from './second-network.ts'
