import { Observable } from 'rxjs'

/**
 * What arrived since the last paint, as one list, in the animation frame before the next: however fast numbers come,
 * the page is drawn at most once per screen frame. A hidden page paints nothing, so nothing is emitted until it is
 * seen again, and the hub folds what is missed.
 */
export function perPaint<T>(source$: Observable<T>): Observable<readonly T[]> {
  return new Observable((subscriber) => {
    let waiting: T[] = []
    let scheduled = 0
    const paint = () => {
      const batch = waiting
      waiting = []
      scheduled = 0
      subscriber.next(batch)
    }
    const subscription = source$.subscribe((value) => {
      waiting.push(value)
      if (scheduled === 0) scheduled = requestAnimationFrame(paint)
    })
    return () => {
      subscription.unsubscribe()
      cancelAnimationFrame(scheduled)
    }
  })
}

/** Calls back once the frame that is being prepared is on the screen: a message runs after the paint that it precedes. */
export function afterPaint(then: () => void): void {
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => {
    port1.close()
    then()
  }
  port2.postMessage(null)
}
