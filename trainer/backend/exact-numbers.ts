import { setFlagsFromString } from 'node:v8'

/**
 * Leaves V8's middle compiler out of this process. With Node 24.21 it now and then takes over a loop of sums in the
 * middle and goes on with wrong numbers: on a busy machine one fresh run in fourteen had a linear CKA that was off (1.0
 * for 0.68), and none of 132 without it. The optimising compiler behind it stays, so that what runs for long is as fast.
 */
export function computeExactly(): void {
  setFlagsFromString('--no-maglev')
}
