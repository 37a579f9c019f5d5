import { spawn } from 'node:child_process'

/** Processes that each want a core for themselves, for as long as a bench has them. */
export function busyLoops(count: number): { readonly end: () => void } {
  const loops = Array.from({ length: count }, () => spawn('timeout', ['600', 'sh', '-c', 'while :; do :; done']))
  return { end: () => loops.forEach((loop) => loop.kill()) }
}
