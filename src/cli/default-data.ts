import { join, resolve } from 'node:path'
import { root } from './version.ts'

/** The folder in which runs are stored where nobody names one. */
export function defaultData(): string {
  return process.env.PHASESCOPE_DATA ? resolve(process.env.PHASESCOPE_DATA) : join(root, 'data')
}
