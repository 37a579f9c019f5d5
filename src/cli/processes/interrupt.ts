import { firstValueFrom, Observable, share } from 'rxjs'

/**
 * Requests to end, counted from 1: Ctrl-C or a polite kill. A terminal, npm and a parent process may each pass on the
 * same Ctrl-C, so what comes within a second is one request; a later one is a second request, and means at once. Once
 * listened to, signals stay ours: one that comes while we tidy up must not cut that short.
 */
export const interrupts$ = new Observable<number>((subscriber) => {
  let count = 0
  let last = -Infinity
  const onSignal = () => {
    const now = performance.now()
    if (now - last > 1000) subscriber.next(++count)
    last = now
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
}).pipe(share({ resetOnRefCountZero: false }))

/** Until somebody asks us to end; who asks twice is obeyed at once. */
export async function untilInterrupted(): Promise<void> {
  interrupts$.subscribe((count) => {
    if (count > 1) process.exit(130)
  })
  await firstValueFrom(interrupts$)
}
