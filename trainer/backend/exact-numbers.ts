import { setFlagsFromString } from 'node:v8'

/**
 * Leaves V8's middle compiler, Maglev, out of this process. With Node 24.21, three of 42 fresh runs on a busy machine
 * had a linear CKA that was off (1.0 for 0.68), in the first evaluations of the process, and none of 132 without Maglev.
 * Which loop it gets wrong is not known. The optimising compiler behind it stays, so that what runs for long is as fast.
 */
export function computeExactly(): void {
  setFlagsFromString('--no-maglev')
}
