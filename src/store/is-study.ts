import type { RunsQuestion } from '#src/vocabulary/index.ts'

/** Whether a list looks into runs: what its index does not tell may take seconds to find out, and so many lists of it more. */
export function isStudy({ where, by, regex, values }: RunsQuestion): boolean {
  return where !== undefined || by !== undefined || regex !== undefined || values !== undefined
}
