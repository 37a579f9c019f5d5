import { probes } from '#probes/index.ts'

/** What runs from the start unless told otherwise: the whole catalogue but what takes many passes. */
export const DEFAULT_PROBES: readonly string[] = probes.filter(({ cost }) => cost !== 'passes').map(({ id }) => id)
