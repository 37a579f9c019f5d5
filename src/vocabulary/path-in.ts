import { assertPathName } from './names.ts'

/**
 * The path of what is called `name` in a folder: the one way by which a name that came from elsewhere becomes part of a
 * path. A name that could lead out of the folder is a usage error, whoever let it come so far.
 */
export function pathIn(folder: string, name: string, ending = ''): string {
  assertPathName(`A name in ${folder}`, name)
  return `${folder.replace(/\/+$/, '')}/${name}${ending}`
}
