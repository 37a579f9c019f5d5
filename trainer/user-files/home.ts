import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { CHECKOUT } from './checkout.ts'
import type { FileKind } from './kind.ts'

/** Whether a folder is the project's own of files of this kind. */
export function isHome(folder: string, { home }: Pick<FileKind, 'home'>): boolean {
  return existsSync(folder) && realpathSync(folder) === realpathSync(join(CHECKOUT, home))
}
