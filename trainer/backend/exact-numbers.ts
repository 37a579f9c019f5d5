import { setFlagsFromString } from 'node:v8'

/**
 * Leaves V8's middle compiler, Maglev, out of this process: in Node 24 and 26 it makes objects share their numbers.
 * Where its code gives up while `{ below, all }` is not yet stored anywhere, the object is made again from a template, and
 * what holds its numbers is the template's own, the same for each object that is made there. Code that was entered in
 * the middle of a loop is kept when it gives up behind that loop, so that several calls come by: linear CKA was 1 for
 * 0.68 in one of fourteen fresh runs on a busy machine. The compiler behind Maglev does not do so.
 * Functions that Maglev has compiled before this is called stay as they are.
 */
export function computeExactly(): void {
  setFlagsFromString('--no-maglev')
}
