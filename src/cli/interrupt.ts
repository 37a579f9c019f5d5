import { Observable, share } from 'rxjs'

/**
 * Requests to end: Ctrl-C or a polite kill. A terminal, npm and a parent process may each pass on the same Ctrl-C, so
 * what comes within a second is one request; the next one is a second wish, and means at once.
 */
export const interrupts$ = new Observable<number>((subscriber) => {
  let count = 0
  let last = -Infinity
  const onSignal = () => {
    const now = performance.now()
    if (now - last > 1000) subscriber.next(++count)
    last = now
  }
  for (const signal of SIGNALS) process.on(signal, onSignal)
  return () => SIGNALS.forEach((signal) => process.off(signal, onSignal))
}).pipe(share())

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
